"""The page is loaded again, or the connection comes back: nothing is lost or asked twice."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.assistant.web.browser.stage import IN_CHROMIUM, QUESTION, Site, answered, ask, opened

pytestmark = IN_CHROMIUM


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


def test_the_choices_of_a_question_back_are_there_after_a_reload_and_can_be_taken(page: Page, site: Site) -> None:
    frame = opened(page)
    site.pace.held = True
    ask(frame, "Combien ça coûte ?")
    expect(frame.locator(".turn")).to_have_count(1)
    page.reload()
    frame = opened(page)
    site.pace.held = False
    answered(frame, 1)
    choices = frame.locator(".reply > .chips button")
    expect(choices).to_have_count(5)
    labels = choices.all_inner_texts()
    page.reload()
    frame = opened(page)
    choices = frame.locator(".reply > .chips button")
    expect(choices).to_have_count(5)
    assert choices.all_inner_texts() == labels
    choices.first.click()
    answered(frame, 2)
    expect(frame.locator(".asked").last).to_contain_text("Créer une société : Combien ça coûte ?")
