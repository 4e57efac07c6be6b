"""How often someone may do something: counted in Redis for all processes, in this process while Redis is away.

The algorithm is the generic cell rate algorithm (GCRA, ITU-T I.371): for each rate one number is kept, the moment at which
everything spent so far will have been earned again. Addresses and ids are stored as keyed hashes only, for as long as the rate.
"""

import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

_RETRY_REDIS_SECONDS = 5.0
_MOST_LOCAL = 50_000
_IPV6_NETWORK_BITS = 64

# One step for all rates: either each of them allows it, and it is spent in each, or none is touched.
# KEYS: a key a rate. ARGV: count and seconds of each. Returns the milliseconds to wait, 0 where it was allowed.
_SPEND = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local wait, after = 0, {}
for i, key in ipairs(KEYS) do
  local count, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i]) * 1000
  local earned = math.max(tonumber(redis.call('GET', key) or now), now) + window / count
  after[i] = earned
  wait = math.max(wait, math.ceil(earned - window - now))
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', after[i]), 'PX', math.ceil(after[i] - now))
end
return 0
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` times in `seconds`, all at once or spread. A count of 0 is no limit."""

    count: int
    seconds: int


class Limits:
    """Counts by scope ("turns") and by who (an address, a conversation). Never refuses because Redis is away."""

    def __init__(self, client: Redis | None, key: bytes = b"", clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._key = hashlib.sha256(b"limits " + key).digest() if key else secrets.token_bytes(32)
        self._local: dict[str, float] = {}
        self._redis_again_at = 0.0

    async def spend(self, scope: str, who: str, rates: Sequence[Rate]) -> float:
        """Count one more; the seconds to wait where a rate does not allow it (and nothing was counted), else 0."""
        rates = [rate for rate in rates if rate.count]
        if not rates:
            return 0.0
        keys = [f"limit:{scope}:{self._hash(who)}:{rate.seconds}" for rate in rates]
        arguments = [number for rate in rates for number in (rate.count, rate.seconds)]
        waited = await self._ask(lambda client: client.eval(_SPEND, len(keys), *keys, *map(str, arguments)))
        return int(waited) / 1000 if waited is not None else self._spend_here(keys, rates)

    async def first(self, scope: str, who: str, seconds: int) -> bool:
        """Is this the first time within `seconds`? Exactly one of several callers is told so."""
        key = f"first:{scope}:{self._hash(who)}"
        taken = await self._ask(lambda client: client.set(key, 1, nx=True, ex=seconds, get=True))
        if taken is not None:
            return False
        if self._client is not None and not self._away():
            return True
        return self._spend_here([key], [Rate(1, seconds)]) == 0

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _away(self) -> bool:
        return self._clock() < self._redis_again_at

    async def _ask(self, command: Callable[[Redis], Any]) -> Any:
        """What Redis answers; None where it is away, which is remembered for some seconds so that nobody waits for it."""
        if self._client is None or self._away():
            return None
        try:
            return await cast("Awaitable[Any]", command(self._client))
        except (RedisError, OSError):
            self._redis_again_at = self._clock() + _RETRY_REDIS_SECONDS
            return None

    def _spend_here(self, keys: Sequence[str], rates: Sequence[Rate]) -> float:
        now = self._clock()
        after = [max(self._local.get(key, now), now) + rate.seconds / rate.count for key, rate in zip(keys, rates, strict=True)]
        wait = max(earned - rate.seconds - now for earned, rate in zip(after, rates, strict=True))
        if wait > 1e-6:  # noqa: PLR2004 - rounding of floats
            return wait
        if len(self._local) >= _MOST_LOCAL:
            self._local = {key: earned for key, earned in self._local.items() if earned > now}
        self._local.update(zip(keys, after, strict=True))
        return 0.0

    def _hash(self, who: str) -> str:
        return hashlib.blake2b(who.encode(), key=self._key, digest_size=16).hexdigest()


def network(address: str) -> str:
    """Whom an address stands for: an IPv4 address itself, an IPv6 address's /64, which one household holds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Address(int(parsed) >> (128 - _IPV6_NETWORK_BITS) << (128 - _IPV6_NETWORK_BITS)))
