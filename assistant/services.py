"""What a turn needs, opened once: index, encoder, memory, texts, settings."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.breaker import Breaker
from assistant.contacts import Contacts
from assistant.generate import Generator
from assistant.history import RedisHistory
from assistant.intents import PATH as INTENTS
from assistant.intents import Intents
from assistant.memory import ChildValkey
from assistant.profile import Listener
from assistant.prompts import Prompts
from assistant.route import Router
from assistant.settings import AssistantSettings
from assistant.types import History
from ingest.encode import open_encoder
from ingest.index import open_versions
from ingest.index.versions import LiveIndex
from ingest.language import LANGUAGES, identify
from ingest.settings import IngestSettings
from ingest.tokens import TokenCounter
from ingest.types import Encoder, Index
from retrieval.concepts import Termbase
from retrieval.settings import RetrievalSettings


class CurrentIndex(Protocol):
    """Gives the index version that is served now."""

    def get(self) -> Index: ...
    def close(self) -> None: ...


class Today(Protocol):
    """Gives the date of today."""

    def __call__(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Services:
    """All that a turn uses; tests put fakes in."""

    index: CurrentIndex
    encoder: Encoder
    termbase: Termbase
    history: History
    prompts: Prompts
    contacts: Contacts
    listener: Listener
    router: Router
    settings: AssistantSettings
    retrieval: RetrievalSettings
    permits: asyncio.Semaphore
    generator: Generator | None = None
    intents: Intents | None = None
    today: Today = date.today


def open_services(settings: AssistantSettings, ingest: IngestSettings, retrieval: RetrievalSettings, redis_url: str) -> Services:
    """Open everything; the encoder is loaded and the index opened by the first turn, or by `warm`."""
    encoder = open_encoder(ingest)
    prompts, contacts = Prompts.load(settings.prompts), Contacts.load(settings.contacts)
    listener = Listener.load(retrieval.termbase, contacts, prompts.profile)
    return Services(
        index=LiveIndex(open_versions(ingest, settings.corpus), encoder.name),
        encoder=encoder,
        termbase=Termbase.load(retrieval.termbase),
        history=RedisHistory.connect(
            redis_url, settings.redis_timeout_seconds, settings.conversation_ttl_seconds, settings.conversation_turns
        ),
        prompts=prompts,
        contacts=contacts,
        listener=listener,
        router=Router(prompts.route, listener.places),
        settings=settings,
        retrieval=retrieval,
        permits=asyncio.Semaphore(settings.permits),
        generator=_open_generator(settings, ingest, prompts) if settings.model_url else None,
        intents=Intents.load(INTENTS, encoder.name),
    )


def _open_generator(settings: AssistantSettings, ingest: IngestSettings, prompts: Prompts) -> Generator:
    from assistant.model import LangChainModel  # two seconds, of no use without a model

    breaker = Breaker(settings.model_failures, settings.model_rest_seconds)
    count = TokenCounter(ingest.state / "tiktoken").count
    return Generator(LangChainModel.connect(settings), prompts.answer, count, settings, breaker)


def child_valkey(ingest: IngestSettings) -> ChildValkey:
    """The Valkey server that stands in for REDIS_URL."""
    return ChildValkey(ingest.state / "valkey")


def warm(services: Services) -> Index:
    """Load the encoder and open the index now; an `IngestError` says what is missing."""
    index = services.index.get()
    services.encoder.encode_queries(["warm"])
    return index


def warm_languages(services: Services) -> None:
    """Load what the first question in each language would wait for; may run beside the first questions."""
    services.encoder.encode_across(["warm"])
    identify("a word")
    for language in LANGUAGES:
        services.termbase.concepts("a word", language, language)
