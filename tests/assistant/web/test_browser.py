"""The widget in a real Chromium: asked, answered, cited, rated, in both directions, over a bad connection, by keyboard only.

Skipped where no Chromium is installed (on Debian: `apt-get install chromium`).
"""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

from assistant.services import Services
from assistant.turn import take_turn
from assistant.types import Event, Exchange, Token, Turn
from assistant.web.services import WebServices
from server import create_app
from tests.fakes import FakeFeedback, FakeHistory

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]

QUESTION, ARABIC_QUESTION = "Quel est le capital minimum de la SARL ?", "ما هو الحد الأدنى لرأسمال الشركة ذات المسؤولية المحدودة؟"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


# A page that a test makes up counts as public, and may not load from this machine without being asked.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"]


class Pace:
    """Holds a turn back before its last word, until it is let go."""

    def __init__(self) -> None:
        self.held = self.broken = False
        self.turns: list[str] = []

    async def turn(self, turn: Turn, history: tuple[Exchange, ...], services: Services) -> AsyncIterator[Event]:
        self.turns.append(turn.turn_id)
        if self.broken:
            raise RuntimeError("broken for a test")
        async for event in take_turn(turn, history, services):
            if not isinstance(event, Token):
                while self.held:
                    await asyncio.sleep(0.02)
            yield event


@dataclass
class Site:
    address: str
    pace: Pace
    history: FakeHistory
    feedback: FakeFeedback


