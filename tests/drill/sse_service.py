"""`python -m tests.drill.sse_service PORT CLIENTS`: the real service, whose answers all wait until every client is connected."""

import asyncio
import logging
import resource
import sys
from dataclasses import replace

import structlog
import uvicorn

from assistant.services import open_services
from assistant.settings import AssistantSettings, LimitSettings
from assistant.types import Exchange
from assistant.web.services import open_web
from assistant.web.settings import WidgetSettings
from ingest.settings import IngestSettings
from retrieval.settings import RetrievalSettings
from server import create_app
from tests.fakes import FakeHistory


class GatedHistory(FakeHistory):
    """A turn is remembered before its answer is given: here only when as many turns wait as there are clients."""

    def __init__(self, clients: int) -> None:
        super().__init__()
        self._clients, self._waiting, self._open = clients, 0, asyncio.Event()

    async def append(self, conversation_id: str, exchange: Exchange) -> None:
        self._waiting += 1
        if self._waiting == self._clients:
            self._open.set()
        await self._open.wait()
        await super().append(conversation_id, exchange)


def main() -> None:
    """Serve until stopped."""
    port, clients = int(sys.argv[1]), int(sys.argv[2])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    settings, ingest, away = AssistantSettings(), IngestSettings(), "redis://127.0.0.1:1"
    services = open_services(settings, ingest, RetrievalSettings(), away)
    web = open_web(WidgetSettings(), LimitSettings(address_per_minute=0), settings, ingest.state, away)
    app = create_app(replace(services, history=GatedHistory(clients)), web)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", backlog=4_096, lifespan="off")


if __name__ == "__main__":
    main()
