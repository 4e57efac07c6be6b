"""The channels under fire: repeated, shuffled events, workers and Redis killed, a Graph API that fails."""

import asyncio
import random
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from assistant.channels.seal import Sealer
from tests.drill.events import Event, events
from tests.drill.machine import quantiles, watched
from tests.drill.result import Result
from tests.drill.stage import KEY, Stage, stage
from tests.fake_meta.graph import OBJECTS, Error, Fault, Mishap, Sent

COUNT, TIMES, WORKERS = 200, 3, 4
_POSTS_AT_ONCE, _BATCH = 4, 10
_KILL_AFTER = (30, 70)  # messages that were sent
_END_SECONDS = 150
_ACKNOWLEDGE_MS = 50.0
_FAULTS: Sequence[tuple[float, Fault]] = (
    (0.03, Error(2, 503)), (0.02, Error(4)), (0.02, Mishap.GATEWAY), (0.04, Mishap.CUT), (0.01, Mishap.NOWHERE),
)  # fmt: skip


Arrivals = dict[str, float]
"""When each event was acknowledged for the first time."""


@dataclass(frozen=True)
class Post:
    """A webhook body, and the events in it."""

    channel: str
    body: Mapping[str, Any]
    events: tuple[str, ...]


async def drill(seed: int) -> Result:
    """Both scenes, on one stage."""
    result = Result("WhatsApp and Messenger")
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        async with stage(Path(folder), WORKERS) as it:
            sealer, faults = Sealer(KEY.encode()), random.Random(seed)
            injected: Counter[str] = Counter()
            arrived: Arrivals = {}
            it.meta.fault = lambda _: _fault(faults, injected)
            first = events(COUNT, it.meta, sealer, seed, "a")
            result.add("seed", seed)
            await _workers_die(it, first, seed, arrived, result)
            second = events(COUNT, it.meta, sealer, seed + 1, "b")
            await _redis_dies(it, second, arrived, result, Path(folder))
            result.add("faults of the Graph API", ", ".join(f"{count} {name}" for name, count in sorted(injected.items())))
            await _judge(it, [*first, *second], arrived, result)
    return result


async def _workers_die(it: Stage, wanted: list[Event], seed: int, arrived: Arrivals, result: Result) -> None:
    """Every event three times, shuffled; two workers are killed just as a message is being sent."""
    shuffled = wanted * TIMES
    random.Random(seed).shuffle(shuffled)
    posts = _batched(shuffled)
    kill = iter(_KILL_AFTER)
    at = next(kill)

    def on_sent(_: Sent) -> None:
        nonlocal at
        if at and len(it.meta.sent) >= at:
            it.kill_worker()
            at = next(kill, 0)

    it.meta.on_sent = on_sent
    started = time.monotonic()
    took = await _post(it, posts, arrived)
    result.add("events, copies, posts", f"{len(wanted)}, {len(shuffled)}, {len(posts)}")
    result.add("acknowledged with Redis up, ms p50 / p95 / max", quantiles(took))
    await _until_ended(it, len(wanted), wanted)
    result.add("workers, killed", f"{WORKERS}, {WORKERS - len(it.workers)}", len(it.workers) != WORKERS - len(_KILL_AFTER))
    result.add("seconds until all had ended", f"{time.monotonic() - started:.1f}")
    it.meta.on_sent = lambda _: None
    it.start_workers(len(_KILL_AFTER))


async def _redis_dies(it: Stage, wanted: list[Event], arrived: Arrivals, result: Result, folder: Path) -> None:
    """Redis is killed while a fifth of the events is being worked on; the others come while it is down."""
    fifth = len(wanted) // 5
    await _post(it, _single(wanted[:fifth]), arrived)
    sent = len(it.meta.sent)
    while len(it.meta.sent) == sent:
        await asyncio.sleep(0.01)
    it.kill_valkey()
    down = wanted[fifth:] + wanted[:fifth]
    async with watched(folder) as machine:
        took = await _post(it, _single(down), arrived)
        refused = await _post_forged(it, _single(down))
    late = statistics.quantiles(took, n=20)[18] > _ACKNOWLEDGE_MS
    result.add(f"acknowledged with Redis down ({len(down)} posts), ms p50 / p95 / max", quantiles(took), late)
    result.add("the same posts with a forged signature: nothing is kept", quantiles(refused))
    result.add("meanwhile a kilobyte to the disk; a timer came late; load", machine)
    await asyncio.sleep(5)
    it.start_valkey()
    started = time.monotonic()
    await _until_ended(it, len(wanted), wanted)
    result.add("seconds until all had ended after Redis was back", f"{time.monotonic() - started:.1f}")


def _single(wanted: Sequence[Event]) -> list[Post]:
    return [Post(event.channel, event.body, (event.id,)) for event in wanted]


def _batched(wanted: Sequence[Event]) -> list[Post]:
    """Bodies as Meta sends them under load: several entries in one."""
    posts = []
    for channel in OBJECTS:
        events_ = [event for event in wanted if event.channel == channel]
        for start in range(0, len(events_), _BATCH):
            batch = events_[start : start + _BATCH]
            entries = [entry for event in batch for entry in event.body["entry"]]
            posts.append(Post(channel, {"object": OBJECTS[channel], "entry": entries}, tuple(event.id for event in batch)))
    return posts


