"""The same rules in Valkey and in this process."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from assistant.limits import Limits, Rate, network


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def run(url: str | None, scenario: Callable[[Limits], Awaitable[None]]) -> None:
    async def with_limits() -> None:
        limits = Limits(Redis.from_url(url, decode_responses=True) if url else None, b"key")
        await scenario(limits)
        await limits.close()

    asyncio.run(with_limits())


@pytest.fixture(params=["valkey", "here"])
def url(request: pytest.FixtureRequest) -> str | None:
    return str(request.getfixturevalue("valkey")) if request.param == "valkey" else None


def test_the_count_is_allowed_at_once_and_then_no_more(url: str | None) -> None:
    async def scenario(limits: Limits) -> None:
        rate = [Rate(3, 3_600)]
        assert [await limits.spend("t", "burst", rate) for _ in range(3)] == [0, 0, 0]
        assert 1_100 < await limits.spend("t", "burst", rate) <= 1_200
        assert await limits.spend("t", "another", rate) == 0
        assert await limits.spend("elsewhere", "burst", rate) == 0

    run(url, scenario)


def test_one_rate_that_refuses_spends_nothing_of_the_others(url: str | None) -> None:
    async def scenario(limits: Limits) -> None:
        both = [Rate(1, 3_600), Rate(100, 7_200)]
        assert await limits.spend("t", "both", both) == 0
        for _ in range(200):
            assert await limits.spend("t", "both", both) > 0
        assert await limits.spend("t", "both", both[1:]) == 0

    run(url, scenario)


def test_no_limit_is_a_count_of_0(url: str | None) -> None:
    async def scenario(limits: Limits) -> None:
        assert [await limits.spend("t", "free", [Rate(0, 60)]) for _ in range(50)] == [0] * 50

    run(url, scenario)


def test_exactly_one_of_many_is_the_first(url: str | None) -> None:
    async def scenario(limits: Limits) -> None:
        assert sum(await asyncio.gather(*(limits.first("turn", "one", 60) for _ in range(20)))) == 1

    run(url, scenario)


def test_addresses_are_stored_as_hashes_that_expire(valkey: str) -> None:
    async def scenario(limits: Limits) -> None:
        await limits.spend("t", "203.0.113.7", [Rate(2, 60)])
        assert limits._client is not None
        keys = [key async for key in limits._client.scan_iter("limit:t:*:60")]
        assert keys
        assert not any("203.0.113.7" in key for key in keys)
        assert all([0 < await limits._client.pttl(key) <= 60_000 for key in keys])

    run(valkey, scenario)


def test_while_redis_is_away_this_process_counts_and_does_not_wait_for_it() -> None:
    async def scenario(limits: Limits) -> None:
        assert [await limits.spend("t", "a", [Rate(1, 60)]) == 0 for _ in range(3)] == [True, False, False]
        assert await limits.first("turn", "one", 60)
        assert not await limits.first("turn", "one", 60)

    run("redis://127.0.0.1:9", scenario)


@given(st.integers(1, 20), st.integers(1, 100), st.lists(st.floats(0, 30), max_size=80))
def test_in_no_window_more_than_twice_the_count_and_never_for_ever_refused(count: int, seconds: int, pauses: list[float]) -> None:
    """GCRA lets a full burst through, then the rate: at most `count` + what was earned since."""
    clock = Clock()
    limits = Limits(None, b"key", clock)
    start, allowed = clock.now, 0
    for pause in pauses:
        clock.now += pause
        wait = asyncio.run(limits.spend("t", "x", [Rate(count, seconds)]))
        allowed += wait == 0
        assert 0 <= wait <= seconds + 1e-9  # of a clock in floating point
        assert allowed <= count + (clock.now - start) * count / seconds + 1e-6


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_household_is_one(address: str, whose: str) -> None:
    assert network(address) == whose
