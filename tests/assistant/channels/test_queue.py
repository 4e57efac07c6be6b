"""The scripts against a real server: once, in order, and by the holder of the lease only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.channels.errors import LeaseLost, QueueUnavailable, SpoolUnavailable
from assistant.channels.inbox import Inbox
from assistant.channels.ledger import Ledger
from assistant.channels.people import People
from assistant.channels.queue import Entry, Lease, Queue
from assistant.channels.seal import Sealer
from assistant.channels.settings import ChannelSettings
from assistant.channels.spool import Spool
from assistant.channels.store import Store
from assistant.channels.types import Channel, Inbound, Kind, Outcome, Part, Plan

pytestmark = pytest.mark.anyio
SETTINGS = ChannelSettings(quiet_seconds=0, lease_seconds=1)
SEALER = Sealer(b"k")


class Parts:
    """Store, queue, ledger, people and inbox over one server."""

    def __init__(self, url: str, folder: Path) -> None:
        self.store, self.spool = Store(url, 1.0), Spool(folder / "spool.sqlite")
        self.queue, self.ledger = Queue(self.store, SETTINGS), Ledger(self.store, SEALER)
        self.people, self.inbox = People(self.store, SETTINGS), Inbox(self.store, self.spool, SEALER)


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Parts]:
    parts = Parts(url, folder)
    try:
        yield parts
    finally:
        await parts.store.close()
        parts.spool.close()


@pytest.fixture
async def it(valkey: str, tmp_path: Path) -> AsyncIterator[Parts]:
    async with opened(valkey, tmp_path) as parts:
        await parts.store.client.flushall()
        await parts.queue.prepare()
        await parts.queue.prepare()
        yield parts


def text(message_id: str, at: float = 1.0, user_id: str = "", phone: str = "316") -> Inbound:
    return Inbound(Channel.WHATSAPP, Kind.TEXT, message_id, at, user_id, phone, "q")


async def admitted(it: Parts, *events: Inbound) -> list[Entry]:
    await it.inbox.accept(events)
    entries = await it.queue.take("c")
    for entry in entries:
        await it.queue.admit(entry)
    return entries


async def held(it: Parts) -> Lease:
    lease = await it.queue.claim("token")
    assert lease is not None
    return lease


async def test_an_event_is_admitted_once_and_people_are_served_in_order(it: Parts) -> None:
    assert await it.inbox.accept([]) == "nothing"
    entries = await admitted(it, text("b", 2), text("a", 1), text("b", 2), text("c", 2))
    assert len(entries) == 4
    assert await it.store.client.xlen("channels:inbox") == 0
    lease = await held(it)
    assert await it.queue.waiting(lease.user) == [SEALER.id("whatsapp", name) for name in ("a", "b", "c")]
    assert await it.queue.claim("other") is None
    await it.queue.release(lease)
    assert (await it.queue.claim("other")) == Lease(lease.user, "other")


async def test_what_a_dead_worker_took_is_taken_over(it: Parts) -> None:
    await it.inbox.accept([text("a")])
    assert len(await it.queue.take("dies")) == 1
    assert await it.queue.take_over("lives") == []
    await asyncio.sleep(1.1)
    (entry,) = await it.queue.take_over("lives")
    assert entry.deliveries == 2
    assert await it.queue.admit(entry)
    assert not await it.queue.admit(replace(entry))


async def test_only_the_holder_of_the_lease_writes(it: Parts) -> None:
    (entry,) = await admitted(it, text("a"))
    old = await held(it)
    assert (await it.ledger.open(entry.event, old)).attempts == 1
    await asyncio.sleep(1.1)
    new = await it.queue.claim("new")
    assert new is not None
    plan = Plan(Outcome.ANSWERED, (Part("x"),))
    for write in (
        it.ledger.open(entry.event, old),
        it.ledger.plan(entry.event, old, plan),
        it.ledger.begin(entry.event, old, 0, again=False),
        it.ledger.finish(entry.event, old, Outcome.ANSWERED, ""),
    ):
        with pytest.raises(LeaseLost):
            await write
    assert not await it.queue.renew(old)
    await it.queue.release(old)
    assert await it.queue.renew(new)
    assert await it.ledger.plan(entry.event, new, plan) == plan
    assert await it.ledger.plan(entry.event, new, replace(plan, parts=())) == plan


async def test_a_part_is_told_to_be_sent_by_whoever_knows(it: Parts) -> None:
    (entry,) = await admitted(it, text("a"))
    lease = await held(it)
    assert await it.ledger.begin(entry.event, lease, 0, again=False)
    await it.ledger.settle(f"{entry.event}.0", "sent", 0, "read")
    await it.ledger.settle(f"{entry.event}.0", "unknown")
    await it.ledger.settle(f"{entry.event}.0", "failed", 131026, "failed")
    await it.ledger.settle(f"{entry.event}.0", "sent", 0, "delivered")
    for nonsense in ("", "x", "x.y", "unknown.0"):
        await it.ledger.settle(nonsense, "sent")
    record = await it.ledger.look(entry.event)
    assert record.part(0).state == "sent"
    assert record.fields["status:0"] == "read"
    assert not await it.ledger.begin(entry.event, lease, 0, again=True)


async def test_an_event_ends_once_and_what_was_said_is_forgotten(it: Parts) -> None:
    (entry,) = await admitted(it, text("a"))
    lease = await held(it)
    await it.ledger.finish(entry.event, lease, Outcome.ANSWERED, "")
    await it.ledger.finish(entry.event, lease, Outcome.DEAD, "again")
    record = await it.ledger.look(entry.event)
    assert record.fields["outcome"] == "answered"
    assert "sealed" not in record.fields
    assert await it.queue.waiting(lease.user) == []
    assert await it.store.client.xlen("channels:outcomes") == 1
    await it.queue.release(lease)
    assert await it.store.client.zcard("channels:due") == 0
    assert 8 * 86_400 < await it.store.client.ttl(f"channels:event:{entry.event}") <= 9 * 86_400


async def test_a_person_is_the_same_by_scoped_id_and_by_phone(it: Parts) -> None:
    await admitted(it, text("a", 1, "", "316"), text("b", 2, "NL.x", "316"), text("c", 3, "NL.x", ""))
    lease = await held(it)
    assert len(await it.queue.waiting(lease.user)) == 3


async def test_malformed_events_are_dead_letters_that_can_be_dismissed_not_retried(it: Parts) -> None:
    await it.inbox.accept([Inbound(Channel.WHATSAPP, Kind.MALFORMED, "m", text="{}")])
    (entry,) = await it.queue.take("c")
    assert await it.queue.note(entry, Outcome.DEAD, "malformed")
    assert not await it.queue.note(entry, Outcome.DEAD, "malformed")
    (letter,) = await it.ledger.dead_letters()
    assert letter.inbound is not None
    assert letter.inbound.text == "{}"
    assert not await it.ledger.retry(letter.event)
    await it.ledger.dismiss(letter.event)
    assert await it.ledger.dead_letters() == []


async def test_sends_are_spread_over_time(it: Parts) -> None:
    waits = [await it.ledger.throttle(Channel.WHATSAPP, 10) for _ in range(20)]
    assert waits[:10] == [0.0] * 10
    assert all(wait > 0 for wait in waits[14:])


async def test_pace_counts_a_message_once(it: Parts) -> None:
    for number in range(SETTINGS.per_minute):
        assert not await it.people.too_fast("u", str(number))
        assert not await it.people.too_fast("u", str(number))
    assert await it.people.too_fast("u", "one more")


async def test_redis_away_is_told_and_events_go_to_the_spool_until_it_is_back(valkey: str, tmp_path: Path) -> None:
    async with opened("redis://127.0.0.1:9", tmp_path) as away:
        with pytest.raises(QueueUnavailable):
            await away.queue.claim("t")
        kept = await asyncio.gather(*(away.inbox.accept([text(str(number), number)]) for number in range(20)))
        assert set(kept) == {"spool"}
        with pytest.raises(QueueUnavailable):
            await away.inbox.drain()
        assert len(away.spool) == 20
    async with opened(valkey, tmp_path) as back:
        await back.store.client.flushall()
        assert await back.inbox.drain() == 20
        assert len(back.spool) == 0
        assert await back.store.client.xlen("channels:inbox") == 20


async def test_once_redis_is_away_no_webhook_waits_for_it_until_it_is_found_back(valkey: str, tmp_path: Path) -> None:
    async with opened("redis://127.0.0.1:9", tmp_path / "away") as away, opened(valkey, tmp_path / "back") as back:
        assert await away.inbox.accept([text("a")]) == "spool"
        away.inbox._store = back.store
        assert await away.inbox.accept([text("b")]) == "spool"
        assert await away.inbox.drain() == 2
        assert await away.inbox.accept([text("c")]) == "redis"


async def test_a_broken_spool_does_not_keep_events_from_redis(valkey: str, tmp_path: Path) -> None:
    async with opened("redis://127.0.0.1:9", tmp_path / "away") as away, opened(valkey, tmp_path / "back") as back:
        await away.inbox.accept([text("a")])
        away.spool.close()
        with pytest.raises(SpoolUnavailable):
            await away.inbox.accept([text("b")])
        away.inbox._store = back.store
        with pytest.raises(SpoolUnavailable):
            await away.inbox.drain()
        assert await away.inbox.accept([text("b")]) == "redis"


async def test_what_a_person_wrote_is_redacted_before_it_is_kept_and_an_id_is_not(it: Parts) -> None:
    wrote = replace(text("m"), text="Mon RIB : 230 780 1234567890123456 78, merci")
    moved = Inbound(Channel.WHATSAPP, Kind.MOVED, "n", 2.0, "", "316", "+31612345678")
    await it.inbox.accept([wrote, moved])
    kept = [Inbound.restored(SEALER.unseal(entry.sealed)) for entry in await it.queue.take("w")]
    assert kept[0].text == "Mon RIB : ‹RIB›, merci"
    assert kept[1] == moved
