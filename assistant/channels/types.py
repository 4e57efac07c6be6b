"""What flows through a channel: webhook body -> inbound events -> plan -> parts that are sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Protocol

from assistant.types import Exchange, Turn
from ingest.language import FRENCH
from ingest.types import Language


class Channel(StrEnum):
    """Where a message comes from."""

    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"


class Kind(StrEnum):
    """What an inbound event is."""

    TEXT = "text"
    CHOICE = "choice"  # a button or a row of a list was tapped
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    AUDIO = "audio"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    ORDER = "order"
    UNSUPPORTED = "unsupported"
    REACTION = "reaction"
    EDIT = "edit"
    REVOKE = "revoke"
    MOVED = "moved"  # the person's number or id changed
    SYSTEM = "system"
    GROUP = "group"
    STATUS = "status"  # what became of a part that we sent
    ECHO = "echo"  # Messenger's copy of a part that we sent
    PERSON = "person"  # staff wrote to, or took over, the thread
    RETURNED = "returned"  # staff gave the thread back
    ACCOUNT = "account"  # about our number or Page, not from a person
    MALFORMED = "malformed"


class Outcome(StrEnum):
    """How an inbound event ended. Each ends in exactly one."""

    ANSWERED = "answered"
    DECLINED = "declined"  # a fixed reply: nothing that can be read, too fast, stopped
    NOTED = "noted"  # took effect without a reply: statuses, reactions, edits
    IGNORED = "ignored"  # by rule
    UNDELIVERABLE = "undeliverable"  # the person cannot be reached
    LATE = "late"  # the 24-hour window has closed
    DEAD = "dead"  # staff must look


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event of a webhook body.

    `message_id` is unique to the event. `user_id` and `phone` are how the person is known; `formerly` how they were before.
    `target` is the message that the event is about, `reference` the outbox id that a status or an echo carries back.
    """

    channel: Channel
    kind: Kind
    message_id: str
    at: float = 0.0
    user_id: str = ""
    phone: str = ""
    text: str = ""
    target: str = ""
    reference: str = ""
    status: str = ""
    code: int = 0
    formerly: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of the person, the lasting one first."""
        return tuple(filter(None, (self.user_id, self.phone)))

    def stored(self) -> dict[str, Any]:
        """As it is kept in the queue."""
        return asdict(self)

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> "Inbound":
        """From the queue; a field that this version does not know is left out, one that is new has its default."""
        known = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        return cls(**{**known, "channel": Channel(known["channel"]), "kind": Kind(known["kind"])})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a person may tap: what it shows, and what it says when tapped."""

    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """One message that is sent: a text within the channel's limit, with choices below it perhaps."""

    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sent for an event, decided once and kept before the first part is sent; `outcome` is what it becomes then."""

    outcome: Outcome
    parts: tuple[Part, ...] = ()
    language: Language = FRENCH
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, as channels need it: from a turn just taken, or from the memory of it."""

    text: str
    language: Language
    citations: tuple[Mapping[str, Any], ...] = ()
    choices: tuple[Choice, ...] = ()

    @classmethod
    def remembered(cls, exchange: Exchange) -> "Said":
        """What was said in a turn that was taken already, before a worker died."""
        citations = tuple(dict(citation) for citation in exchange.citations)
        choices = tuple(Choice(option.label, option.message) for option in exchange.options)
        return cls(exchange.answer, exchange.language, citations, choices)


class Answerer(Protocol):
    """Takes a turn."""

    async def __call__(self, turn: Turn, history: tuple[Exchange, ...]) -> Said: ...
