"""From the stream: what people wrote goes into their queues; statuses, echoes and the rest take effect at once."""

import asyncio

import structlog

from assistant.channels import observe
from assistant.channels.errors import BadSeal, QueueUnavailable
from assistant.channels.ledger import Ledger
from assistant.channels.people import People
from assistant.channels.policy import PAUSE_SECONDS, ErrorClass, Policy
from assistant.channels.queue import Entry, Queue
from assistant.channels.seal import Sealer
from assistant.channels.settings import ChannelSettings
from assistant.channels.types import Channel, Inbound, Kind, Outcome

_AWAY_SECONDS = 1.0
_LOOK_SECONDS = 0.5  # between looks for what a dead worker left
_STAFF_SECONDS = 12 * 3_600
_REACHED = frozenset({"sent", "delivered", "read", "played"})
_ALARMING = frozenset(
    {"errors", "account_update", "account_review_update", "phone_number_quality_update", "policy_enforcement"}
)  # fmt: skip
_QUEUED = frozenset(
    {
        Kind.TEXT, Kind.CHOICE, Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT, Kind.AUDIO, Kind.STICKER, Kind.LOCATION, Kind.CONTACTS,
        Kind.ORDER, Kind.UNSUPPORTED, Kind.REACTION, Kind.EDIT, Kind.REVOKE,
    }
)  # fmt: skip


class Intake:
    """One loop a worker; the consumer group shares the stream out."""

    def __init__(
        self, queue: Queue, ledger: Ledger, people: People, sealer: Sealer, policy: Policy, settings: ChannelSettings
    ) -> None:
        self._queue, self._ledger, self._people = queue, ledger, people
        self._sealer, self._policy, self._settings = sealer, policy, settings

    async def run(self, consumer: str) -> None:
        """Take entries until cancelled."""
        looked = 0.0
        ready = False
        loop = asyncio.get_running_loop()
        while True:
            try:
                if not ready:
                    await self._queue.prepare()
                    ready = True
                entries = await self._queue.take(consumer)
                if loop.time() - looked > _LOOK_SECONDS:
                    entries += await self._queue.take_over(consumer)
                    looked = loop.time()
                for entry in entries:
                    await self._guarded(entry)
            except QueueUnavailable:
                ready = False  # it may come back empty
                await asyncio.sleep(_AWAY_SECONDS)

    async def _guarded(self, entry: Entry) -> None:
        if entry.deliveries > self._settings.attempts:
            await self._note(entry, Outcome.DEAD, "failed")
            return
        try:
            await self._entry(entry)
        except QueueUnavailable:
            raise
        except Exception:  # noqa: BLE001 - one entry must not stop the others: it stays pending, and is taken again
            structlog.get_logger("channels").exception("entry failed", channel=entry.channel, type=entry.kind)

    async def _entry(self, entry: Entry) -> None:
        try:
            event = Inbound.restored(self._sealer.unseal(entry.sealed))
        except BadSeal:
            await self._note(entry, Outcome.DEAD, "sealed with another key")
            return
        if event.kind in _QUEUED and entry.people:
            await self._queue.admit(entry)
        elif event.kind in _QUEUED:
            await self._note(entry, Outcome.DEAD, "from nobody")
        elif event.kind is Kind.MALFORMED:
            await self._note(entry, Outcome.DEAD, "malformed")
        else:
            outcome = await self._effect(event)
            await self._note(entry, outcome, event.text if event.kind is Kind.ACCOUNT else "")

    async def _effect(self, event: Inbound) -> Outcome:
        """What an event does that is from nobody, or asks nothing. Doing it twice does it once."""
        if event.kind in {Kind.STATUS, Kind.ECHO}:
            await self._status(event)
        elif event.kind in {Kind.PERSON, Kind.RETURNED}:
            seconds = _STAFF_SECONDS if event.kind is Kind.PERSON else 0
            for person in event.people:
                await self._people.by_staff(self._person(event.channel, person), seconds)
        elif event.kind is Kind.MOVED:
            await self._people.rekey(self._person(event.channel, event.formerly), self._person(event.channel, event.text))
        elif event.kind is Kind.ACCOUNT:
            if event.text in _ALARMING:
                observe.alert("account", channel=event.channel, field=event.text, code=event.code)
        else:
            return Outcome.IGNORED
        return Outcome.NOTED

    async def _status(self, event: Inbound) -> None:
        observe.status(event.channel, event.status, event.code)
        reference = event.reference or await self._ledger.sent_reference(event.channel, event.target)
        if event.status in _REACHED:
            await self._ledger.settle(reference, "sent", 0, event.status)
        elif event.status == "failed":
            await self._ledger.settle(reference, "failed", event.code, event.status)
            if self._policy.classify(event.channel, event.code) is ErrorClass.CONFIG and event.code:
                await self._ledger.pause(event.channel, event.code, PAUSE_SECONDS)
                observe.paused(event.channel, event.code)

    async def _note(self, entry: Entry, outcome: Outcome, reason: str) -> None:
        if await self._queue.note(entry, outcome, reason):
            observe.ended(entry.channel, entry.kind, outcome.value, reason)

    def _person(self, channel: Channel, name: str) -> str:
        return self._sealer.id(channel.value, "person", name)
