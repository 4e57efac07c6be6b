"""Accepting events, so that what was acknowledged is never lost: into the stream of Redis, or into the local spool."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.channels import observe
from assistant.channels.errors import QueueUnavailable, SpoolUnavailable
from assistant.channels.seal import Sealer
from assistant.channels.spool import Spool
from assistant.channels.store import PREFIX, Store, answering
from assistant.channels.types import Inbound, Kind
from assistant.redact import redact

STREAM = f"{PREFIX}inbox"
_WRITTEN = frozenset({Kind.TEXT, Kind.CHOICE, Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT, Kind.EDIT})  # by a person
_DRAIN_SECONDS = 1.0
_DRAIN_ROWS = 200


class Inbox:
    """Where webhooks put events. Entries carry ids as HMACs only; the event, its text redacted, is sealed.

    Once Redis has not answered, no webhook waits for it: all go to the spool until `drain` has found it back.
    """

    def __init__(self, store: Store, spool: Spool, sealer: Sealer) -> None:
        self._store, self._spool, self._sealer = store, spool, sealer
        self._away = False
        self._waiting: list[tuple[Sequence[Mapping[str, str]], asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def accept(self, events: Sequence[Inbound]) -> str:
        """Keep the events; says where. `SpoolUnavailable` if nowhere: then they must be sent again."""
        entries = [self._entry(event) for event in events]
        if not entries:
            return "nothing"
        if not self._away:
            try:
                await self._add(entries)
                return "redis"
            except QueueUnavailable:
                self._away = True
        await self._spooled(entries)
        return "spool"

    async def drain(self) -> int:
        """Move what is in the spool to Redis, oldest first; how many. A crash between the two only repeats some events."""
        moved = 0
        with answering():
            await self._store.client.ping()
        try:
            while rows := await asyncio.to_thread(self._spool.oldest, _DRAIN_ROWS):
                await self._add([entry for _, entry in rows])
                await asyncio.to_thread(self._spool.remove, [number for number, _ in rows])
                moved += len(rows)
        except SpoolUnavailable:
            self._away = False  # Redis answers, the spool does not
            raise
        self._away = False
        return moved

    async def keep_draining(self) -> None:
        """Drain until cancelled."""
        while True:
            try:
                moved = await self.drain()
                if moved:
                    observe.drained(moved)
            except QueueUnavailable:
                pass
            except SpoolUnavailable as error:
                observe.alert("spool", reason=str(error))
            await asyncio.sleep(_DRAIN_SECONDS)

    async def _spooled(self, entries: Sequence[Mapping[str, str]]) -> None:
        """Into the spool, together with whatever else is waiting for the disk: one commit for all."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entries, kept))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        await kept

    async def _commit(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            failure: SpoolUnavailable | None = None
            try:
                await asyncio.to_thread(self._spool.add, [entry for entries, _ in batch for entry in entries])
            except SpoolUnavailable as error:
                failure = error
            for _, kept in batch:
                if not kept.done():  # its webhook has been given up
                    kept.set_exception(failure) if failure else kept.set_result(None)

    async def _add(self, entries: Sequence[Mapping[str, str]]) -> None:
        with answering():
            async with self._store.client.pipeline(transaction=True) as pipeline:
                for entry in entries:
                    pipeline.xadd(STREAM, dict(entry))
                await pipeline.execute()

    def _entry(self, event: Inbound) -> dict[str, str]:
        channel = event.channel.value
        if event.kind in _WRITTEN:
            event = replace(event, text=redact(event.text)[0])
        return {
            "event": self._sealer.id(channel, event.message_id),
            "channel": channel,
            "kind": event.kind.value,
            "at": str(event.at),
            "people": json.dumps([self._sealer.id(channel, "person", person) for person in event.people]),
            "sealed": self._sealer.seal(event.stored()),
        }
