import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from assistant.services import Services
from assistant.settings import LimitSettings
from assistant.web.services import WebServices
from server import create_app
from tests.assistant.web.conftest import ORIGIN, Panel
from tests.fakes import FakeHistory

QUESTION = "Quel est le capital minimum de la SARL ?"


def events(response: Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    blocks = [block for block in response.text.strip().split("\n\n") if not block.startswith(":")]
    found = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
    return [{**event, "data": json.loads(event["data"])} for event in found]


def test_a_session_is_for_pages_on_the_list_only(client: TestClient) -> None:
    panel = Panel(client)
    assert panel.start().status_code == 200
    assert panel.start(origin="https://evil.example").status_code == 403
    assert panel.start(site="unknown").status_code == 403
    assert panel.start(**{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert panel.start(notice="1999-01").status_code == 409
    assert panel.start("home", "http://testserver", Origin="http://testserver").status_code == 200
    assert panel.start("home", "https://evil.example", Origin="http://testserver").status_code == 403
    assert panel.start("home", "", Origin="").status_code == 403


def test_a_token_is_asked_for_and_bound_to_its_origin(panel: Panel) -> None:
    assert panel.ask(QUESTION).status_code == 200
    panel.origin = "https://evil.example"
    refused = panel.ask(QUESTION, language="ar")
    assert refused.status_code == 401
    assert "الجلسة" in refused.json()["detail"]
    panel.origin, panel.token = ORIGIN, ""
    assert panel.ask(QUESTION).status_code == 401
    assert panel.client.get("/v1/widget/conversation").status_code == 401


def test_a_site_taken_off_the_list_ends_its_sessions(panel: Panel, services: Services, web: WebServices) -> None:
    elsewhere = replace(web, settings=web.settings.model_copy(update={"sites": {}}))
    with TestClient(create_app(services, elsewhere)) as client:
        assert client.get("/v1/widget/conversation", headers=panel.headers()).status_code == 401


def test_a_session_is_made_longer(panel: Panel) -> None:
    turn = uuid4().hex
    panel.ask(QUESTION, turn)
    body = {"site": "mdm", "origin": ORIGIN, "notice": "any"}
    renewed = panel.client.post("/v1/widget/sessions", json=body, headers=panel.headers())
    panel.token = renewed.json()["token"]
    assert [said["turn_id"] for said in panel.client.get("/v1/widget/conversation", headers=panel.headers()).json()["turns"]] == [
        turn
    ]


def test_the_stream_is_numbered_and_taken_up_from_any_number(panel: Panel) -> None:
    turn = uuid4().hex
    whole = events(panel.ask(QUESTION, turn))
    assert [event["id"] for event in whole] == [str(number) for number in range(1, len(whole) + 1)]
    assert [event["event"] for event in whole[-2:]] == ["token", "answer"]
    answer = whole[-1]["data"]
    assert answer["turn_id"] == turn
    for last in range(len(whole)):
        headers = {**panel.headers(), "Last-Event-ID": str(last)}
        assert events(panel.client.get(f"/v1/widget/turns/{turn}", headers=headers)) == whole[last:]


def test_a_message_sent_again_under_its_id_is_not_asked_again(
    panel: Panel, services: Services, web: WebServices, history: FakeHistory
) -> None:
    turn = uuid4().hex
    first = events(panel.ask(QUESTION, turn))
    assert events(panel.ask(QUESTION, turn)) == first
    with TestClient(create_app(services, web)) as other_process:
        web.turns._turns.clear()
        panel.client = other_process
        replayed = events(panel.ask(QUESTION, turn))
        assert [event["event"] for event in replayed] == ["answer"]
        assert replayed[0]["data"]["text"] == first[-1]["data"]["text"]
        assert replayed[0]["data"]["citations"] == first[-1]["data"]["citations"]
        resumed = events(panel.client.get(f"/v1/widget/turns/{turn}", headers=panel.headers()))
        assert resumed == replayed
    (exchanges,) = history.conversations.values()
    assert len(exchanges) == 1


def test_a_turn_that_runs_in_another_process_is_waited_for(panel: Panel, services: Services, web: WebServices) -> None:
    turn = uuid4().hex
    panel.ask("merci", turn)
    web.turns._turns.clear()
    assert isinstance(services.history, FakeHistory)
    services.history.conversations.clear()
    again = panel.ask("merci", turn)
    assert (again.status_code, again.headers["retry-after"]) == (409, "1")
    missing = panel.client.get(f"/v1/widget/turns/{turn}", headers=panel.headers())
    assert (missing.status_code, missing.headers["retry-after"]) == (404, "1")


def test_another_session_sees_nothing_of_it(panel: Panel) -> None:
    turn = uuid4().hex
    panel.ask(QUESTION, turn)
    stranger = Panel(panel.client)
    stranger.start()
    assert stranger.client.get(f"/v1/widget/turns/{turn}", headers=stranger.headers()).status_code == 404
    assert stranger.client.get("/v1/widget/conversation", headers=stranger.headers()).json()["turns"] == []
    vote = {"turn_id": turn, "vote": "up"}
    assert stranger.client.post("/v1/feedback", json=vote, headers=stranger.headers()).status_code == 404


def test_a_conversation_is_read_and_erased(panel: Panel, history: FakeHistory) -> None:
    panel.ask(QUESTION)
    panel.ask("merci")
    read = panel.client.get("/v1/widget/conversation", headers=panel.headers()).json()
    assert [turn["status"] for turn in read["turns"]] == ["answered", "small_talk"]
    assert panel.client.delete("/v1/widget/conversation", headers=panel.headers()).status_code == 204
    assert history.conversations == {}
    assert panel.client.get("/v1/widget/conversation", headers=panel.headers()).json()["turns"] == []
    assert panel.client.delete("/v1/widget/conversation", headers=panel.headers()).status_code == 204


def test_the_choices_of_a_question_back_are_there_when_it_is_taken_up_again(panel: Panel, web: WebServices) -> None:
    turn = uuid4().hex
    asked = events(panel.ask("Combien ça coûte ?", turn))[-1]["data"]
    assert asked["status"] == "clarify"
    assert len(asked["options"]) == 5
    read = panel.client.get("/v1/widget/conversation", headers=panel.headers()).json()
    assert [said["options"] for said in read["turns"]] == [asked["options"]]
    web.turns._turns.clear()
    (resumed,) = events(panel.client.get(f"/v1/widget/turns/{turn}", headers=panel.headers()))
    assert resumed["data"]["options"] == asked["options"]


def test_without_memory_it_answers_and_does_not_pretend_to_erase(panel: Panel, history: FakeHistory) -> None:
    history.down = True
    assert events(panel.ask(QUESTION))[-1]["data"]["status"] == "answered"
    refused = panel.client.delete("/v1/widget/conversation", headers=panel.headers("nl"))
    assert refused.status_code == 503
    assert "nog niet gewist" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"turn_id": "x", "message": "a"}, 422, "turn_id"),
        ({"turn_id": "0" * 32, "message": "  "}, 422, "message"),
        ({"turn_id": "0" * 32, "message": "?!"}, 422, "avec des mots"),
        ({"turn_id": "0" * 32, "message": "a" * 1_001}, 413, "1000"),
        ({"turn_id": "0" * 32, "message": "a", "colour": "red"}, 422, "colour"),
    ],
)
def test_bad_input_is_a_clear_problem(panel: Panel, body: dict[str, str], status: int, says: str) -> None:
    response = panel.client.post("/v1/widget/turns", json=body, headers=panel.headers())
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert says in response.json()["detail"]


