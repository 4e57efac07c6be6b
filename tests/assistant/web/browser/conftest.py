"""A browser, and the home page in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.services import Services
from assistant.web.services import WebServices
from tests.assistant.web.browser.stage import CHROMIUM, DESKTOP, Pace, Site, serving
from tests.fakes import FakeFeedback, FakeHistory

# A page that a test makes up counts as public, and may not load from this machine without being asked.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"]


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
