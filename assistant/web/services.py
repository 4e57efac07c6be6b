"""What the website needs beside what a turn needs, opened once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from redis.asyncio import Redis

from assistant.feedback import FeedbackStore, RedisFeedback
from assistant.limits import Limits
from assistant.settings import AssistantSettings, LimitSettings
from assistant.web.directory import Directory
from assistant.web.sessions import Sessions, kept_key
from assistant.web.settings import WidgetSettings
from assistant.web.texts import WebTexts
from assistant.web.turns import RunningTurns

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class WebServices:
    """All that the website uses; tests put fakes in.

    `kept_hours`, `feedback_days` and `outside_model` (the host of a chat model that is not this machine's, or nothing) are what
    people are told.
    """

    settings: WidgetSettings
    rates: LimitSettings
    sessions: Sessions
    texts: WebTexts
    directory: Directory
    limits: Limits
    feedback: FeedbackStore
    turns: RunningTurns
    kept_hours: int
    feedback_days: int
    outside_model: str

    async def close(self) -> None:
        """Let the turns at work end, then close the connections."""
        await self.turns.close()
        await self.limits.close()
        await self.feedback.close()


def open_web(
    widget: WidgetSettings, rates: LimitSettings, settings: AssistantSettings, state: Path, redis_url: str
) -> WebServices:
    """Read texts and contacts; the memory is asked nothing yet."""
    timeout = settings.redis_timeout_seconds
    client = Redis.from_url(redis_url, socket_timeout=timeout, socket_connect_timeout=timeout, decode_responses=True)
    keys = [key.encode() for key in widget.keys] or [kept_key(state / "widget.key")]
    return web_services(
        widget, rates, settings, keys, Limits(client, keys[0]), RedisFeedback(client, settings.feedback_keep_days)
    )


def web_services(
    widget: WidgetSettings,
    rates: LimitSettings,
    settings: AssistantSettings,
    keys: Sequence[bytes],
    limits: Limits,
    feedback: FeedbackStore,
) -> WebServices:
    """The same over a memory that is open already."""
    return WebServices(
        settings=widget,
        rates=rates,
        sessions=Sessions(keys, widget.token_minutes * 60, widget.session_hours * 3_600),
        texts=WebTexts.load(settings.prompts),
        directory=Directory.load(settings.contacts),
        limits=limits,
        feedback=feedback,
        turns=RunningTurns(),
        kept_hours=settings.conversation_ttl_seconds // 3_600,
        feedback_days=settings.feedback_keep_days,
        outside_model=_outside(settings.model_url),
    )


def _outside(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return "" if host in _THIS_MACHINE else host
