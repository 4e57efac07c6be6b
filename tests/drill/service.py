"""`python -m tests.drill.service webhooks|worker`: the channels with a scripted answerer, as a process that may be killed."""

import argparse
import asyncio
import logging
import signal
import sys
import zlib
from datetime import date

import structlog
import uvicorn
from fastapi import FastAPI

from assistant.channels.routes import router
from assistant.channels.setup import Channels, ChannelsSettings, open_channels
from assistant.channels.types import Choice, Said
from assistant.history import RedisHistory
from assistant.problems import answer_with_problems
from assistant.types import Exchange, Status, Turn
from ingest.types import Language
from tests.conftest import ROOT

FRENCH = Language("fr")
READY = "ready\n"


class ScriptedAnswer:
    """Takes 10 to 60 ms; one answer in eight is longer than one part, one in eight offers choices. Remembers as a turn does."""

    def __init__(self, history: RedisHistory) -> None:
        self._history = history

    async def __call__(self, turn: Turn, history: tuple[Exchange, ...]) -> Said:
        drawn = zlib.crc32(turn.text.encode())
        await asyncio.sleep(0.01 + drawn % 50 / 1000)
        tail = " Encore une phrase de la réponse." * 150 if drawn % 8 == 0 else ""
        text = f"Réponse à « {turn.text} ».{tail}"
        await self._history.append(
            turn.conversation_id, Exchange(turn.turn_id, turn.text, "", text, Status.ANSWERED, FRENCH, date(2026, 1, 1))
        )
        return Said(text, FRENCH, choices=(Choice("Oui", "oui"), Choice("Non", "non")) if drawn % 8 == 1 else ())


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["webhooks", "worker"])
    parser.add_argument("--redis", required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    history = RedisHistory.connect(options.redis, 1.5, 3_600, 50)
    channels = open_channels(ChannelsSettings.load(), options.redis, ScriptedAnswer(history), history, ROOT / "prompts")
    assert channels is not None
    if options.role == "worker":
        asyncio.run(_work(channels))
    else:
        asyncio.run(_webhooks(channels, options.port))


async def _work(channels: Channels) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with channels.running(work=True):
        sys.stdout.write(READY)
        sys.stdout.flush()
        await stopped.wait()


async def _webhooks(channels: Channels, port: int) -> None:
    app = FastAPI()
    app.include_router(router(channels))
    answer_with_problems(app)
    async with channels.running(work=False):
        await uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="critical", lifespan="off")).serve()


if __name__ == "__main__":
    main()
