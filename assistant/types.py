"""What flows through a turn: turn -> query -> passages -> draft -> answer."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from ingest.types import Chunk, DocumentId, Language, Provenance


class Status(StrEnum):
    """How a turn ended. All but the first two are refusals or talk, and show no sources."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    SMALL_TALK = "small_talk"
    HANDOVER = "handover"
    OUT_OF_SCOPE = "out_of_scope"
    FOREIGN_LAW = "foreign_law"
    NO_SOURCE = "no_source"
    NOT_GROUNDED = "not_grounded"
    PERSONAL_CASE = "personal_case"
    HARMFUL = "harmful"
    BLOCKED = "blocked"
    BUSY = "busy"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a person. `language` and `as_of` are what was asked for, if anything was.

    `introduced`: where the message was written, it was said already that a machine answers.
    """

    conversation_id: str
    turn_id: str
    text: str
    language: Language | None = None
    as_of: date | None = None
    introduced: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person has said of the project, empty where nothing was said. It lives and dies with the conversation.

    `residence` is an ISO 3166 code, `region` an id of regions.toml, `sector` an id of prompts/profile.toml; `amount_mad` counts
    dirhams, `amount` another `currency` (ISO 4217), never converted.
    """

    residence: str = ""
    city: str = ""
    region: str = ""
    sector: str = ""
    legal_form: str = ""
    amount_mad: str = ""
    amount: str = ""
    currency: str = ""

    def heard(self) -> dict[str, str]:
        """The slots that are known."""
        return {slot: value for slot, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Option:
    """A choice to offer: what its button says, and the message that it stands for."""

    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier turn of the conversation: what was said, what was searched for, how it ended."""

    turn_id: str
    text: str
    query: str
    answer: str
    status: Status
    language: Language
    as_of: date
    citations: tuple[Mapping[str, object], ...] = ()
    profile: Profile = Profile()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a chunk, letter for letter: `text` is its document's text from `start` to `end`."""

    chunk: Chunk
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft, and the quotes that it rests on."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as it is shown: where, by which authority, in force when, and its exact words."""

    number: int
    document_id: DocumentId
    title: str
    headings: tuple[str, ...]
    article: str
    page: int
    start: int
    end: int
    quote: str
    language: Language
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided. It is authoritative: whatever was streamed before is replaced by it."""

    conversation_id: str
    turn_id: str
    status: Status
    language: Language
    text: str
    as_of: date
    query: str = ""
    index_version: str = ""
    citations: tuple[Citation, ...] = ()
    options: tuple[Option, ...] = ()
    profile: Profile = Profile()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Role(StrEnum):
    """Who says a message to a chat model."""

    SYSTEM = "system"
    PERSON = "person"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Role
    text: str


class ChatModel(Protocol):
    """Messages -> pieces of an answer, by `deadline` (the loop's time). Ends without an error only where the answer is whole."""

    def stream(self, messages: Sequence[Message], deadline: float) -> AsyncGenerator[str]: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an answer's text, as soon as it is verified. The answer that follows replaces all of them."""

    text: str


Event = Token | Answer
"""A turn yields tokens, then exactly one answer."""


class History(Protocol):
    """The earlier turns of conversations. All methods raise `HistoryUnavailable` when the memory does not answer."""

    async def load(self, conversation_id: str) -> tuple[Exchange, ...] | None:
        """Oldest first; None for a conversation that is unknown, or forgotten."""

    async def append(self, conversation_id: str, exchange: Exchange) -> None: ...
    async def erase(self, conversation_id: str) -> bool: ...
    async def ready(self) -> None: ...
    async def close(self) -> None: ...
