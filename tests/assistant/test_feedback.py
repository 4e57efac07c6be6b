import asyncio
import json
from datetime import UTC, date, datetime

import pytest
from redis.asyncio import Redis

from assistant.errors import FeedbackUnavailable
from assistant.feedback import Feedback, Reason, RedisFeedback, Vote, main
from ingest.types import Language

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def vote(turn: str, way: Vote = Vote.DOWN, at: datetime = NOW) -> Feedback:
    reason = Reason.OUTDATED if way is Vote.DOWN else None
    return Feedback(turn, way, reason, "answered", Language("fr"), ("0011223344556677",), at)


def test_votes_are_kept_replaced_listed_and_dropped_when_old(valkey: str) -> None:
    async def scenario() -> None:
        store = RedisFeedback(Redis.from_url(valkey, decode_responses=True), keep_days=30)
        await store.record(vote("old", at=datetime(2026, 10, 1, tzinfo=UTC)))
        assert await store.since(date(2026, 1, 1)) == (vote("old", at=datetime(2026, 10, 1, tzinfo=UTC)),)
        await store.record(vote("a"))
        await store.record(vote("a", Vote.UP))
        assert await store.since(date(2026, 1, 1)) == (vote("a", Vote.UP),)
        assert await store.since(date(2026, 11, 26)) == ()
        await store.close()

    asyncio.run(scenario())


def test_a_store_that_is_away_is_told() -> None:
    async def scenario() -> None:
        store = RedisFeedback(Redis.from_url("redis://127.0.0.1:9"), keep_days=30)
        with pytest.raises(FeedbackUnavailable):
            await store.record(vote("a"))
        await store.close()

    asyncio.run(scenario())


def test_staff_list_them(valkey: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    async def write() -> None:
        store = RedisFeedback(Redis.from_url(valkey, decode_responses=True), keep_days=30)
        await store.record(vote("listed"))
        await store.close()

    asyncio.run(write())
    monkeypatch.setenv("REDIS_URL", valkey)
    assert main(["--since", "2026-11-01", "--vote", "down"]) == 0
    said = capsys.readouterr().out
    assert "1 votes: 0 up, 1 down" in said
    assert "outdated" in said
    assert "0011223344556677" in said
    assert main(["--json", "--vote", "down"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["reason"] == "outdated"
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    assert main([]) == 2
    assert "does not answer" in capsys.readouterr().err
