"""The conversation is the person's: saved as a file, erased for good."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.assistant.web.browser.stage import IN_CHROMIUM, QUESTION, Site, answered, ask, opened

pytestmark = IN_CHROMIUM


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
