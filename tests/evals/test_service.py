import asyncio
import json
from collections.abc import Callable
from datetime import date

import httpx2
import pytest

from assistant.services import Services
from assistant.web.services import WebServices
from evals import service
from evals.errors import ServiceAway
from evals.items import DEFAULT_AS_OF
from evals.service import Asker, InProcess, Remote, Reply
from server import create_app

QUESTION = "Quel est le capital minimum de la SARL ?"


async def _converse(asker: Asker) -> list[Reply]:
    try:
        first = await asker.ask(QUESTION, DEFAULT_AS_OF)
        conversation = str(first.body["conversation_id"])
        second = await asker.ask("Et avant 2011 ?", date(2010, 1, 1), conversation)
        await asker.ask("oublie tout", DEFAULT_AS_OF, conversation)
        return [first, second, await asker.ask(QUESTION, DEFAULT_AS_OF, conversation)]
    finally:
        await asker.close()


def test_a_server_replies_as_the_service_in_process_does(services: Services, web: WebServices) -> None:
    local = asyncio.run(_converse(InProcess(services)))
    remote = asyncio.run(_converse(Remote("http://test", httpx2.ASGITransport(app=create_app(services, web)))))
    for here, there in zip(local, remote, strict=True):
        assert (here.status, here.text, here.quotes) == (there.status, there.text, there.quotes)
        assert all(here.verbatim)
    assert remote[1].body["as_of"] == "2010-01-01"
    assert remote[1].body["conversation_id"] == remote[0].body["conversation_id"]


def answering(*responses: httpx2.Response) -> tuple[Remote, list[dict[str, object]]]:
    waiting, asked = list(responses), []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(json.loads(request.content))
        return waiting.pop(0)

    return Remote("http://test", httpx2.MockTransport(answer)), asked


def ok(status: str = "answered") -> httpx2.Response:
    return httpx2.Response(200, json={"status": status, "conversation_id": "c", "text": "", "language": "fr"})


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_WAIT_SECONDS", 0.0)


@pytest.mark.parametrize("busy", [lambda: httpx2.Response(429), lambda: httpx2.Response(503), lambda: ok("busy")])
def test_a_busy_server_is_asked_again(at_once: None, busy: Callable[[], httpx2.Response]) -> None:
    remote, asked = answering(busy(), ok())
    assert asyncio.run(remote.ask(QUESTION, DEFAULT_AS_OF)).status == "answered"
    assert asked == [{"message": QUESTION}] * 2


def test_a_server_that_stays_busy_is_told_as_it_is(at_once: None) -> None:
    remote, _ = answering(*(ok("busy") for _ in range(4)))
    assert asyncio.run(remote.ask(QUESTION, DEFAULT_AS_OF)).status == "busy"


def test_a_forgotten_conversation_begins_anew() -> None:
    remote, asked = answering(httpx2.Response(404), ok())
    asyncio.run(remote.ask(QUESTION, DEFAULT_AS_OF, "a" * 32))
    assert [request.get("conversation_id") for request in asked] == ["a" * 32, None]


def test_what_a_server_refuses_is_told() -> None:
    remote, _ = answering(httpx2.Response(422, text="too long"))
    with pytest.raises(ServiceAway, match="422: too long"):
        asyncio.run(remote.ask(QUESTION, DEFAULT_AS_OF))


def test_a_server_that_is_away_is_told() -> None:
    async def ask() -> None:
        remote = Remote("http://127.0.0.1:9")
        try:
            await remote.ask(QUESTION, DEFAULT_AS_OF)
        finally:
            await remote.close()

    with pytest.raises(ServiceAway, match="no server answers at"):
        asyncio.run(ask())
