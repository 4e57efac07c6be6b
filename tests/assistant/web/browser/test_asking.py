"""Asked, answered, cited, rated, in both directions."""

from playwright.sync_api import Page, expect

from tests.assistant.web.browser.stage import ARABIC_QUESTION, IN_CHROMIUM, QUESTION, Site, answered, ask, opened, panel_of

pytestmark = IN_CHROMIUM


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


def test_a_text_is_written_in_the_direction_of_most_of_its_letters(page: Page) -> None:
    frame = opened(page)
    ask(frame, "MDM Invest : ما هي شروط هذا البرنامج؟")
    expect(frame.locator(".asked")).to_have_attribute("dir", "rtl")
    answered(frame, 1)
    ask(frame, "Que veut dire الشركة ذات المسؤولية المحدودة dans le capital minimum de la SARL ?")
    expect(frame.locator(".asked").last).to_have_attribute("dir", "ltr")
    answered(frame, 2)


def test_numbers_are_not_broken_over_lines(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    frame = opened(page)
    ask(frame, "Depuis la loi n° 24-10, que coûte une SARL de 3 000 000 DH ?")
    answered(frame, 1)
    frame.locator(".mark-number").first.click()
    frame.locator("dialog .parallels").wait_for()
    numbers = frame.locator(".unbroken")
    assert numbers.count() > 0
    assert numbers.evaluate_all("spans => spans.every(span => span.getClientRects().length === 1)")


def test_the_contact_is_the_one_of_the_region_that_was_named(page: Page) -> None:
    frame = opened(page)
    frame.locator(".help button").click()
    expect(frame.locator("#region")).to_have_value("")
    page.keyboard.press("Escape")
    ask(frame, "Je veux investir à Agadir. Quel est le capital minimum de la SARL ?")
    answered(frame, 1)
    for _ in range(2):
        frame.locator(".help button").click()
        expect(frame.locator("#region")).to_have_value("souss-massa")
        expect(frame.locator("dialog .card")).to_contain_text("CRI")
        page.keyboard.press("Escape")
        page.reload()
        frame = opened(page)


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
