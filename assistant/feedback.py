"""Thumbs up or down on an answer, with a reason: kept without the question, the answer or anything personal.

`python -m assistant.feedback` lists them for staff; `--json` writes a line for each.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Protocol

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from assistant.errors import AssistantError, FeedbackUnavailable
from assistant.memory import ChildValkey
from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings
from ingest.types import Language

_KEY, _BY_TIME = "feedback:votes", "feedback:times"


class Vote(StrEnum):
    """Was the answer of use?"""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """What was wrong with it."""

    WRONG = "wrong"
    OFF_TOPIC = "off_topic"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One vote. `documents` are those that the answer cited, by id and title, so that staff can see which sheets to mend."""

    turn_id: str
    vote: Vote
    reason: Reason | None
    status: str
    language: Language
    documents: tuple[str, ...]
    at: datetime


class FeedbackStore(Protocol):
    """Keeps votes. All methods raise `FeedbackUnavailable` when the store does not answer."""

    async def record(self, feedback: Feedback) -> None:
        """Keep a vote; a later one on the same turn replaces it."""

    async def since(self, day: date) -> tuple[Feedback, ...]:
        """The votes from a day on, oldest first."""

    async def close(self) -> None: ...


class RedisFeedback:
    """Votes in a hash by turn, their moments in a sorted set; both are forgotten after `keep_days`."""

    def __init__(self, client: Redis, keep_days: int) -> None:
        self._client, self._keep_days = client, keep_days

    async def record(self, feedback: Feedback) -> None:
        """Keep a vote, and drop those that are too old."""
        at = feedback.at.timestamp()
        row = json.dumps({**asdict(feedback), "at": feedback.at.isoformat()})
        with _translated():
            old = await self._client.zrangebyscore(_BY_TIME, 0, at - self._keep_days * 86_400)
            async with self._client.pipeline(transaction=True) as pipeline:
                pipeline.hset(_KEY, feedback.turn_id, row)
                pipeline.zadd(_BY_TIME, {feedback.turn_id: at})
                if old:
                    pipeline.hdel(_KEY, *old)
                    pipeline.zrem(_BY_TIME, *old)
                await pipeline.execute()

    async def since(self, day: date) -> tuple[Feedback, ...]:
        """The votes from a day on, oldest first."""
        start = datetime.combine(day, time.min, UTC).timestamp()
        with _translated():
            turns = await self._client.zrangebyscore(_BY_TIME, start, "+inf")
            rows = await self._client.hmget(_KEY, [str(turn) for turn in turns]) if turns else []
        return tuple(_feedback(str(row)) for row in rows if row)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise FeedbackUnavailable("the store of feedback does not answer") from error


def _feedback(row: str) -> Feedback:
    kept = json.loads(row)
    return Feedback(
        kept["turn_id"], Vote(kept["vote"]), Reason(kept["reason"]) if kept["reason"] else None, kept["status"],
        Language(kept["language"]), tuple(kept["documents"]), datetime.fromisoformat(kept["at"]),
    )  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """List the votes; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.feedback", description="What people said about the answers.")
    parser.add_argument("--since", type=date.fromisoformat, default=date.min, metavar="YYYY-MM-DD")
    parser.add_argument("--vote", type=Vote, choices=list(Vote), help="only these")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    try:
        settings = AssistantSettings()
        child = None if settings.redis_url else ChildValkey(IngestSettings().state / "valkey")
        was_running = child is not None and child.running() is not None
        url = child.start() if child else settings.redis_url
        try:
            votes = asyncio.run(_since(url, settings, options.since))
        finally:
            if child is not None and not was_running:
                child.stop()
    except (AssistantError, ValidationError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    votes = [vote for vote in votes if options.vote in {None, vote.vote}]
    for line in _rows(votes) if options.json else _summary(votes):
        print(line)
    return 0


async def _since(url: str, settings: AssistantSettings, day: date) -> Sequence[Feedback]:
    client = Redis.from_url(url, socket_timeout=settings.redis_timeout_seconds, decode_responses=True)
    store = RedisFeedback(client, settings.feedback_keep_days)
    try:
        return await store.since(max(day, date(1970, 1, 1)))
    finally:
        await store.close()


def _rows(votes: Sequence[Feedback]) -> Iterator[str]:
    for vote in votes:
        yield json.dumps({**asdict(vote), "at": vote.at.isoformat()}, ensure_ascii=False)


def _summary(votes: Sequence[Feedback]) -> Iterator[str]:
    up = sum(vote.vote is Vote.UP for vote in votes)
    yield f"{len(votes)} votes: {up} up, {len(votes) - up} down"
    for vote in votes:
        reason = vote.reason.value if vote.reason else "-"
        said = f"{vote.vote.value:<4}  {reason:<10}  {vote.language:<8}  {vote.status:<12}"
        yield f"{vote.at:%Y-%m-%d %H:%M}  {said}  {vote.turn_id}"
    cited = Counter(document for vote in votes if vote.vote is Vote.DOWN for document in vote.documents)
    if cited:
        yield "documents cited in answers voted down:"
        yield from (f"{count:>5}  {document}" for document, count in cited.most_common(20))


if __name__ == "__main__":
    sys.exit(main())
