"""The widget's own API: sessions, turns that can be taken up again, the conversation. It needs no key in the page."""

import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant import observe
from assistant.errors import HistoryUnavailable
from assistant.problems import Problem
from assistant.services import Services
from assistant.turn import take_turn
from assistant.types import Answer, Event, Exchange, Turn
from assistant.web.admit import admit_read, admit_session, admit_turn, may_embed, reader, said, session_of
from assistant.web.services import WebServices
from assistant.web.sessions import Session
from assistant.web.turns import RunningTurn
from assistant.wire import answer_body, conversation_body
from ingest.language import identify

_TURN_SECONDS = 60  # after which a turn whose process died may be asked again
NOTICE = "2026-11"
"""The version of the notice that a person agrees to before the first message."""

TurnId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class SessionRequest(BaseModel):
    """Where the widget is, and which notice was agreed to."""

    model_config = ConfigDict(extra="forbid")

    site: Annotated[str, StringConstraints(max_length=40)]
    origin: Annotated[str, StringConstraints(max_length=300)]
    notice: str


class TurnRequest(BaseModel):
    """A message under an id that the panel chose: sent again under the same id, it is not asked again."""

    model_config = ConfigDict(extra="forbid")

    turn_id: TurnId
    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


def conversation_router(services: Services, web: WebServices) -> APIRouter:
    """`/v1/widget/…`."""
    router = APIRouter(prefix="/v1/widget")

    @router.post("/sessions")
    async def start(asked: SessionRequest, request: Request) -> dict[str, Any]:
        """A session for a new visit, or a longer one for a token that is still good."""
        if request.headers.get("authorization"):
            return _session_body(web.sessions.renew(session_of(request, web)))
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Problem(HTTPStatus.FORBIDDEN, "Sessions are started by the widget's own panel only.")
        if not may_embed(web.settings, asked.site, asked.origin, request.headers.get("origin", "")):
            raise Problem(HTTPStatus.FORBIDDEN, "This page may not embed the widget: its origin is not on the site's list.")
        if asked.notice != NOTICE:
            raise Problem(HTTPStatus.CONFLICT, "The notice has changed since: load the page again.")
        await admit_session(request, web)
        observe.ended("web", "session", "started")
        return _session_body(web.sessions.start(asked.site, asked.origin))

    def _session_body(session: Session) -> dict[str, Any]:
        return {"token": web.sessions.token(session), "expires": session.expires}

    @router.post("/turns")
    async def ask(asked: TurnRequest, request: Request) -> Response:
        session, language = session_of(request, web), reader(request)
        conversation_id = session.conversation_id
        known = web.turns.find(conversation_id, asked.turn_id)
        if known is not None:
            return _stream(known, 0)
        if len(asked.message) > web.settings.message_characters:
            raise said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_long", language, web)
        if not any(character.isalnum() for character in asked.message):
            raise said(HTTPStatus.UNPROCESSABLE_ENTITY, "no_words", language, web)
        history = await _history(conversation_id, services)
        remembered = _remembered(history, asked.turn_id)
        if remembered is not None:
            return _replay(conversation_id, remembered)
        if web.turns.busy(conversation_id):
            raise said(HTTPStatus.CONFLICT, "one_at_a_time", language, web, retry_after=1)
        await admit_turn(request, conversation_id, language, web)
        if not await web.limits.first("turn", f"{conversation_id} {asked.turn_id}", _TURN_SECONDS):
            raise said(HTTPStatus.CONFLICT, "one_at_a_time", language, web, retry_after=1)
        spoken = None if identify(asked.message) else language
        turn = Turn(conversation_id, asked.turn_id, asked.message, spoken, introduced=True)  # by the notice that was agreed to
        return _stream(web.turns.start(conversation_id, asked.turn_id, _observed(take_turn(turn, history, services))), 0)

    @router.get("/turns/{turn_id}")
    async def resume(turn_id: TurnId, request: Request, last_event_id: Annotated[int, Header(ge=0, le=100_000)] = 0) -> Response:
        """The rest of a turn that runs or ran here, or the answer of one that is remembered."""
        conversation_id = session_of(request, web).conversation_id
        await admit_read(request, web)
        running = web.turns.find(conversation_id, turn_id)
        if running is not None:
            return _stream(running, last_event_id)
        remembered = _remembered(await _history(conversation_id, services), turn_id)
        if remembered is None:
            raise Problem(HTTPStatus.NOT_FOUND, "No such turn in this conversation, or it still runs elsewhere.", retry_after=1)
        return _replay(conversation_id, remembered)

    @router.get("/conversation")
    async def conversation(request: Request) -> dict[str, Any]:
        conversation_id = session_of(request, web).conversation_id
        await admit_read(request, web)
        return conversation_body(conversation_id, await _history(conversation_id, services))

    @router.delete("/conversation", status_code=HTTPStatus.NO_CONTENT)
    async def erase(request: Request) -> None:
        session = session_of(request, web)
        await web.turns.forget(session.conversation_id)
        try:
            await services.history.erase(session.conversation_id)
        except HistoryUnavailable as error:
            raise said(HTTPStatus.SERVICE_UNAVAILABLE, "not_erased", reader(request), web, retry_after=60) from error
        observe.ended("web", "erase", "done")

    return router


async def _history(conversation_id: str, services: Services) -> tuple[Exchange, ...]:
    """What was said before. Without memory, the turn goes on without it."""
    try:
        return await services.history.load(conversation_id) or ()
    except HistoryUnavailable:
        observe.memory_lost()
        return ()


async def _observed(events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    async for event in events:
        if isinstance(event, Answer):
            observe.ended("web", "turn", event.status.value)
        yield event


def _remembered(history: tuple[Exchange, ...], turn_id: str) -> Exchange | None:
    return next((exchange for exchange in history if exchange.turn_id == turn_id), None)


def _stream(turn: RunningTurn, after: int) -> StreamingResponse:
    return _events(_numbered(turn, after))


def _replay(conversation_id: str, exchange: Exchange) -> StreamingResponse:
    body = {"conversation_id": conversation_id, **conversation_body(conversation_id, (exchange,))["turns"][0]}

    async def answer() -> AsyncIterator[bytes]:
        yield _event("answer", body, None)

    return _events(answer())


def _events(stream: AsyncIterator[bytes]) -> StreamingResponse:
    return StreamingResponse(stream, media_type=EventSourceResponse.media_type, headers={"X-Accel-Buffering": "no"})


async def _numbered(turn: RunningTurn, after: int) -> AsyncIterator[bytes]:
    async for numbered in turn.follow(after):
        if numbered is None:
            yield b": waiting\n\n"
            continue
        number, event = numbered
        if isinstance(event, Answer):
            yield _event("answer", answer_body(event), number)
        elif isinstance(event, Exception):
            yield _event("error", Problem.failed().body(turn.turn_id), number)
        else:
            yield _event("token", {"text": event.text}, number)


def _event(name: str, body: dict[str, Any], number: int | None) -> bytes:
    numbered = None if number is None else str(number)
    return format_sse_event(event=name, data_str=json.dumps(body, ensure_ascii=False), id=numbered)
