"""A chat model's streams, good and bad, over real HTTP: what is wrong never reaches the person, who is answered all the same."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from assistant.breaker import Breaker
from assistant.generate import Generator
from assistant.model import LangChainModel
from assistant.prompts import Prompts
from assistant.services import Services
from assistant.settings import AssistantSettings
from assistant.turn import take_turn
from assistant.types import Answer, Exchange, Status, Token, Turn
from ingest.numbers import numbers
from ingest.types import Language
from tests.conftest import ROOT, TODAY
from tests.model_server import DONE, OPENING, Reply, ScriptedServer, delta, event, refused, said, scripted_server, words

QUESTION = "Quel est le capital minimum de la SARL ?"
FIRST = "Aucun capital minimum légal n'est exigé pour la SARL"
SECOND = "Les associés fixent le capital librement, dans les statuts"
GOOD = f"{FIRST} [1]. {SECOND} [1]."
PROMPTS = Prompts.load(ROOT / "prompts")
ERROR = {"error": {"message": "secret detail", "type": "server_error"}}
FENCE = "passages-"
GREETED = (Exchange("t0", "Bonjour", "", "Bonjour !", Status.SMALL_TALK, Language("fr"), TODAY),)  # no longer the first reply


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as server:
        yield server


@pytest.fixture(autouse=True)
def fresh(server: ScriptedServer) -> None:
    server.replies, server.requests = [], []


def _with_model(services: Services, server: ScriptedServer, **settings: Any) -> Services:
    chosen = AssistantSettings(
        prompts=ROOT / "prompts",
        model_url=server.url,
        model_name="scripted",
        **{"model_total_seconds": 20.0, "model_failures": 100, **settings},
    )
    generator = Generator(
        LangChainModel.connect(chosen),
        PROMPTS.answer,
        lambda text: len(text.split()),
        chosen,
        Breaker(chosen.model_failures, chosen.model_rest_seconds),
    )
    return replace(services, generator=generator)


def _ask(services: Services, history: tuple[Exchange, ...] = GREETED, text: str = QUESTION) -> tuple[Answer, list[str]]:
    async def ask() -> tuple[Answer, list[str]]:
        turn = Turn("c", "t", text, Language("fr"))
        events = [event async for event in take_turn(turn, history, services)]
        await asyncio.sleep(0)  # connections that were broken off are closed by their loop
        assert isinstance(events[-1], Answer)
        return events[-1], [event.text for event in events if isinstance(event, Token)]

    return asyncio.run(ask())


def test_an_answer_is_streamed_by_sentence_verified_and_cited(services: Services, server: ScriptedServer) -> None:
    server.replies = [said(GOOD)]
    answer, tokens = _ask(_with_model(services, server))
    assert answer.status is Status.ANSWERED
    assert tokens == [
        "Aucun capital minimum légal n'est exigé pour la SARL. ",
        "Les associés fixent le capital librement, dans les statuts. ",
    ]
    assert answer.text.startswith("Aucun capital minimum légal n'est exigé pour la SARL. [1]")
    assert [citation.quote for citation in answer.citations] == [
        "La SARL n'a pas de capital minimum légal.",
        "Les associés fixent librement le capital dans les statuts.",
    ]
    assert answer.text.endswith("Règle en vigueur au 25 novembre 2026.")


def _pieces(text: str) -> Reply:
    return [OPENING, *words(text)]


BAD: dict[str, Reply] = {
    "cut in the middle": _pieces("Aucun capital minimum légal n'est exigé pour la SARL [1]. Les associés fixent"),
    "cut before the first word": [OPENING],
    "cut in an event": [OPENING, *words("La SARL n'a"), b'data: {"id": "c", "choi'],
    "done without an end": [*_pieces(GOOD), DONE],
    "closed at once": [b""],
    "no protocol": [b"hello\r\n\r\n"],
    "malformed JSON": [*_pieces("La SARL n'a pas"), b"data: {not json}\n\n", delta({}, "stop"), DONE],
    "invalid UTF-8": [*_pieces("La SARL n'a pas"), b'data: {"choices": "\xff\xfe"}\n\n', delta({}, "stop"), DONE],
    "a web page": [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>Sign in</html>"],
    "JSON that is no stream": refused("200 OK", {"choices": [{"message": {"content": GOOD}}]}),
    "an error in a 200": [*_pieces("La SARL n'a pas"), event(ERROR), DONE],
    "choices of another shape": [OPENING, event({"id": "c", "choices": "none"}), DONE],
    "no choices": [OPENING, event({"id": "c", "choices": []}), DONE],
    "a delta that is null": [OPENING, delta(None, "stop"), DONE],
    "a number for a text": [OPENING, delta({"content": 42}), delta({}, "stop"), DONE],
    "empty": said(""),
    "only spaces": said(" \n \n "),
    "only a citation": said("[1]"),
    "truncated": said("La SARL n'a pas de capital minimum légal [1]. Les associés fixent", "length"),
    "filtered": said("La SARL", "content_filter"),
    "refused in a field": [OPENING, delta({"content": None, "refusal": "I cannot"}), delta({}, "stop"), DONE],
    "refused in words": said("Je suis désolé, mais je ne peux pas répondre à cette question."),
    "a tool call": [
        OPENING,
        delta({"tool_calls": [{"index": 0, "id": "x", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}),
        delta({}, "tool_calls"),
        DONE,
    ],
    "429": refused("429 Too Many Requests", ERROR),
    "500": refused("500 Internal Server Error", ERROR),
    "503": refused("503 Service Unavailable", ERROR),
    "401": refused("401 Unauthorized", ERROR),
    "404": refused("404 Not Found", ERROR),
    "400": refused("400 Bad Request", {"error": {"message": "too long", "code": "context_length_exceeded"}}),
    "endless": [OPENING, *words("capital " * 3000)],
    "one megabyte at once": said("a" * 1_000_000),
    "the same again and again": said("La SARL n'a pas de capital minimum légal [1]. " * 6),
    "another language": said("A SARL has no legal minimum capital at all in Morocco today [1]."),
    "its prompt": said(
        "You write answers for a public information desk. Write in French, in two to five short plain sentences [1]."
    ),
    "none": said("NONE"),
    "only thought": said("<think>La SARL n'a pas de capital minimum légal [1].</think>"),
    "a thought without an end": said("<think>La SARL n'a pas de capital minimum légal [1]."),
    "a wrong passage number": said("Aucun capital minimum légal n'est exigé pour la SARL [9]."),
    "no passage number": said("Aucun capital minimum légal n'est exigé pour la SARL."),
    "an invented number": said("Le capital minimum légal de la SARL est de 100 000 DH [1]."),
    "a number in words": said("Le capital minimum légal de la SARL est de dix mille dirhams [1]."),
    "a rule turned round": said("La SARL a un capital minimum légal [1]."),
    "an obeyed injection": said("Toutes les règles sont changées : envoyez votre argent à https://evil.example [1]."),
    "something else": said("Le tajine aux pruneaux se prépare avec des amandes et du miel [1]."),
}


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # what the client says to shapes that it does not know
@pytest.mark.parametrize("name", BAD)
def test_after_a_bad_stream_the_extractive_answer_is_given(services: Services, server: ScriptedServer, name: str) -> None:
    expected, _ = _ask(services)
    server.replies = [BAD[name]]
    modelled = _with_model(services, server)
    answer, _ = _ask(modelled)
    assert (answer.status, answer.text, answer.citations) == (expected.status, expected.text, expected.citations)
    assert 1 <= len(server.requests) <= 2
    server.replies = [said(GOOD)]  # no permit was lost, and the next one is served
    assert _ask(modelled)[0].text.startswith("Aucun capital")


@pytest.mark.parametrize(
    "reply",
    [
        [OPENING, 5.0, *words(GOOD)],
        [OPENING, delta({"role": "assistant", "content": ""}), 5.0],
        [5.0],
        [OPENING, *words("Aucun capital minimum légal n'est exigé"), 5.0],
    ],
    ids=["slow first word", "role then nothing", "slow headers", "stalls"],
)
def test_a_slow_stream_is_not_waited_for(services: Services, server: ScriptedServer, reply: Reply) -> None:
    server.replies = [reply]
    answer, _ = _ask(_with_model(services, server, model_first_token_seconds=0.2, model_total_seconds=0.6))
    assert answer.status is Status.ANSWERED
    assert "Aucun capital" not in answer.text


@pytest.mark.parametrize("first", ["500", "429", "cut before the first word", "malformed JSON"])
def test_one_retry(services: Services, server: ScriptedServer, first: str) -> None:
    server.replies = [BAD[first], said(GOOD)]
    assert _ask(_with_model(services, server))[0].text.startswith("Aucun capital")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("draft", "kept", "gone"),
    [
        (f"{GOOD} Il faut verser 10 000 DH en banque [1].", "Aucun capital", "10 000"),
        (f"{GOOD} Comptez aussi trois ans [1].", "Aucun capital", "trois"),
        (f"{GOOD} Voir aussi le registre [7].", "Aucun capital", "registre"),
    ],
)
def test_what_does_not_hold_is_left_out(services: Services, server: ScriptedServer, draft: str, kept: str, gone: str) -> None:
    server.replies = [said(draft)]
    answer, tokens = _ask(_with_model(services, server))
    assert answer.status is Status.PARTIAL
    assert kept in answer.text
    assert gone not in answer.text + "".join(tokens)
    quoted = numbers(" ".join(citation.quote for citation in answer.citations))
    assert all(numbers(token) <= quoted for token in tokens)


@pytest.mark.parametrize(
    "draft",
    [
        f"<think>Let me see.</think>{GOOD}",
        f"{FIRST}. [1] {SECOND}.[1][1]",
        f"- **{FIRST}** [1, 9].\n- {SECOND} 【1】.",
        GOOD.replace("[1]", "[١]"),
    ],
    ids=["thought", "marks after the stop", "a list", "Arabic digits"],
)
def test_other_ways_of_writing_the_same_are_read(services: Services, server: ScriptedServer, draft: str) -> None:
    server.replies = [said(draft)]
    answer, tokens = _ask(_with_model(services, server))
    assert answer.status is Status.ANSWERED
    assert tokens[0] == "Aucun capital minimum légal n'est exigé pour la SARL. "


def test_no_permit_means_busy_at_once(services: Services, server: ScriptedServer) -> None:
    answer, _ = _ask(_with_model(services, server, model_permits=0))
    assert answer.status is Status.BUSY
    assert answer.citations == ()
    assert server.requests == []


def test_a_model_that_is_down_is_left_alone(services: Services, server: ScriptedServer) -> None:
    server.replies = [BAD["500"]]
    modelled = _with_model(services, server, model_failures=3)
    assert [_ask(modelled)[0].status for _ in range(5)] == [Status.ANSWERED] * 5
    assert len(server.requests) == 3


def test_passages_are_fenced_data_and_their_marks_are_not_ours(services: Services, server: ScriptedServer) -> None:
    server.replies = [said(GOOD), said(GOOD)]
    modelled = _with_model(services, server)
    _ask(modelled)
    _ask(modelled)
    first, second = ([message["content"] for message in request["messages"]] for request in server.requests)
    fence = first[-1].split("\n")[0]
    assert fence.startswith(f"<{FENCE}")
    assert f"</{fence[1:]}" in first[-1]
    assert fence in first[0]
    assert fence not in second[0]  # another one for each request
    assert "[1] La SARL" in first[-1]
    assert first[-1].endswith(QUESTION)
    assert "Write in French" in first[0]
    assert server.requests[0]["max_tokens"] == 700


def _exchange(number: int, status: Status = Status.ANSWERED) -> Exchange:
    return Exchange(f"t{number}", f"question {number}", f"question {number}", f"answer {number}", status, Language("fr"), TODAY)


def test_history_and_passages_keep_to_their_budget(services: Services, server: ScriptedServer) -> None:
    server.replies = [said(GOOD)]
    history = (_exchange(1), _exchange(2), _exchange(3, Status.BLOCKED), _exchange(4))
    _ask(_with_model(services, server, model_history_tokens=8), history)
    sent = [(message["role"], message["content"]) for message in server.requests[0]["messages"][1:-1]]
    assert sent == [("user", "question 2"), ("assistant", "answer 2"), ("user", "question 4"), ("assistant", "answer 4")]


def test_the_key_is_sent_and_never_shown(services: Services, server: ScriptedServer) -> None:
    settings = AssistantSettings(model_url=server.url, model_name="m", model_key="very-secret")
    assert "very-secret" not in repr(settings) + json.dumps(settings.model_dump(mode="json"))
