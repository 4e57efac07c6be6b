"""The webhooks: verified, kept, acknowledged at once. And what a person may fetch: the conversation, a deletion's status."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import SecretStr

from assistant.channels import messenger, observe, whatsapp
from assistant.channels.errors import BadSeal, QueueUnavailable, SpoolUnavailable
from assistant.channels.settings import secrets
from assistant.channels.setup import Channels
from assistant.channels.signature import challenge, signed, signed_request
from assistant.channels.types import Channel, Inbound
from assistant.errors import HistoryUnavailable
from assistant.problems import Problem
from assistant.wire import conversation_body

_EXPORT_SECONDS = 3_600
_CODE = 16
_NOWHERE_KEPT = "Nothing could be kept: send it again."


@dataclass(frozen=True, slots=True)
class _Webhook:
    channel: Channel
    app_secret: SecretStr
    verify_token: SecretStr
    parse: Callable[[Mapping[str, Any]], list[Inbound]]


def router(channels: Channels) -> APIRouter:
    """The routes of the channels that are on."""
    routes = APIRouter(prefix="/channels")
    number, page = channels.settings.whatsapp, channels.settings.messenger
    if number.enabled:
        read = partial(whatsapp.parse, phone_number_id=number.phone_number_id)
        _add_webhook(routes, channels, _Webhook(Channel.WHATSAPP, number.app_secret, number.verify_token, read))
    if page.enabled:
        read = partial(messenger.parse, page_id=page.page_id, app_id=page.app_id)
        _add_webhook(routes, channels, _Webhook(Channel.MESSENGER, page.app_secret, page.verify_token, read))
        _add_deletion(routes, channels, page.app_secret)

    @routes.get("/export/{token}")
    async def export(token: str) -> JSONResponse:
        try:
            user = channels.sealer.unseal(token, _EXPORT_SECONDS)
            exchanges = await channels.history.load(user)
        except BadSeal as error:
            raise Problem(HTTPStatus.NOT_FOUND, "This link has run out: ask for your data again in the conversation.") from error
        except HistoryUnavailable as error:
            raise _try_later() from error
        attached = {"Content-Disposition": 'attachment; filename="conversation.json"', "Cache-Control": "no-store"}
        return JSONResponse(conversation_body(user, exchanges or ()), headers=attached)

    return routes


def _add_webhook(routes: APIRouter, channels: Channels, webhook: _Webhook) -> None:
    @routes.get(f"/{webhook.channel}")
    async def verify(
        mode: Annotated[str, Query(alias="hub.mode")] = "",
        token: Annotated[str, Query(alias="hub.verify_token")] = "",
        asked: Annotated[str, Query(alias="hub.challenge")] = "",
    ) -> PlainTextResponse:
        given = challenge(mode, token, asked, webhook.verify_token.get_secret_value())
        if given is None:
            observe.refused(webhook.channel, "challenge")
            raise Problem(HTTPStatus.FORBIDDEN, "The verify token or the challenge does not fit.")
        return PlainTextResponse(given)

    @routes.post(f"/{webhook.channel}")
    async def receive(request: Request) -> Response:
        started = time.perf_counter()
        raw = await _body(request, channels.settings.shared.body_bytes, webhook.channel)
        if not signed(raw, request.headers.get("x-hub-signature-256"), secrets(webhook.app_secret)):
            observe.refused(webhook.channel, "signature")
            raise Problem(HTTPStatus.UNAUTHORIZED, "The signature does not hold.")
        events = _events(raw, webhook)
        try:
            kept = await channels.inbox.accept(events)
        except SpoolUnavailable as error:
            observe.alert("nothing kept", channel=webhook.channel, reason=str(error))
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, _NOWHERE_KEPT, retry_after=5) from error
        observe.accepted(webhook.channel, [event.kind for event in events], kept, time.perf_counter() - started)
        return PlainTextResponse("ok")


def _add_deletion(routes: APIRouter, channels: Channels, app_secret: SecretStr) -> None:
    @routes.post("/messenger/deletion")
    async def delete(request: Request) -> JSONResponse:
        raw = await _body(request, channels.settings.shared.body_bytes, Channel.MESSENGER)
        form = parse_qs(raw.decode("ascii", "replace"))
        said = signed_request(form.get("signed_request", [""])[0], secrets(app_secret))
        if said is None or "user_id" not in said:
            observe.refused(Channel.MESSENGER, "signature")
            raise Problem(HTTPStatus.UNAUTHORIZED, "The signed request does not hold.")
        user = channels.sealer.id(Channel.MESSENGER.value, "person", str(said["user_id"]))
        try:
            await channels.history.erase(user)
            await channels.people.forget(user)
        except (HistoryUnavailable, QueueUnavailable) as error:
            raise _try_later() from error
        code = channels.sealer.id("deletion", user)[:_CODE]
        url = f"{channels.settings.shared.public_url}/channels/deletions/{code}"
        return JSONResponse({"url": url, "confirmation_code": code})

    @routes.get("/deletions/{code}")
    async def deletion(code: str) -> PlainTextResponse:
        if len(code) != _CODE or not code.isalnum():
            raise Problem(HTTPStatus.NOT_FOUND, "A confirmation code has 16 letters and digits.")
        return PlainTextResponse(f"{code}: deletion is carried out when it is asked for. Nothing is kept for this request.")


async def _body(request: Request, limit: int, channel: Channel) -> bytes:
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > limit:
            observe.refused(channel, "size")
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A webhook has at most {limit} bytes.")
    return bytes(raw)


def _events(raw: bytes, webhook: _Webhook) -> list[Inbound]:
    """What is signed but is no JSON object would be no better when sent again: it is told, and acknowledged."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        observe.alert("signed body is no JSON object", channel=webhook.channel)
        return []
    return webhook.parse(body)


def _try_later() -> Problem:
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "The memory does not answer: try again in a minute.", retry_after=60)