async def _post(it: Stage, posts: Sequence[Post], arrived: Arrivals) -> list[float]:
    """Milliseconds of each; every one must be acknowledged. Notes when each event had arrived for the first time."""
    slots = asyncio.Semaphore(_POSTS_AT_ONCE)
    took: list[float] = []

    async def send(post: Post) -> None:
        async with slots:
            started = time.perf_counter()
            status = await it.meta.deliver(post.channel, post.body)
            took.append((time.perf_counter() - started) * 1000)
            if status != HTTPStatus.OK:
                raise RuntimeError(f"a webhook was answered with {status}")
            for event in post.events:
                arrived.setdefault(event, time.time())

    await asyncio.gather(*map(send, posts))
    return took


async def _post_forged(it: Stage, posts: Sequence[Post]) -> list[float]:
    """Milliseconds of each: what a call costs on this machine before anything is done for it."""
    slots = asyncio.Semaphore(_POSTS_AT_ONCE)

    async def send(post: Post) -> float:
        async with slots:
            started = time.perf_counter()
            status = await it.meta.deliver(post.channel, post.body, secret="forged")
            took = (time.perf_counter() - started) * 1000
            if status != HTTPStatus.UNAUTHORIZED:
                raise RuntimeError(f"a forged webhook was answered with {status}")
            return took

    return await asyncio.gather(*map(send, posts))


async def _until_ended(it: Stage, count: int, wanted: Sequence[Event]) -> None:
    ids = {event.id for event in wanted}
    end = time.monotonic() + _END_SECONDS
    while time.monotonic() < end and len(ids & set(await _outcomes(it))) < count:
        await asyncio.sleep(0.2)
    await asyncio.sleep(1)  # for what should not come any more


async def _outcomes(it: Stage) -> dict[str, list[str]]:
    client: Any = Redis.from_url(it.redis_url, decode_responses=True)
    rows = await client.xrange("channels:outcomes")
    await client.aclose()
    found: dict[str, list[str]] = defaultdict(list)
    for _, fields in rows:
        found[fields["event"]].append(fields["outcome"])
    return found


async def _begun(it: Stage, wanted: Iterable[str]) -> dict[str, float]:
    """When it was decided what to send for each event."""
    client: Any = Redis.from_url(it.redis_url, decode_responses=True)
    found = {event: float(await client.hget(f"channels:event:{event}", "planned") or 0) / 1000 for event in wanted}
    await client.aclose()
    return found


async def _judge(it: Stage, wanted: list[Event], arrived: Arrivals, result: Result) -> None:
    outcomes, sent = await _outcomes(it), it.meta.sent
    by_id = {event.id: event for event in wanted}
    ended = [outcomes.get(event.id, []) for event in wanted]
    result.add("outcomes", ", ".join(f"{count} {name}" for name, count in Counter(one for many in ended for one in many).items()))
    result.add(
        "events with exactly one outcome",
        f"{sum(len(one) == 1 for one in ended)} of {len(wanted)}",
        any(len(one) != 1 for one in ended),
    )
    result.add("lost", sum(not one for one in ended), any(not one for one in ended))
    dead = [event.kind for event in wanted if "dead" in outcomes.get(event.id, ())]
    left = [kind for kind in dead if kind != "malformed"]
    result.add("left to staff besides malformed ones", f"{len(left)} {' '.join(left)}", bool(left))
    references = Counter(one.reference for one in sent)
    twice = sum(count - 1 for count in references.values())
    result.add("messages sent", len(sent))
    result.add("sent twice", twice, bool(twice))
    unasked = [one for one in sent if one.reference.split(".")[0] not in by_id]
    result.add("sent for no event", len(unasked), bool(unasked))
    answered = [event for event in wanted if "answered" in outcomes.get(event.id, ())]
    texts: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        texts[one.reference.split(".")[0]].append(one)
    astray = [event for event in answered if not _is_for(event, texts[event.id])]
    result.add("answers missing or to another person", f"{len(astray)} of {len(answered)}", bool(astray))
    wrong, unknowable = _disorder(sent, by_id, arrived, await _begun(it, by_id))
    result.add("out of a person's order", wrong, bool(wrong))
    result.add("came only when a later one had been begun", unknowable)


def _is_for(event: Event, sent: list[Sent]) -> bool:
    return any(event.tag in one.text for one in sent) and all(one.person == event.person for one in sent)


def _disorder(sent: Sequence[Sent], by_id: dict[str, Event], arrived: Arrivals, begun: dict[str, float]) -> tuple[int, int]:
    """Messages that a person got after one that belongs later, by the time of what they answer, then by part.

    Only those count as wrong that had arrived when the later one was begun; the others could not be known of. Both numbers.
    """
    before: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    wrong = unknowable = 0
    for one in sorted(sent, key=lambda one: one.at):
        id_, _, part = one.reference.partition(".")
        if id_ not in by_id:
            continue
        event = by_id[id_]
        place = (event.at, int(part))
        person = before[f"{event.tag[0]}{one.person}"]
        later = [other for at, number, other in person if (at, number) > place]
        known = any(other == id_ or arrived[id_] <= begun[other] for other in later)
        wrong += known
        unknowable += bool(later) and not known
        person.append((*place, id_))
    return wrong, unknowable


def _fault(draw: random.Random, injected: Counter[str]) -> Fault:
    chance = draw.random()
    for share, fault in _FAULTS:
        if chance < share:
            injected[fault.value if isinstance(fault, Mishap) else str(fault.code) if fault else ""] += 1
            return fault
        chance -= share
    return None
