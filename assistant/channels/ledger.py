"""What is known of each event: its plan, what became of each part, how it ended.

Every write about a person's event is one script, fenced by the lease.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assistant.channels.errors import BadSeal, LeaseLost
from assistant.channels.queue import Lease
from assistant.channels.seal import Sealer
from assistant.channels.store import PREFIX, Store, answering
from assistant.channels.types import Channel, Choice, Inbound, Outcome, Part, Plan
from ingest.types import Language

_BURST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PartState:
    """What became of one part. Times in seconds, by the clock of Redis."""

    state: str = ""  # sending, sent, failed, unknown, ready (to be tried again)
    since: float = 0.0
    code: int = 0
    tries: int = 0
    first_failure: float = 0.0
    sent_again: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of an event at one time."""

    now: float
    fields: Mapping[str, str]

    @property
    def attempts(self) -> int:
        """Times that a worker began with it."""
        return int(self.fields.get("attempts", 0))

    def part(self, number: int) -> PartState:
        """What became of a part."""
        value = self.fields.get
        return PartState(
            value(f"state:{number}", ""), float(value(f"at:{number}", 0)) / 1000, int(value(f"code:{number}") or 0),
            int(value(f"tries:{number}", 0)), float(value(f"first:{number}", 0)) / 1000, f"again:{number}" in self.fields,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that staff must look at."""

    event: str
    channel: str
    kind: str
    reason: str
    since: float
    parts_sent: int
    inbound: Inbound | None  # None if it was sealed with another key


class Ledger:
    """The records of events."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store, self._sealer = store, sealer

    async def open(self, event: str, lease: Lease) -> Record:
        """The record, with one more attempt counted; `LeaseLost` if the person is another worker's."""
        return _record(await self._store.run("record", event, lease.user, lease.token))

    async def look(self, event: str) -> Record:
        """The record."""
        return _record(await self._store.run("record", event, "", ""))

    async def forgive(self, event: str) -> None:
        """The attempt went as it should, and merely waits: attempts count from none again."""
        with answering():
            await self._store.client.hset(f"{PREFIX}event:{event}", "attempts", "0")

    def inbound(self, record: Record) -> Inbound:
        """The event itself; `BadSeal` if it was sealed with another key."""
        return Inbound.restored(self._sealer.unseal(record.fields.get("sealed", "")))

    def planned(self, record: Record) -> Plan | None:
        """The plan that was kept, if any."""
        return self._plan(record.fields["plan"]) if "plan" in record.fields else None

    async def plan(self, event: str, lease: Lease, plan: Plan) -> Plan:
        """Keep a plan; the one that counts, which is the first."""
        kept = await self._store.run("plan", event, lease.user, lease.token, self._sealer.seal(asdict(plan)))
        if not kept:
            raise LeaseLost
        return self._plan(kept)

    async def begin(self, event: str, lease: Lease, part: int, again: bool) -> bool:
        """A part is about to be sent; False if a status has told meanwhile that it was."""
        answer = await self._store.run("begin", event, lease.user, lease.token, part, int(again))
        if not answer:
            raise LeaseLost
        return bool(answer == "go")

    async def settle(self, reference: str, state: str, code: int = 0, status: str = "") -> None:
        """What became of the part of this outbox id: sent, failed, unknown, or ready to be tried again."""
        event, _, part = reference.partition(".")
        if event and part.isdigit():
            await self._store.run("settle", event, part, state, code, status)

    async def finish(self, event: str, lease: Lease, outcome: Outcome, reason: str) -> None:
        """The event has ended."""
        if not await self._store.run("finish", event, lease.user, lease.token, outcome.value, reason):
            raise LeaseLost

    async def name_sent(self, channel: Channel, message_id: str, reference: str, seconds: int) -> None:
        """Remember which part a message of ours was, for statuses and reactions that only name the message."""
        with answering():
            await self._store.client.set(self._sent_key(channel, message_id), reference, ex=seconds)

    async def sent_reference(self, channel: Channel, message_id: str) -> str:
        """Which part a message of ours was; empty if unknown."""
        with answering():
            return str(await self._store.client.get(self._sent_key(channel, message_id)) or "")

    async def throttle(self, channel: Channel, per_second: float) -> float:
        """Seconds to wait before the channel may send again."""
        interval = 1000 / per_second
        return float(await self._store.run("throttle", channel.value, interval, _BURST_SECONDS * 1000)) / 1000

    async def pause(self, channel: Channel, code: int, seconds: float) -> None:
        """The channel's configuration is at fault: nobody sends for a while."""
        with answering():
            await self._store.client.set(f"{PREFIX}paused:{channel}", code, px=int(seconds * 1000))

    async def paused(self, channel: Channel) -> float:
        """Seconds until the channel may try to send again; 0 if it may now."""
        with answering():
            left = await self._store.client.pttl(f"{PREFIX}paused:{channel}")
        return max(0.0, float(left) / 1000)

    async def dead_letters(self) -> list[DeadLetter]:
        """All that staff must look at, oldest first. One whose record is forgotten by now leaves the list."""
        found = []
        with answering():
            rows = await self._store.client.zrange(f"{PREFIX}dead", 0, -1, withscores=True)
        for event, since in rows:
            record = await self.look(event)
            if "channel" not in record.fields:
                with answering():
                    await self._store.client.zrem(f"{PREFIX}dead", event)
                continue
            found.append(self._dead_letter(event, since / 1000, record))
        return found

    async def retry(self, event: str) -> bool:
        """Send a dead letter on its way again; False if there is none, or it is from nobody who could be answered."""
        record = await self.look(event)
        plan = self.planned(record)
        return bool(await self._store.run("retry", event, len(plan.parts) if plan else 0))

    async def dismiss(self, event: str) -> None:
        """Staff have seen to a dead letter: it leaves the list, and what was said is forgotten."""
        with answering():
            async with self._store.client.pipeline(transaction=True) as pipeline:
                pipeline.zrem(f"{PREFIX}dead", event)
                pipeline.hdel(f"{PREFIX}event:{event}", "sealed", "plan")
                await pipeline.execute()

    def _dead_letter(self, event: str, since: float, record: Record) -> DeadLetter:
        try:
            inbound = self.inbound(record)
        except BadSeal:
            inbound = None
        fields = record.fields
        sent = sum(name.startswith("state:") and state == "sent" for name, state in fields.items())
        return DeadLetter(event, fields["channel"], fields["kind"], fields.get("reason", ""), since, sent, inbound)

    def _plan(self, sealed: str) -> Plan:
        kept = self._sealer.unseal(sealed)
        parts = tuple(Part(part["text"], tuple(Choice(**choice) for choice in part["choices"])) for part in kept["parts"])
        return Plan(Outcome(kept["outcome"]), parts, Language(kept["language"]), kept["reason"])

    def _sent_key(self, channel: Channel, message_id: str) -> str:
        return f"{PREFIX}sent:{self._sealer.id(channel.value, 'sent', message_id)}"


def _record(found: list[str] | None) -> Record:
    if not found:
        raise LeaseLost
    return Record(float(found[0]) / 1000, dict(zip(found[1::2], found[2::2], strict=True)))
