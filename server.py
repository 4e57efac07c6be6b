"""The chat service: settings -> services -> routes. Run it with `python server.py`."""

import json
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi import Query as QueryParameter
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field, ValidationError
from pydantic_settings import SettingsConfigDict
from starlette.middleware.base import RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware

from assistant import observe
from assistant.channels.routes import router as channel_routes
from assistant.channels.setup import Channels, ChannelsSettings, open_channels
from assistant.channels.turns import Turns
from assistant.errors import AssistantError, HistoryUnavailable
from assistant.problems import Problem, answer_with_problems
from assistant.services import Services, child_valkey, open_services, warm, warm_languages
from assistant.settings import AssistantSettings, LimitSettings
from assistant.source import source_page
from assistant.turn import take_turn
from assistant.types import Answer, Exchange, Turn
from assistant.web.admit import admit_turn, reader
from assistant.web.conversation import conversation_router
from assistant.web.lookups import lookups_router
from assistant.web.pages import BUILT
from assistant.web.services import WebServices, open_web
from assistant.web.settings import WidgetSettings
from assistant.web.site import site_router
from assistant.web.votes import votes_router
from assistant.wire import ChatRequest, answer_body, conversation_body
from ingest.errors import IngestError
from ingest.settings import IngestSettings, StrictSettings
from ingest.types import DocumentId
from retrieval.settings import RetrievalSettings

_BAD_SETTINGS = 78  # EX_CONFIG
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


class ServerSettings(StrictSettings):
    """`HOST` and `PORT` of the service, and `LOG_LEVEL`."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")


def create_app(services: Services, web: WebServices, channels: Channels | None = None) -> FastAPI:
    """The app over services that are open, the website, and the channels that are on; it closes them when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with channels.running() if channels else nullcontext():
            yield
        await web.close()
        await services.history.close()
        if services.generator is not None:
            await services.generator.close()
        services.index.close()

    app = FastAPI(title="Jalia Invest assistant", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/page", StaticFiles(directory=BUILT), name="page")
    answer_with_problems(app)
    app.add_middleware(GZipMiddleware)
    app.include_router(site_router(web))
    for router in (conversation_router, lookups_router, votes_router):
        app.include_router(router(services, web))
    if channels:
        app.include_router(channel_routes(channels))

    @app.middleware("http")
    async def headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        request.state.request_id = uuid4().hex
        response = await call_next(request)
        response.headers["X-Request-Id"] = request.state.request_id
        if request.url.path.startswith("/v1/"):
            response.headers["Cache-Control"] = "no-store"
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.post("/v1/chat")
    async def chat(request: Request) -> Response:
        asked = await _asked(request, services.settings)
        turn = asked.turn()
        await admit_turn(request, asked.conversation_id, turn.language or reader(request), web)
        history = await _history(turn, services) if asked.conversation_id else ()
        if "text/event-stream" in request.headers.get("accept", ""):
            stream = _events(turn, history, services)
            return StreamingResponse(stream, media_type=EventSourceResponse.media_type, headers={"X-Accel-Buffering": "no"})
        answer = [event async for event in take_turn(turn, history, services)][-1]
        assert isinstance(answer, Answer)
        return JSONResponse(answer_body(answer))

    @app.get("/v1/conversations/{conversation_id}")
    async def conversation(conversation_id: str) -> dict[str, Any]:
        exchanges = await _remembered(conversation_id, services)
        return conversation_body(conversation_id, exchanges)

    @app.delete("/v1/conversations/{conversation_id}", status_code=HTTPStatus.NO_CONTENT)
    async def erase(conversation_id: str) -> None:
        try:
            erased = await services.history.erase(conversation_id)
        except HistoryUnavailable as error:
            raise _no_memory() from error
        if not erased:
            raise _unknown_conversation()

    @app.get("/v1/sources/{document_id}", response_class=HTMLResponse)
    def source(
        document_id: str, start: Annotated[int, QueryParameter(ge=0)] = 0, end: Annotated[int, QueryParameter(ge=0)] = 0
    ) -> HTMLResponse:
        try:
            document = services.index.get().document(DocumentId(document_id))
        except IngestError as error:
            observe.outage(str(error))
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE, "The index does not answer: try again in a minute.", retry_after=60
            ) from error
        if document is None:
            raise Problem(HTTPStatus.NOT_FOUND, "No document of this id in the corpus that is served.")
        if end > len(document.text) or start > end:
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"start and end must lie in the document: 0 <= start <= end <= {len(document.text)}.",
            )
        return HTMLResponse(source_page(document, start, end))

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> dict[str, str]:
        try:
            index = services.index.get()
            await services.history.ready()
        except (IngestError, AssistantError) as error:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"Not ready: {error}", retry_after=5) from error
        return {"status": "ready", "index_version": index.metadata.version, "encoder": index.metadata.encoder}

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


