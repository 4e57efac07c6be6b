"""From the command line's words to what a run needs: settings, services, and what they are called in a result."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2

from assistant.services import Services, open_services, warm, warm_languages
from assistant.settings import AssistantSettings
from assistant.types import Exchange
from evals.corpus import bring_up_to_date
from evals.errors import ServiceAway
from evals.items import DEFAULT_AS_OF
from evals.result import About, code_version, now, prompts_hashes, public, sha256
from evals.search import Searcher
from ingest.pipeline import corpus_name
from ingest.settings import IngestSettings
from retrieval.settings import RetrievalSettings

_TIMEOUT_SECONDS = 10.0
_NO_REDIS = "unix:///nowhere"  # never connected to: the memory is replaced


class LocalHistory:
    """Conversations in a dictionary, for the time of a run."""

    def __init__(self) -> None:
        self._conversations: dict[str, tuple[Exchange, ...]] = {}

    async def load(self, conversation_id: str) -> tuple[Exchange, ...] | None:
        return self._conversations.get(conversation_id)

    async def append(self, conversation_id: str, exchange: Exchange) -> None:
        self._conversations[conversation_id] = (*self._conversations.get(conversation_id, ()), exchange)

    async def erase(self, conversation_id: str) -> bool:
        return self._conversations.pop(conversation_id, None) is not None

    async def ready(self) -> None:
        """Always."""

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A corpus and the service over it, opened once to be measured."""

    corpus: Path
    ingest: IngestSettings
    base: Services

    @classmethod
    def open(cls, corpus: Path, fresh: bool = True) -> "Bench":
        """Open the service over a corpus folder, whose index is brought up to date first if `fresh`, and warm it."""
        ingest = IngestSettings()
        if fresh:
            bring_up_to_date(corpus, ingest)
        base = open_services(AssistantSettings(corpus=corpus_name(corpus)), ingest, RetrievalSettings(), _NO_REDIS)
        warm(base)
        warm_languages(base)
        return cls(corpus, ingest, base)

    def searcher(self) -> Searcher:
        """Search alone."""
        return Searcher(self.base.index, self.base.encoder, self.base.termbase, self.base.retrieval)

    def services(self, parallel: int) -> Services:
        """The whole service, on the day of the sets, with a memory of its own and as many permits as there are askers."""
        permits = asyncio.Semaphore(parallel)
        return replace(self.base, history=LocalHistory(), permits=permits, today=lambda: DEFAULT_AS_OF)

    def settings(self) -> dict[str, Any]:
        """All settings by their prefix, secrets left out."""
        named = {"ingest": self.ingest, "retrieval": self.base.retrieval, "assistant": self.base.settings}
        return {name: public(settings.model_dump(mode="json")) for name, settings in named.items()}

    def about(self, items: Path) -> About:
        """What is measured, for the result."""
        metadata = self.base.index.get().metadata
        return About(
            at=now(), set=str(items), set_sha256=sha256(items), corpus=str(self.corpus), server="",
            index_version=metadata.version, encoder=metadata.encoder,
            model=str(getattr(self.base.settings, "model_name", "") or "extractive"), code=code_version(),
            settings=self.settings(), prompts=prompts_hashes(self.base.settings.prompts),
        )  # fmt: skip


def about_server(url: str, items: Path) -> About:
    """What is measured of a server: what it says of itself."""
    try:
        ready = httpx2.get(f"{url.rstrip('/')}/readyz", timeout=_TIMEOUT_SECONDS)
        said = ready.raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ServiceAway(f"no server is ready at {url}: {error}") from error
    version, encoder, model = (str(said.get(name, "")) for name in ("index_version", "encoder", "model"))
    return About(
        at=now(), set=str(items), set_sha256=sha256(items), corpus="", server=url, index_version=version, encoder=encoder,
        model=model, code=code_version(), settings={}, prompts={},
    )  # fmt: skip
