"""The widget on the pages of others."""

from playwright.sync_api import Browser, expect

from assistant.services import Services
from assistant.web.services import WebServices
from tests.assistant.web.browser.stage import IN_CHROMIUM, QUESTION, answered, opened, serving

pytestmark = IN_CHROMIUM


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
