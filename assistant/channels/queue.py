"""The queue between webhooks and workers.

Events arrive in one stream, shared out to a consumer group. From there each goes into its person's own queue, ordered by
the time it was sent. A worker takes a person for as long as its lease holds: so a person's messages are answered one after
another, and of two workers only the one that holds the lease can write.
"""

import json
from dataclasses import dataclass, replace

from redis.exceptions import ResponseError

from assistant.channels.inbox import STREAM
from assistant.channels.settings import ChannelSettings
from assistant.channels.store import PREFIX, Store, answering
from assistant.channels.types import Outcome

GROUP = "workers"
_TAKE = 64
_BLOCK_MS = 200
_IDLE_MS = 1_000
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it lies in the stream; `people` are HMACs of the person's ids, `sealed` the event."""

    number: str
    event: str
    channel: str
    kind: str
    at: float
    people: tuple[str, ...]
    sealed: str
    deliveries: int = 1


@dataclass(frozen=True, slots=True)
class Lease:
    """A person that this worker holds."""

    user: str
    token: str


class Queue:
    """The stream, the people's queues, and the leases."""

    def __init__(self, store: Store, settings: ChannelSettings) -> None:
        self._store, self._settings = store, settings
        self._remember = settings.remember_days * _DAY_SECONDS

    async def prepare(self) -> None:
        """Make the consumer group if it is not there."""
        with answering():
            try:
                await self._store.client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def take(self, consumer: str) -> list[Entry]:
        """New entries of the stream, after a short wait if there are none."""
        with answering():
            found = await self._store.client.xreadgroup(GROUP, consumer, {STREAM: ">"}, count=_TAKE, block=_BLOCK_MS)
        return [_entry(number, fields) for _, rows in found for number, fields in rows]

    async def take_over(self, consumer: str) -> list[Entry]:
        """Entries that another worker took but has not moved on at once, as a living one does: it hardly holds up their order.

        Moving an entry on twice does no harm.
        """
        with answering():
            pending = await self._store.client.xpending_range(STREAM, GROUP, min="-", max="+", count=_TAKE, idle=_IDLE_MS)
            deliveries = {row["message_id"]: row["times_delivered"] + 1 for row in pending}
            if not deliveries:
                return []
            rows = await self._store.client.xclaim(STREAM, GROUP, consumer, _IDLE_MS, list(deliveries))
        return [replace(_entry(number, fields), deliveries=deliveries[number]) for number, fields in rows if fields]

    async def admit(self, entry: Entry) -> bool:
        """Into the person's queue; False if it is a repetition."""
        return bool(
            await self._store.run(
                "admit", entry.number, entry.event, entry.channel, entry.kind, entry.at, entry.sealed,
                int(self._settings.quiet_seconds * 1000), self._remember, self._settings.person_days * _DAY_SECONDS,
                *entry.people,
            )
        )  # fmt: skip

    async def note(self, entry: Entry, outcome: Outcome, reason: str = "") -> bool:
        """End an event that needs no turn; False if it is a repetition."""
        return bool(
            await self._store.run(
                "note", entry.number, entry.event, entry.channel, entry.kind, entry.sealed, outcome.value, reason, self._remember
            )
        )

    async def claim(self, token: str) -> Lease | None:
        """The person who has waited longest."""
        user = await self._store.run("claim", token, int(self._settings.lease_seconds * 1000))
        return Lease(user, token) if user else None

    async def renew(self, lease: Lease) -> bool:
        """Hold the person for another lease; False if it is lost."""
        return bool(await self._store.run("renew", lease.user, lease.token, int(self._settings.lease_seconds * 1000)))

    async def release(self, lease: Lease, wait_seconds: float = 0) -> None:
        """Let go of the person; what is left is looked at after a while."""
        await self._store.run("release", lease.user, lease.token, int(wait_seconds * 1000))

    async def waiting(self, user: str, count: int = 20) -> list[str]:
        """The person's events that have not ended, oldest first."""
        with answering():
            return list(await self._store.client.zrange(f"{PREFIX}pending:{user}", 0, count - 1))

    async def until_quiet(self, user: str) -> float:
        """Seconds until the person has sent nothing for `quiet_seconds`: an older message may still be on its way."""
        with answering():
            left = await self._store.client.pttl(f"{PREFIX}quiet:{user}")
        return max(0.0, float(left) / 1000)


def _entry(number: str, fields: dict[str, str]) -> Entry:
    return Entry(
        number, fields["event"], fields["channel"], fields["kind"], float(fields["at"]), tuple(json.loads(fields["people"])),
        fields["sealed"],
    )  # fmt: skip
