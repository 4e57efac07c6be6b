"""For everybody: by keyboard only, on the smallest screens, with other colours, without motion; axe finds nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.assistant.web.browser.stage import (
    ARABIC_QUESTION,
    IN_CHROMIUM,
    PHONE,
    QUESTION,
    Site,
    answered,
    ask,
    opened,
    panel_of,
    violations,
)  # fmt: skip

pytestmark = IN_CHROMIUM


def test_keyboard_only(page: Page) -> None:
    page.locator("#question").focus()
    launcher = "document.activeElement.tagName === 'JALIA-INVEST'"
    for _ in range(60):
        if page.evaluate(launcher):
            break
        page.keyboard.press("Tab")
    assert page.evaluate(launcher)
    page.keyboard.press("Enter")
    frame = panel_of(page)
    expect(frame.locator("#notice")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(frame.locator(".notice button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#message")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(frame, 1)
    expect(frame.locator("#message")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if frame.evaluate("document.activeElement.matches('.sources button')"):
            break
    page.keyboard.press("Enter")
    expect(frame.locator("dialog h2")).to_be_focused()
    page.keyboard.press("Escape")
    assert frame.evaluate("document.activeElement.matches('.sources button')")
    page.keyboard.press("Escape")
    expect(page.locator("jalia-invest iframe")).to_be_hidden()
    assert page.evaluate(launcher)


@pytest.mark.parametrize(("language", "question"), [("fr", QUESTION), ("ar", ARABIC_QUESTION)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(page: Page, site: Site, language: str, question: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in ("/privacy", "/"):
        page.goto(f"{site.address}{path}?lang={language}")
        assert violations(page) == []
    frame = opened(page, agree=False)
    assert violations(frame) == []
    frame.locator(".notice button").click()
    assert violations(frame) == []
    ask(frame, question)
    answered(frame, 1)
    frame.locator(".tool[aria-pressed]").last.click()
    assert violations(frame) == []
    frame.locator(".mark-number").first.click()
    frame.locator("dialog .parallels").wait_for()
    assert violations(frame) == []
    page.keyboard.press("Escape")
    frame.locator(".help button").click()
    frame.locator("#region").select_option("souss-massa")
    assert violations(frame) == []
    page.keyboard.press("Escape")
    frame.locator(".menu-holder > button").click()
    assert violations(frame) == []


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, {"width": 320, "height": 256}, PHONE])
def test_it_reflows_on_the_smallest_screens(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    launcher = page.locator("jalia-invest button").bounding_box()
    assert launcher is not None
    assert launcher["width"] <= 56 or size["height"] > 320  # at 400 % it shows its picture only
    frame = opened(page)
    ask(frame, QUESTION)
    answered(frame, 1)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame.evaluate("innerWidth") == size["width"]
    field = frame.locator("#message").bounding_box()
    assert field is not None
    assert field["y"] + field["height"] <= size["height"]
    assert page.evaluate("[...document.body.children].filter(one => one.inert).length > 0")
    title = frame.locator("header h1").bounding_box()
    select = frame.locator("header select").bounding_box()
    assert title is not None
    assert select is not None
    assert title["x"] + title["width"] <= select["x"]
    question = frame.locator(".asked").bounding_box()
    assert question is not None
    assert 0 <= question["y"] < field["y"]
    small = "[...document.querySelectorAll('button, select, summary')].filter(one => one.offsetParent && (one.offsetWidth < 24 || one.offsetHeight < 24)).length"  # noqa: E501
    assert frame.evaluate(small) == 0


def test_motion_and_forced_colours_are_respected(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    frame = opened(page)
    ask(frame, QUESTION)
    answered(frame, 1)
    animations = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert frame.evaluate(animations) == 0
    assert frame.locator(".sources button").first.evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"
