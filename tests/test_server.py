import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.channels.setup import open_channels
from assistant.channels.turns import Turns
from assistant.services import Services
from assistant.web.services import WebServices
from server import create_app
from tests.assistant.channels.bodies import message, raw, signature, whatsapp
from tests.assistant.channels.stage import settings as channel_settings
from tests.conftest import ROOT
from tests.fakes import FakeHistory

QUESTION = {"message": "Quel est le capital minimum de la SARL ?"}
ANSWER = {
    "conversation_id",
    "turn_id",
    "status",
    "language",
    "text",
    "as_of",
    "index_version",
    "citations",
    "options",
    "profile",
    "timings_ms",
}
CITATION = {
    "number", "document_id", "title", "authority", "reference", "article", "page", "quote", "url", "language", "valid_from",
    "valid_to",    "source_url",
}  # fmt: skip


@pytest.fixture
def client(services: Services, web: WebServices) -> Iterator[TestClient]:
    with TestClient(create_app(services, web), raise_server_exceptions=False) as client:
        yield client


def test_the_contract_of_an_answer(client: TestClient) -> None:
    body = client.post("/v1/chat", json=QUESTION).json()
    assert set(body) == ANSWER
    assert (body["status"], body["language"], body["as_of"]) == ("answered", "fr", "2026-11-25")
    assert set(body["citations"][0]) >= CITATION
    assert all(spent >= 0 for spent in body["timings_ms"].values())


def test_the_stream_is_tokens_then_one_answer(client: TestClient) -> None:
    response = client.post("/v1/chat", json=QUESTION, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in block.split("\n")) for block in response.text.strip().split("\n\n")]
    assert [event["event"] for event in events[-2:]] == ["token", "answer"]
    answer = json.loads(events[-1]["data"])
    assert set(answer) == ANSWER
    assert "".join(json.loads(event["data"])["text"] for event in events[:-1]) == answer["text"]


def test_a_citation_opens_its_source_with_the_words_marked(client: TestClient) -> None:
    citation = client.post("/v1/chat", json=QUESTION).json()["citations"][0]
    page = client.get(citation["source_url"])
    assert page.headers["content-type"].startswith("text/html")
    assert '<mark id="cited">' in page.text
    assert citation["quote"].split(".")[0] in unescape(page.text)
    assert client.get(f"/v1/sources/{citation['document_id']}?start=5&end=999999").status_code == 422
    assert client.get("/v1/sources/unknown").status_code == 404


def test_a_conversation_is_read_continued_and_erased(client: TestClient) -> None:
    conversation = client.post("/v1/chat", json=QUESTION).json()["conversation_id"]
    client.post("/v1/chat", json={"message": "merci", "conversation_id": conversation})
    turns = client.get(f"/v1/conversations/{conversation}").json()["turns"]
    assert [turn["status"] for turn in turns] == ["answered", "small_talk"]
    assert turns[0]["citations"][0]["quote"]
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 204
    assert client.get(f"/v1/conversations/{conversation}").status_code == 404
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 404


def test_options_and_profile_are_sent_and_kept(client: TestClient) -> None:
    asked = client.post("/v1/chat", json={"message": "Je vis en Belgique et je veux investir"}).json()
    assert asked["profile"] == {"residence": "BE"}
    assert {"label", "message"} == set(asked["options"][0])
    assert client.get(f"/v1/conversations/{asked['conversation_id']}").json()["profile"] == {"residence": "BE"}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 400, "not JSON"),
        (b'{"message": "caf\xe9"}', 400, "UTF-8"),
        (b"[]", 422, "body"),
        (b"{}", 422, "message"),
        (b'{"message": ""}', 422, "message"),
        (b'{"message": "   "}', 422, "message"),
        (b'{"message": "?!"}', 422, "letter"),
        (json.dumps({"message": "a" * 5_000}).encode(), 413, "at most 4096"),
        (json.dumps({"message": "a" * 100_000}).encode(), 413, "at most 4096"),
        (b'{"message": "a", "colour": "red"}', 422, "colour"),
        (b'{"message": "a", "as_of": "2026-02-31"}', 422, "as_of"),
        (b'{"message": "a", "as_of": "0001-01-01"}', 422, "1956"),
        (b'{"message": "a", "language": "xx"}', 422, "ary-Latn"),
        (b'{"message": "a", "conversation_id": "../x"}', 422, "conversation_id"),
        (b'{"message": "a", "conversation_id": "00000000000000000000000000000000"}', 404, "start a new one"),
    ],
)
def test_bad_input_is_a_clear_problem_and_stores_nothing(
    client: TestClient, history: FakeHistory, body: bytes, status: int, says: str
) -> None:
    response = client.post("/v1/chat", content=body, headers={"Content-Type": "application/json"})
    problem = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert set(problem) >= {"type", "title", "status", "detail", "request_id"}
    assert says in problem["detail"]
    assert history.conversations == {}


def test_health_readiness_and_metrics(client: TestClient, history: FakeHistory) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json()["status"] == "ready"
    history.down = True
    response = client.get("/readyz")
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")
    client.post("/v1/chat", json=QUESTION)
    assert 'assistant_answers_total{language="fr",status="answered"}' in client.get("/metrics").text


def test_memory_down_is_told_where_it_matters(client: TestClient, history: FakeHistory) -> None:
    conversation = client.post("/v1/chat", json=QUESTION).json()["conversation_id"]
    history.down = True
    assert client.post("/v1/chat", json={**QUESTION, "conversation_id": conversation}).json()["status"] == "answered"
    assert client.get(f"/v1/conversations/{conversation}").status_code == 503
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 503


def test_the_page_and_its_files_are_served_safely(client: TestClient) -> None:
    page = client.get("/")
    assert "Jalia Invest" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.get("/page/panel.js").status_code == client.get("/page/source.css").status_code == 200
    assert client.get("/page/../server.py").status_code == 404
    assert client.get("/nowhere").headers["content-type"] == "application/problem+json"


def test_an_unexpected_error_gives_nothing_away(client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.turn.compose", lambda *_: 1 / 0)
    response = client.post("/v1/chat", json=QUESTION)
    assert response.status_code == 500
    assert "division" not in response.text
    stream = client.post("/v1/chat", json=QUESTION, headers={"Accept": "text/event-stream"})
    assert stream.text.startswith("event: error")
    assert "division" not in stream.text


def test_channels_are_served_beside_the_chat_and_stop_with_it(services: Services, web: WebServices, tmp_path: Path) -> None:
    off_redis = "redis://127.0.0.1:9"
    channels = open_channels(
        channel_settings(tmp_path, "http://127.0.0.1:9"), off_redis, Turns(services), services.history, ROOT / "prompts"
    )
    content = raw(whatsapp(message("text", {"body": "Capital ?"})))
    with TestClient(create_app(services, web, channels)) as client:
        signed = client.post("/channels/whatsapp", content=content, headers={"X-Hub-Signature-256": signature(content)})
        forged = client.post("/channels/whatsapp", content=content)
        assert (signed.status_code, forged.status_code) == (200, 401)
        assert forged.headers["content-type"] == "application/problem+json"
        assert 'channel_inbound_total{channel="whatsapp",type="text"}' in client.get("/metrics").text
    with TestClient(create_app(services, web)) as client:
        assert client.post("/channels/whatsapp", content=content).status_code == 404