async def _asked(request: Request, settings: AssistantSettings) -> ChatRequest:
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > settings.max_body_bytes:
            raise _too_long(settings)
    try:
        asked = ChatRequest.model_validate_json(bytes(raw))
    except ValidationError as error:
        raise Problem.invalid(error) from error
    if len(asked.message) > settings.max_message_characters:
        raise _too_long(settings)
    return asked


async def _history(turn: Turn, services: Services) -> tuple[Exchange, ...]:
    """What was said before. Without memory, the turn goes on without it."""
    try:
        exchanges = await services.history.load(turn.conversation_id)
    except HistoryUnavailable:
        observe.memory_lost()
        return ()
    if exchanges is None:
        raise _unknown_conversation()
    return exchanges


async def _remembered(conversation_id: str, services: Services) -> tuple[Exchange, ...]:
    try:
        exchanges = await services.history.load(conversation_id)
    except HistoryUnavailable as error:
        raise _no_memory() from error
    if exchanges is None:
        raise _unknown_conversation()
    return exchanges


async def _events(turn: Turn, history: tuple[Exchange, ...], services: Services) -> AsyncIterator[bytes]:
    try:
        async for event in take_turn(turn, history, services):
            if isinstance(event, Answer):
                yield _event("answer", answer_body(event))
            else:
                yield _event("token", {"text": event.text})
    except Exception:  # noqa: BLE001 - the response has begun: its status can no longer say it
        structlog.get_logger("server").exception("turn failed", turn_id=turn.turn_id)
        yield _event("error", Problem.failed().body(turn.turn_id))


def _event(name: str, body: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(body, ensure_ascii=False))


def _too_long(settings: AssistantSettings) -> Problem:
    limit = settings.max_message_characters
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The message is too long: send at most {limit} characters.")


def _unknown_conversation() -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND, "No such conversation, or it was forgotten: start a new one by leaving conversation_id out."
    )


def _no_memory() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "The memory of conversations does not answer: try again in a minute.", retry_after=60
    )


def main() -> int:
    """Serve until stopped; 78 where a setting or a text is wrong."""
    try:
        server, settings, ingest, retrieval = ServerSettings(), AssistantSettings(), IngestSettings(), RetrievalSettings()
        widget, rates = WidgetSettings(), LimitSettings()
        channel_settings = ChannelsSettings.load()
        structlog.configure(
            processors=[
                structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info, structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[server.log_level]),
        )  # fmt: skip
        child = None if settings.redis_url else child_valkey(ingest)
        redis_url = child.start() if child else settings.redis_url
        services = open_services(settings, ingest, retrieval, redis_url)
        web = open_web(widget, rates, settings, ingest.state, redis_url)
        channels = open_channels(channel_settings, redis_url, Turns(services), services.history, settings.prompts)
    except (ValidationError, AssistantError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _BAD_SETTINGS
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn passes it on when it is done: stop the child too
    try:
        index = warm(services)
        threading.Thread(target=warm_languages, args=(services,), daemon=True).start()
        config = uvicorn.Config(
            create_app(services, web, channels), server.host, server.port, log_level="warning", timeout_graceful_shutdown=25
        )
        service = _Announced(config, index.metadata.version)
        service.run()
    except IngestError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        if child is not None:
            child.stop()
    return 0 if service.started else 1


class _Announced(uvicorn.Server):
    """Says the address once it answers there."""

    def __init__(self, config: uvicorn.Config, version: str) -> None:
        super().__init__(config)
        self._version = version

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            print(f"serving index {self._version} at http://{self.config.host}:{port}/", flush=True)


if __name__ == "__main__":
    sys.exit(main())