@contextmanager
def serving(services: Services, web: WebServices) -> Iterator[str]:
    """The address of the real server over these services."""
    server = uvicorn.Server(uvicorn.Config(create_app(services, web), "127.0.0.1", 0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def site(
    services: Services, web: WebServices, history: FakeHistory, feedback: FakeFeedback, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    pace = Pace()
    monkeypatch.setattr("assistant.web.conversation.take_turn", pace.turn)
    with serving(services, web) as address:
        yield Site(address, pace, history, feedback)
        pace.held = False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR", accept_downloads=True)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    context.on("weberror", lambda error: pytest.fail(str(error.error)))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """The home page; the console must stay silent, which is where the browser tells of what CSP forbade."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(f"{site.address}/?lang=fr")
    yield page
    assert [line for line in said if "ERR_INTERNET_DISCONNECTED" not in line and "Failed to load resource" not in line] == []


def panel_of(page: Page) -> Frame:
    """The frame of the panel that is open or opening."""
    frame = page.locator("jalia-invest iframe").element_handle().content_frame()
    assert frame is not None
    frame.locator(".notice, .greeting").first.wait_for()
    return frame


def opened(page: Page, agree: bool = True) -> Frame:
    """The panel's frame, with the notice agreed to."""
    page.locator("jalia-invest button").click()
    frame = panel_of(page)
    if agree and frame.locator(".notice").count():
        frame.locator(".notice button").click()
    return frame


def ask(frame: Frame, question: str) -> None:
    frame.locator("#message").fill(question)
    frame.locator("#message").press("Enter")


def answered(frame: Frame, turns: int) -> None:
    expect(frame.locator(".tools")).to_have_count(turns, timeout=20_000)


def violations(target: Page | Frame) -> list[str]:
    found = Axe().run(target)
    return [f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]]


def test_notice_question_stream_source_and_vote(page: Page, site: Site) -> None:
    frame = opened(page, agree=False)
    assert frame.evaluate("sessionStorage.length") == 0
    assert not frame.locator("#message").is_visible()
    frame.locator(".notice button").click()
    site.pace.held = True
    ask(frame, QUESTION)
    expect(frame.locator(".turn .said")).to_contain_text("capital minimum")
    expect(frame.locator(".reply")).to_have_attribute("aria-busy", "true")
    expect(frame.locator(".send")).to_have_attribute("aria-disabled", "true")
    site.pace.held = False
    answered(frame, 1)
    expect(frame.locator("#spoken")).to_contain_text("capital minimum")

    frame.locator(".mark-number").first.click()
    sheet = frame.locator("dialog[open]")
    expect(sheet.locator("mark")).to_contain_text("La SARL n'a pas de capital minimum légal.")
    expect(sheet.locator("[lang=ar][dir=rtl]")).to_contain_text("حد أدنى")
    expect(sheet.locator("a").first).to_have_attribute("target", "_blank")
    sheet.get_by_role("button", name="English").click()
    expect(sheet.locator("[lang=en]")).to_contain_text("no legal minimum capital")
    page.keyboard.press("Escape")
    expect(frame.locator("dialog")).to_have_count(0)

    frame.get_by_role("button", name="Réponse à améliorer").click()
    frame.get_by_role("button", name="Périmée").click()
    expect(frame.locator(".reasons")).to_contain_text("Merci")
    (vote,) = site.feedback.votes.values()
    assert (vote.vote, vote.reason) == ("down", "outdated")


def test_arabic_is_written_from_right_to_left(page: Page) -> None:
    frame = opened(page)
    ask(frame, QUESTION)
    answered(frame, 1)
    frame.locator("header select").select_option("ar")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    expect(frame.locator(".turn")).to_have_count(1)
    ask(frame, ARABIC_QUESTION)
    answered(frame, 2)
    last = frame.locator(".turn").last.locator(".said")
    expect(last).to_have_attribute("lang", "ar")
    assert last.locator("p").first.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_a_reload_takes_up_the_conversation_and_the_answer_at_work(page: Page, site: Site) -> None:
    frame = opened(page)
    ask(frame, QUESTION)
    answered(frame, 1)
    site.pace.held = True
    ask(frame, "Et avant 2011, quel était le capital minimum de la SARL ?")
    expect(frame.locator(".turn")).to_have_count(2)
    page.reload()
    frame = opened(page)
    expect(frame.locator(".turn")).to_have_count(2)
    expect(frame.locator(".asked").last).to_contain_text("2011")
    site.pace.held = False
    answered(frame, 2)
    assert len(site.pace.turns) == 2


def test_offline_and_back_nothing_is_lost_or_asked_twice(page: Page, context: BrowserContext, site: Site) -> None:
    frame = opened(page)
    site.pace.held = True
    ask(frame, QUESTION)
    expect(frame.locator(".turn .said")).to_contain_text("capital minimum")
    context.set_offline(True)
    expect(frame.locator("#status")).to_contain_text("Connexion perdue")
    site.pace.held = False
    context.set_offline(False)
    answered(frame, 1)
    whole = frame.locator(".said").inner_text()
    assert whole.count("n'a pas de capital minimum") == 1
    assert len(site.pace.turns) == 1

    context.set_offline(True)
    ask(frame, "Et avant 2011 ?")
    expect(frame.locator("#status")).to_contain_text("Connexion perdue")
    context.set_offline(False)
    answered(frame, 2)
    assert len(site.pace.turns) == 2


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
    frame = opened(page)
    ask(frame, QUESTION)
    answered(frame, 1)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame.evaluate("innerWidth") == size["width"]
    field = frame.locator("#message").bounding_box()
    assert field is not None
    assert field["y"] + field["height"] <= size["height"]
    assert page.evaluate("[...document.body.children].filter(one => one.inert).length > 0")
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


def test_the_conversation_is_saved_and_erased(page: Page, site: Site, tmp_path: Path) -> None:
    frame = opened(page)
    ask(frame, QUESTION)
    answered(frame, 1)
    frame.locator(".menu-holder > button").click()
    with page.expect_download() as downloading:
        frame.get_by_role("button", name="Télécharger la conversation").click()
    downloading.value.save_as(tmp_path / "saved.html")
    saved = (tmp_path / "saved.html").read_text(encoding="utf-8")
    assert QUESTION in saved
    assert "<blockquote" in saved
    assert "Loi n° 5-96, art. 46" in saved
    assert f"{site.address}/v1/sources/" in saved
    assert "Enregistrée le" in saved

    frame.locator(".menu-holder > button").click()
    frame.get_by_role("button", name="Effacer ma conversation").click()
    frame.locator("dialog").get_by_role("button", name="Effacer").click()
    expect(frame.locator(".turn")).to_have_count(0)
    assert site.history.conversations == {}
    page.reload()
    expect(opened(page).locator(".turn")).to_have_count(0)


def test_what_is_erased_while_it_is_answered_stays_erased(page: Page, site: Site) -> None:
    frame = opened(page)
    site.pace.held = True
    ask(frame, QUESTION)
    expect(frame.locator(".turn .said")).to_contain_text("capital minimum")
    frame.locator(".menu-holder > button").click()
    frame.get_by_role("button", name="Effacer ma conversation").click()
    frame.locator("dialog").get_by_role("button", name="Effacer").click()
    expect(frame.locator(".turn")).to_have_count(0)
    site.pace.held = False
    ask(frame, "merci")
    answered(frame, 1)
    assert len(site.pace.turns) == 2
    (exchanges,) = site.history.conversations.values()
    assert [exchange.text for exchange in exchanges] == ["merci"]


def test_a_turn_that_failed_is_asked_again_when_the_person_says_so(page: Page, site: Site) -> None:
    frame = opened(page)
    site.pace.broken = True
    ask(frame, QUESTION)
    again = frame.get_by_role("button", name="Réessayer")
    again.wait_for()
    site.pace.broken = False
    again.click()
    answered(frame, 1)
    assert len(set(site.pace.turns)) == 2


def test_the_home_pages_questions_open_the_panel(page: Page) -> None:
    page.locator("#question").fill(QUESTION)
    page.locator("#ask button").click()
    frame = panel_of(page)
    frame.locator(".notice button").click()
    answered(frame, 1)
    expect(frame.locator(".asked")).to_contain_text("SARL")


def test_a_site_on_the_list_embeds_it_and_others_cannot(browser: Browser, services: Services, web: WebServices) -> None:
    """A page of another origin under a strict policy of its own. Its question is put into the field, not sent."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    with serving(services, web) as address:
        policy = (
            f"default-src 'none'; script-src {address}; frame-src {address}; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        script = f'<script async src="{address}/widget.js" data-site="mdm"></script>'
        host = f'<!doctype html><html lang="nl"><title>Host</title><body>{script}'
        headers = {"Content-Type": "text/html", "Content-Security-Policy": policy}
        context.route("https://*.example.ma/", lambda route: route.fulfill(body=host, headers=headers))
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto("https://mdm.example.ma/")
        frame = opened(page)
        expect(frame.locator("html")).to_have_attribute("lang", "nl")
        page.evaluate("question => document.querySelector('jalia-invest').open(question)", QUESTION)
        expect(frame.locator("#message")).to_have_value(QUESTION)
        frame.locator("#message").press("Enter")
        answered(frame, 1)
        assert said == []

        page.goto("https://evil.example.ma/")
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.locator("jalia-invest button").click()
        assert not any(frame.locator(".notice").count() for frame in page.frames)
    context.close()
