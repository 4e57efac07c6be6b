import json
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from assistant.limits import Limits
from assistant.services import Services
from assistant.settings import AssistantSettings, LimitSettings
from assistant.web.pages import phone_link
from assistant.web.services import WebServices, web_services
from assistant.web.settings import WidgetSettings
from ingest.language import LANGUAGES
from server import create_app
from tests.conftest import ROOT
from tests.fakes import FakeFeedback


@pytest.mark.parametrize("path", ["/", "/privacy", "/widget"])
def test_the_pages_are_whole_in_every_language_and_have_nothing_inline(client: TestClient, path: str) -> None:
    for language in LANGUAGES:
        response = client.get(f"{path}?lang={language}")
        assert response.status_code == 200
        page = LexborHTMLParser(response.text)
        root = page.css_first("html")
        assert root is not None
        assert root.attributes["dir"] == ("rtl" if language in {"ar", "ary"} else "ltr")
        assert "$" not in response.text
        assert not re.search(r"\{\w+\}", response.text)
        assert not page.css("style, [style]")
        assert all(script.attributes.get("src") for script in page.css("script"))
        assert not any(name.startswith("on") for node in page.css("*") for name in node.attributes)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy


def test_the_home_page_speaks_the_browsers_language(client: TestClient) -> None:
    assert 'lang="de"' in client.get("/", headers={"Accept-Language": "de-AT,en;q=0.5"}).text
    assert 'lang="fr"' in client.get("/?lang=xx", headers={"Accept-Language": "pt"}).text


def test_only_a_sites_own_pages_may_frame_the_panel(client: TestClient) -> None:
    panel = client.get("/widget?site=mdm&lang=fr")
    assert "frame-ancestors https://mdm.example.ma;" in panel.headers["content-security-policy"]
    assert "frame-ancestors 'self';" in client.get("/widget").headers["content-security-policy"]
    assert client.get("/widget?site=unknown").status_code == 404
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_the_loader_may_be_used_by_any_page_and_speaks_all_languages(client: TestClient) -> None:
    loader = client.get("/widget.js")
    assert loader.headers["cross-origin-resource-policy"] == "cross-origin"
    assert loader.headers["content-type"].startswith("text/javascript")
    assert "__TEXTS__" not in loader.text
    assert all(json.dumps(text, ensure_ascii=False) in loader.text for text in ("هل لديك سؤال؟", "Eine Frage?"))


def test_the_panels_texts(client: TestClient) -> None:
    texts = client.get("/widget/texts/ary").json()
    assert (texts["direction"], texts["html_language"], len(texts["endonyms"])) == ("rtl", "ar-MA", 9)
    assert "24" in texts["notice"]["retention"]
    assert client.get("/widget/texts/xx").status_code == 404


def test_switched_off_there_is_no_widget(services: Services, web: WebServices) -> None:
    off = web.settings.model_copy(update={"enabled": False})
    with TestClient(create_app(services, replace(web, settings=off))) as client:
        assert client.get("/widget.js").status_code == client.get("/widget").status_code == 404
        home = client.get("/?lang=fr")
        assert home.status_code == 200
        assert "widget.js" not in home.text


def test_people_are_told_of_a_chat_model_elsewhere(services: Services, web: WebServices) -> None:
    with TestClient(create_app(services, replace(web, outside_model="model.example.ma"))) as client:
        for language in LANGUAGES:
            page = client.get(f"/privacy?lang={language}").text
            assert page.count("model.example.ma") == 1
            assert not re.search(r"\{\w+\}", page)
        assert "autre entreprise" not in client.get("/privacy?lang=fr").text


@pytest.mark.parametrize(
    ("url", "told"), [("", ""), ("http://127.0.0.1:8080/v1", ""), ("https://model.example.ma/v1", "model.example.ma")]
)
def test_a_model_on_this_machine_is_not_elsewhere(url: str, told: str, feedback: FakeFeedback) -> None:
    settings = AssistantSettings(
        prompts=ROOT / "prompts", contacts=ROOT / "corpora" / "mdm", model_url=url, model_name="m" if url else ""
    )
    opened = web_services(WidgetSettings(), LimitSettings(), settings, [b"k" * 32], Limits(None), feedback)
    assert opened.outside_model == told


def test_phones_are_dialled_from_abroad() -> None:
    assert phone_link("05 22 49 42 00") == "+212522494200"
