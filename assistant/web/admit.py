"""Who may ask, and how often: the session of a request, the limits of a person, refusals in the person's language."""

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import Request

from assistant import observe
from assistant.limits import Rate, network
from assistant.problems import Problem
from assistant.web.services import WebServices
from assistant.web.sessions import Session
from assistant.web.settings import HOME, WidgetSettings
from assistant.web.texts import negotiate
from ingest.types import Language

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
EMBEDDED_IN = "X-Embedded-In"
"""The header in which the panel says the origin of the page around it."""


def reader(request: Request) -> Language:
    """The language that whoever sent the request reads."""
    return negotiate(request.headers.get("accept-language", ""))


def address(request: Request) -> str:
    """The network that the request came from."""
    return network(request.client.host if request.client else "")


def may_embed(settings: WidgetSettings, site: str, origin: str, own_origin: str) -> bool:
    """May a page of this origin embed the widget of this site?"""
    return origin == own_origin != "" if site == HOME else origin in settings.sites.get(site, ())


def session_of(request: Request, web: WebServices) -> Session:
    """The session whose token the request bears; else a problem with 401."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    session = web.sessions.read(token, request.headers.get(EMBEDDED_IN, "")) if scheme.lower() == "bearer" else None
    if session is None or not (session.site == HOME or may_embed(web.settings, session.site, session.origin, "")):
        raise said(HTTPStatus.UNAUTHORIZED, "session_over", reader(request), web)
    return session


async def admit_turn(request: Request, conversation_id: str | None, language: Language, web: WebServices) -> None:
    """Count a turn; a problem with 429 where it is one too many for the conversation or the address."""
    rates = web.rates
    wait = await web.limits.spend("address", address(request), [Rate(rates.address_per_minute, _MINUTE)])
    if not wait and conversation_id is not None:
        wait = await web.limits.spend(
            "conversation",
            conversation_id,
            [
                Rate(rates.conversation_per_minute, _MINUTE),
                Rate(rates.conversation_per_hour, _HOUR),
                Rate(rates.conversation_per_day, _DAY),
            ],
        )
    _allow(wait, "turn", language, web)


async def admit_session(request: Request, web: WebServices) -> None:
    """Count a new session of the address."""
    rate = Rate(web.rates.address_sessions_per_hour, _HOUR)
    _allow(await web.limits.spend("sessions", address(request), [rate]), "session", reader(request), web)


async def admit_read(request: Request, web: WebServices) -> None:
    """Count something cheap."""
    rate = Rate(web.rates.address_reads_per_minute, _MINUTE)
    _allow(await web.limits.spend("reads", address(request), [rate]), "read", reader(request), web)


def said(status: HTTPStatus, text: str, language: Language, web: WebServices, retry_after: int | None = None) -> Problem:
    """A problem whose detail is a text of `limits.toml`; {wait} in it is `retry_after`, written out."""
    texts = web.texts.limits[language]
    detail = str(texts[text]).format(wait=_written(retry_after or 0, texts), characters=web.settings.message_characters)
    return Problem(status, detail, retry_after=retry_after)


def _allow(wait: float, kind: str, language: Language, web: WebServices) -> None:
    if wait:
        observe.ended("web", kind, "limited")
        raise said(HTTPStatus.TOO_MANY_REQUESTS, "too_many", language, web, retry_after=ceil(wait))


def _written(seconds: int, texts: Mapping[str, Any]) -> str:
    if seconds <= _MINUTE * 2:
        return f"{seconds} {texts['seconds']}"
    if seconds <= _HOUR * 2:
        return f"{ceil(seconds / _MINUTE)} {texts['minutes']}"
    return f"{ceil(seconds / _HOUR)} {texts['hours']}"