def test_the_reader_language_answers_where_the_message_does_not_tell(panel: Panel) -> None:
    assert events(panel.ask("100 000", language="ar"))[-1]["data"]["language"] == "ar"
    assert events(panel.ask("Quel est le capital minimum ?", language="ar"))[-1]["data"]["language"] == "fr"


@pytest.mark.parametrize(
    ("rates", "asked"), [(LimitSettings(conversation_per_minute=2), 2), (LimitSettings(address_per_minute=1), 1)]
)
def test_too_many_turns_are_told_when_to_come_back(
    services: Services, web: WebServices, rates: LimitSettings, asked: int
) -> None:
    limited = replace(web, rates=rates)
    with TestClient(create_app(services, limited)) as client:
        panel = Panel(client)
        panel.start()
        for _ in range(asked):
            assert panel.ask("merci").status_code == 200
        refused = panel.ask("merci", language="es")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert "muchas preguntas" in refused.json()["detail"]


def test_the_open_api_is_limited_by_address_in_the_language_asked_for(services: Services, web: WebServices) -> None:
    with TestClient(create_app(services, replace(web, rates=LimitSettings(address_per_minute=1)))) as client:
        assert client.post("/v1/chat", json={"message": "merci"}).status_code == 200
        refused = client.post("/v1/chat", json={"message": "danke", "language": "de"})
        assert refused.status_code == 429
        assert "viele Fragen" in refused.json()["detail"]


def test_too_many_sessions_of_an_address_are_refused(services: Services, web: WebServices) -> None:
    with TestClient(create_app(services, replace(web, rates=LimitSettings(address_sessions_per_hour=1)))) as client:
        assert Panel(client).start().status_code == 200
        assert Panel(client).start().status_code == 429
