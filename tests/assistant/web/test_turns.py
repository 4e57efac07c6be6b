import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from assistant.types import Answer, Event, Status, Token
from assistant.web import turns
from assistant.web.turns import RunningTurn, RunningTurns
from ingest.types import Language

ANSWER = Answer("c", "t", Status.ANSWERED, Language("fr"), "un deux", date(2026, 1, 1))


async def events(*given: Event, gate: asyncio.Event | None = None) -> AsyncIterator[Event]:
    for at, event in enumerate(given):
        if gate is not None and at:
            await gate.wait()
        yield event


async def heard(turn: RunningTurn, after: int = 0) -> list[tuple[int, Event | Exception] | None]:
    return [numbered async for numbered in turn.follow(after)]


def test_a_turn_goes_on_without_a_listener_and_is_heard_from_any_point() -> None:
    async def scenario() -> None:
        running, gate = RunningTurns(), asyncio.Event()
        turn = running.start("c", "t", events(Token("un "), Token("deux"), ANSWER, gate=gate))
        assert running.busy("c")
        assert not running.busy("other")
        first = turn.follow(0)
        assert await anext(first) == (1, Token("un "))
        await first.aclose()
        gate.set()
        assert await heard(turn, after=1) == [(2, Token("deux")), (3, ANSWER)]
        assert not running.busy("c")
        again = running.find("c", "t")
        assert again is turn
        assert len(await heard(turn)) == 3
        assert await heard(turn, after=3) == []
        assert running.find("other", "t") is None

    asyncio.run(scenario())


def test_several_listeners_hear_the_same() -> None:
    async def scenario() -> None:
        running, gate = RunningTurns(), asyncio.Event()
        turn = running.start("c", "t", events(Token("un "), Token("deux"), ANSWER, gate=gate))
        listeners = [asyncio.create_task(heard(turn)) for _ in range(20)]
        await asyncio.sleep(0)
        gate.set()
        assert {len(said) for said in await asyncio.gather(*listeners)} == {3}

    asyncio.run(scenario())


def test_an_exception_ends_a_turn_and_is_told() -> None:
    async def broken() -> AsyncIterator[Event]:
        yield Token("un ")
        raise RuntimeError("no")

    async def scenario() -> None:
        turn = RunningTurns().start("c", "t", broken())
        said = await heard(turn)
        assert said[0] == (1, Token("un "))
        assert said[1] is not None
        assert isinstance(said[1][1], RuntimeError)

    asyncio.run(scenario())


def test_silence_is_filled_with_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_BEAT_SECONDS", 0.01)

    async def scenario() -> None:
        gate = asyncio.Event()
        turn = RunningTurns().start("c", "t", events(Token("un "), ANSWER, gate=gate))
        listener = turn.follow(1)
        assert await anext(listener) is None
        gate.set()
        assert [numbered async for numbered in listener if numbered] == [(2, ANSWER)]

    asyncio.run(scenario())


def test_what_was_forgotten_is_stopped() -> None:
    ended = []

    async def slow() -> AsyncIterator[Event]:
        try:
            yield Token("un ")
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def scenario() -> None:
        running = RunningTurns()
        running.start("c", "t", slow())
        await asyncio.sleep(0)
        await running.forget("c")
        assert running.find("c", "t") is None
        assert ended == [True]

    asyncio.run(scenario())


def test_ended_turns_are_dropped_after_a_while() -> None:
    now = 0.0

    async def scenario() -> None:
        nonlocal now
        running = RunningTurns(keep_seconds=10, clock=lambda: now)
        await heard(running.start("c", "t", events(ANSWER)))
        now = 11.0
        await heard(running.start("c", "u", events(ANSWER)))
        assert running.find("c", "t") is None
        assert running.find("c", "u")
        await running.close()

    asyncio.run(scenario())
