"""The channels on a stage: real Valkey, real HTTP both ways, the worker in this process, a scripted answerer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from assistant.channels.routes import router
from assistant.channels.settings import ChannelSettings, MessengerSettings, WhatsAppSettings
from assistant.channels.setup import Channels, ChannelsSettings, open_channels
from assistant.channels.types import Said
from assistant.problems import answer_with_problems
from assistant.types import Exchange, Turn
from ingest.types import Language
from tests.conftest import ROOT
from tests.fake_meta.graph import FakeMeta, Sent
from tests.fakes import FakeHistory

NUMBER, PAGE, APP, SECRET = "1122334455667", "777000777", "424242", "app-secret"


@dataclass
class ScriptedAnswer:
    """Says what it was asked; `said` may be replaced, `breaks` makes it fail."""

    asked: list[Turn] = field(default_factory=list)
    said: Callable[[Turn], Said] = lambda turn: Said(f"Réponse : {turn.text}", Language("fr"))
    breaks: bool = False

    async def __call__(self, turn: Turn, history: tuple[Exchange, ...]) -> Said:
        self.asked.append(turn)
        if self.breaks:
            raise RuntimeError("planted")
        return self.said(turn)


def settings(state: Path, graph_url: str, **shared: Any) -> ChannelsSettings:
    quick = {"quiet_seconds": 0.05, "settle_seconds": 0.6, "lease_seconds": 1, "per_minute": 100, **shared}
    return ChannelsSettings(
        ChannelSettings.model_validate({"state": state, "graph_url": graph_url, "key": "k", **quick}),
        WhatsAppSettings.model_validate(
            {"enabled": True, "app_secret": SECRET, "verify_token": "v", "access_token": "t", "phone_number_id": NUMBER}
        ),
        MessengerSettings.model_validate(
            {"enabled": True, "app_secret": SECRET, "verify_token": "v", "page_token": "t", "page_id": PAGE, "app_id": APP}
        ),
    )


@dataclass
class Stage:
    channels: Channels
    meta: FakeMeta
    answer: ScriptedAnswer
    history: FakeHistory

    async def whatsapp(self, named: str, content: Any = None, phone: str = "31600000001", **fields: Any) -> str:
        """A person writes on WhatsApp; the message's id."""
        message_id: str = fields.pop("id", f"wamid.{time.monotonic_ns()}")
        at = str(int(fields.pop("at", time.time())))
        message = {"from": phone, "id": message_id, "timestamp": at, "type": named, **fields}
        body = self.meta.whatsapp({**message, named: content} if content is not None else message, phone=phone)
        assert await self.meta.deliver("whatsapp", body) == 200
        return message_id

    async def messenger(self, named: str, content: Any, person: str = "5551") -> None:
        """A person does something on Messenger."""
        event = {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": int(time.time() * 1000), named: content}
        assert await self.meta.deliver("messenger", self.meta.messenger(event)) == 200

    async def sent(self, count: int, seconds: float = 8) -> list[Sent]:
        """What was sent to people, once there is as much; then a little longer, to see that there is no more."""
        await self.until(lambda: len(self.meta.sent) >= count, seconds)
        await asyncio.sleep(0.3)
        return self.meta.sent

    async def until(self, holds: Callable[[], bool], seconds: float = 8) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not happen in time"
            await asyncio.sleep(0.02)

    async def outcomes(self, count: int, seconds: float = 8) -> list[str]:
        """How events ended, statuses and echoes left out, once there are as many."""
        end = time.monotonic() + seconds
        while True:
            rows = await self.channels.store.client.xrange("channels:outcomes")
            ended = [fields["outcome"] for _, fields in rows if fields["outcome"] != "noted"]
            if len(ended) >= count:
                return ended
            assert time.monotonic() < end, f"only {ended}"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def stage(url: str, state: Path, worker: bool = True, **shared: Any) -> AsyncIterator[Stage]:
    answer, history = ScriptedAnswer(), FakeHistory()
    async with AsyncExitStack() as stack:
        meta = await stack.enter_async_context(FakeMeta(NUMBER, PAGE, APP, SECRET).running())
        chosen = settings(state, meta.url, worker=worker, **shared)
        channels = open_channels(chosen, url, answer, history, ROOT / "prompts")
        assert channels is not None
        await channels.store.client.flushall()
        app = FastAPI()
        app.include_router(router(channels))
        answer_with_problems(app)
        server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_level="critical", lifespan="off"))
        await stack.enter_async_context(channels.running())
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        meta.webhooks = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        try:
            yield Stage(channels, meta, answer, history)
        finally:
            server.should_exit = True
            await serving
