"""A worker: webhooks' events out of the stream into people's queues; one person after another, one message after another.

    stream -> admit (once) -> the person's queue -> plan (once, kept) -> parts sent (once each) -> ended (once)

Whatever is killed between two steps, the next worker goes on from what was written: see `ledger.py`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import structlog

from assistant.channels import observe
from assistant.channels.errors import BadSeal, LeaseLost, QueueUnavailable
from assistant.channels.intake import Intake
from assistant.channels.ledger import Ledger, Record
from assistant.channels.outbox import Later, Outbox
from assistant.channels.plan import Planner
from assistant.channels.policy import backoff
from assistant.channels.queue import Lease, Queue
from assistant.channels.settings import ChannelSettings
from assistant.channels.types import Inbound, Kind, Outcome
from assistant.errors import AssistantError

_IDLE_SECONDS = 0.1
_AWAY_SECONDS = 1.0
_HAND_OVER_SECONDS = 20.0
_READ = frozenset({Kind.REACTION, Kind.EDIT, Kind.REVOKE})  # no typing is shown for these


class Worker:
    """Works until it is stopped; then it finishes the messages in hand, or hands them over."""

    def __init__(
        self, queue: Queue, ledger: Ledger, intake: Intake, planner: Planner, outbox: Outbox, settings: ChannelSettings
    ) -> None:
        self._queue, self._ledger, self._intake = queue, ledger, intake
        self._planner, self._outbox, self._settings = planner, outbox, settings
        self._name = uuid4().hex
        self._stopping = asyncio.Event()
        self._beside: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work beside the body."""
        self._stopping.clear()
        intake = asyncio.create_task(self._intake.run(self._name))
        serving = asyncio.create_task(self._serve())
        for task in (intake, serving):
            task.add_done_callback(self._told)
        try:
            yield
        finally:
            self._stopping.set()
            await asyncio.wait([serving], timeout=_HAND_OVER_SECONDS)
            await ended(serving, intake, *self._beside)

    def _told(self, task: asyncio.Task[None]) -> None:
        if not self._stopping.is_set() and not task.cancelled():
            observe.alert("worker stopped", error=type(task.exception()).__name__)

    async def _serve(self) -> None:
        slots = asyncio.Semaphore(self._settings.concurrency)
        async with asyncio.TaskGroup() as group:
            while not self._stopping.is_set():
                await slots.acquire()
                lease = await self._claim()
                if lease is None:
                    slots.release()
                    await asyncio.sleep(_IDLE_SECONDS)
                    continue
                task = group.create_task(self._attend(lease))
                task.add_done_callback(lambda _: slots.release())

    async def _claim(self) -> Lease | None:
        try:
            return await self._queue.claim(uuid4().hex)
        except QueueUnavailable:
            await asyncio.sleep(_AWAY_SECONDS)
            return None

    async def _attend(self, lease: Lease) -> None:
        """Deal with a person's messages, oldest first, until none is left or one has to wait."""
        renewing = asyncio.create_task(self._renew(lease))
        wait = backoff(0)
        try:
            wait = await self._messages(lease)
        except (LeaseLost, QueueUnavailable):
            return  # whoever holds the lease now, or takes it when it has run out, goes on
        except AssistantError as error:
            structlog.get_logger("channels").error("event failed", error=type(error).__name__)
        except Exception:  # noqa: BLE001 - one event must not stop the others: it is counted, and tried again
            structlog.get_logger("channels").exception("event failed")
        finally:
            renewing.cancel()
            with suppress(QueueUnavailable):
                await self._queue.release(lease, wait)

    async def _messages(self, lease: Lease) -> float:
        """Seconds after which the person is to be looked at again."""
        while waiting := await self._queue.waiting(lease.user):
            if self._stopping.is_set():
                return 0
            if soon := await self._queue.until_quiet(lease.user):
                return soon
            later = await self._message(waiting[0], waiting[1:], lease)
            if later is not None:
                return later.seconds
        return 0

    async def _message(self, key: str, behind: list[str], lease: Lease) -> Later | None:
        record = await self._ledger.open(key, lease)
        try:
            event = self._ledger.inbound(record)
            plan = self._ledger.planned(record)
        except BadSeal:
            await self._finish(key, record, lease, Outcome.DEAD, "sealed with another key")
            return None
        if record.attempts > self._settings.attempts:
            if plan is not None:
                await self._finish(key, record, lease, Outcome.DEAD, "sending failed")
                return None
            plan = await self._ledger.plan(key, lease, await self._planner.apology(event, lease.user))
        if plan is None:
            if event.kind not in _READ:
                self._show_typing(event)
            others = [self._ledger.inbound(await self._ledger.look(other)) for other in behind]
            plan = await self._ledger.plan(key, lease, await self._planner.plan(event, key, lease.user, others))
        step = await self._outbox.send(event, key, plan, record, lease)
        if isinstance(step, Later):
            await self._ledger.forgive(key)
            return step
        await self._finish(key, record, lease, step.outcome, step.reason)
        return None

    async def _finish(self, key: str, record: Record, lease: Lease, outcome: Outcome, reason: str) -> None:
        await self._ledger.finish(key, lease, outcome, reason)
        observe.ended(record.fields.get("channel", ""), record.fields.get("kind", ""), outcome.value, reason)

    def _show_typing(self, event: Inbound) -> None:
        async def show() -> None:
            with suppress(QueueUnavailable):
                await self._outbox.show_typing(event)

        task = asyncio.create_task(show())
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _renew(self, lease: Lease) -> None:
        while True:
            await asyncio.sleep(self._settings.lease_seconds / 3)
            with suppress(QueueUnavailable):
                if not await self._queue.renew(lease):
                    return


async def ended(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks until they have ended: a cancellation that meets a time-out in a client may be taken for the time-out."""
    running = {task for task in tasks if not task.done()}
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=_AWAY_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
