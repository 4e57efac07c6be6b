"""Whom the questions are put to: the service in this process, or a server by its address. Both reply alike."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import uuid4

import httpx2

from assistant.services import Services
from assistant.turn import take_turn
from assistant.types import Answer, Turn
from assistant.wire import answer_body
from evals.errors import ServiceAway
from evals.items import DEFAULT_AS_OF
from ingest.types import DocumentId

_TRIES, _WAIT_SECONDS, _TIMEOUT_SECONDS = 4, 1.0, 60.0
_TRY_AGAIN = frozenset({429, 503})
_OK, _UNKNOWN = 200, 404


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the answer's body, and what is known beside it."""

    body: Mapping[str, Any]
    milliseconds: float
    query: str = ""
    verbatim: tuple[bool, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """How the turn ended."""
        return str(self.body["status"])

    @property
    def language(self) -> str:
        """That the service answered in."""
        return str(self.body["language"])

    @property
    def text(self) -> str:
        """What is shown to the person."""
        return str(self.body["text"])

    @property
    def citations(self) -> list[Mapping[str, Any]]:
        """Its sources."""
        return list(self.body.get("citations") or ())

    @property
    def quotes(self) -> list[str]:
        """The exact words of its sources."""
        return [str(citation["quote"]) for citation in self.citations]

    @property
    def profile(self) -> Mapping[str, Any] | None:
        """What was heard about the person, where the service shows it."""
        return self.body.get("profile")


class Asker(Protocol):
    """Puts one message; `conversation_id` continues a conversation."""

    async def ask(self, text: str, as_of: date, conversation_id: str | None = None) -> Reply: ...
    async def close(self) -> None: ...


class InProcess:
    """The service itself, called as the server calls it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask(self, text: str, as_of: date, conversation_id: str | None = None) -> Reply:
        """One turn. A day other than the default is asked for by `as_of`, as an API user does."""
        services = self._services
        turn = Turn(conversation_id or uuid4().hex, uuid4().hex, text, None, as_of if as_of != DEFAULT_AS_OF else None)
        began = time.perf_counter()
        history = (await services.history.load(turn.conversation_id)) or () if conversation_id else ()
        answer = [event async for event in take_turn(turn, history, services)][-1]
        milliseconds = (time.perf_counter() - began) * 1000
        assert isinstance(answer, Answer)
        verbatim = await asyncio.to_thread(self._verbatim, answer)
        return Reply(answer_body(answer), milliseconds, answer.query, verbatim, dict(answer.timings_ms))

    async def close(self) -> None:
        """Nothing to close: whoever opened the services closes them."""

    def _verbatim(self, answer: Answer) -> tuple[bool, ...]:
        index = self._services.index.get() if answer.citations else None
        found = []
        for citation in answer.citations:
            document = index.document(DocumentId(citation.document_id)) if index else None
            found.append(document is not None and document.text[citation.start : citation.end] == citation.quote)
        return tuple(found)


class Remote:
    """A server, by its address."""

    def __init__(self, url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._client = httpx2.AsyncClient(base_url=url, timeout=_TIMEOUT_SECONDS, transport=transport)

    async def ask(self, text: str, as_of: date, conversation_id: str | None = None) -> Reply:
        """One POST to /v1/chat; asked again after a while where the server is busy."""
        asked: dict[str, Any] = {"message": text}
        if conversation_id:
            asked["conversation_id"] = conversation_id
        if as_of != DEFAULT_AS_OF:
            asked["as_of"] = as_of.isoformat()
        for attempt in range(_TRIES):
            began = time.perf_counter()
            response = await self._post(asked)
            milliseconds = (time.perf_counter() - began) * 1000
            if response.status_code == _UNKNOWN and asked.pop("conversation_id", None):
                continue  # it was forgotten, as the person asked: the next turn begins a new one
            busy = response.status_code in _TRY_AGAIN or (response.status_code == _OK and response.json()["status"] == "busy")
            if not busy or attempt == _TRIES - 1:
                break
            await asyncio.sleep(_WAIT_SECONDS * 2**attempt)
        if response.status_code != _OK:
            raise ServiceAway(f"the server answered {response.status_code}: {response.text[:300]}")
        body = response.json()
        return Reply(body, milliseconds, timings_ms=body.get("timings_ms") or {})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, asked: dict[str, Any]) -> httpx2.Response:
        try:
            return await self._client.post("/v1/chat", json=asked)
        except httpx2.HTTPError as error:
            raise ServiceAway(f"no server answers at {self._client.base_url}: {error or type(error).__name__}") from error
