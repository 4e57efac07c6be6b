"""Stand-ins that work: an encoder by words, a memory in a dictionary."""

import hashlib
import math
from collections.abc import Sequence
from datetime import date

from assistant.errors import FeedbackUnavailable, HistoryUnavailable
from assistant.feedback import Feedback
from assistant.types import Exchange
from ingest.encode.sparse import terms
from ingest.types import Language

FRENCH = Language("fr")


class HashEncoder:
    """Words -> a unit vector, by their hash: texts that share words are near."""

    name = "hash"
    dimensions = 256

    def __init__(self) -> None:
        self.passages: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    encode_across = encode_queries

    def encode_passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.passages += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        for term in terms(text, FRENCH) or [text]:
            vector[hashlib.md5(term.encode(), usedforsecurity=False).digest()[0]] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]


class FakeHistory:
    """Conversations in a dictionary; `down` makes it fail as a server that is away."""

    def __init__(self) -> None:
        self.conversations: dict[str, list[Exchange]] = {}
        self.down = False

    async def load(self, conversation_id: str) -> tuple[Exchange, ...] | None:
        await self.ready()
        return tuple(self.conversations.get(conversation_id, ())) or None

    async def append(self, conversation_id: str, exchange: Exchange) -> None:
        await self.ready()
        self.conversations.setdefault(conversation_id, []).append(exchange)

    async def erase(self, conversation_id: str) -> bool:
        await self.ready()
        return self.conversations.pop(conversation_id, None) is not None

    async def ready(self) -> None:
        if self.down:
            raise HistoryUnavailable("down")

    async def close(self) -> None:
        """Nothing to close."""


class FakeFeedback:
    """Votes in a dictionary by turn; `down` makes it fail."""

    def __init__(self) -> None:
        self.votes: dict[str, Feedback] = {}
        self.down = False

    async def record(self, feedback: Feedback) -> None:
        if self.down:
            raise FeedbackUnavailable("down")
        self.votes[feedback.turn_id] = feedback

    async def since(self, day: date) -> tuple[Feedback, ...]:
        return tuple(vote for vote in self.votes.values() if vote.at.date() >= day)

    async def close(self) -> None:
        """Nothing to close."""
