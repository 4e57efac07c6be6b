"""Turns that go on when their listener is gone: each runs by itself, and whoever asks gets its events from any point on.

A turn that ended stays here for a while; later it is read from the conversation. One process holds a turn. Another process
that is asked for it finds the answer in the conversation once it is there.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, field

import structlog

from assistant.types import Event

_BEAT_SECONDS = 15.0


@dataclass(slots=True)
class RunningTurn:
    """The events of one turn so far. The last is an `Answer`, or the exception that ended it."""

    conversation_id: str
    turn_id: str
    events: list[Event | Exception] = field(default_factory=list)
    ended_at: float | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    async def follow(self, after: int) -> AsyncGenerator[tuple[int, Event | Exception] | None]:
        """Events with their number, from the one after `after` on; None every 15 seconds in which there was none."""
        at = after
        while True:
            while at < len(self.events):
                at += 1
                yield at, self.events[at - 1]
            if self.ended_at is not None:
                return
            changed = self.changed
            try:
                async with asyncio.timeout(_BEAT_SECONDS):
                    await changed.wait()
            except TimeoutError:
                yield None

    def _add(self, event: Event | Exception) -> None:
        self.events.append(event)
        self.changed.set()
        self.changed = asyncio.Event()


class RunningTurns:
    """The turns of this process by conversation and turn."""

    def __init__(self, keep_seconds: float = 120.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._keep_seconds, self._clock = keep_seconds, clock
        self._turns: dict[tuple[str, str], RunningTurn] = {}

    def find(self, conversation_id: str, turn_id: str) -> RunningTurn | None:
        """The turn, if it runs here or ended here a moment ago."""
        return self._turns.get((conversation_id, turn_id))

    def busy(self, conversation_id: str) -> bool:
        """Is another turn of this conversation at work?"""
        return any(turn.ended_at is None for (of, _), turn in self._turns.items() if of == conversation_id)

    def start(self, conversation_id: str, turn_id: str, events: AsyncIterator[Event]) -> RunningTurn:
        """Run a turn to its end, whoever listens."""
        self._drop_old()
        turn = RunningTurn(conversation_id, turn_id)
        self._turns[conversation_id, turn_id] = turn
        turn.task = asyncio.create_task(self._run(turn, events))
        return turn

    async def forget(self, conversation_id: str) -> None:
        """Stop and drop all turns of a conversation, so that none is remembered after it was erased."""
        for key in [key for key in self._turns if key[0] == conversation_id]:
            task = self._turns.pop(key).task
            if task is not None:
                task.cancel()
                await asyncio.wait([task])

    async def close(self) -> None:
        """Let the turns at work come to their end."""
        tasks = [turn.task for turn in self._turns.values() if turn.task is not None and turn.ended_at is None]
        if tasks:
            await asyncio.wait(tasks, timeout=20)

    async def _run(self, turn: RunningTurn, events: AsyncIterator[Event]) -> None:
        try:
            async for event in events:
                turn._add(event)
        except Exception as error:  # noqa: BLE001 - whoever listens is told
            structlog.get_logger("web").exception("turn failed", turn_id=turn.turn_id)
            turn._add(error)
        finally:
            turn.ended_at = self._clock()
            turn.changed.set()

    def _drop_old(self) -> None:
        now = self._clock()
        old = [key for key, turn in self._turns.items() if turn.ended_at is not None and now - turn.ended_at > self._keep_seconds]
        for key in old:
            del self._turns[key]
