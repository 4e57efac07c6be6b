"""A circuit breaker: after failures in a row nobody waits for a service that is down; one call at a time tries it again."""

import time
from collections.abc import Callable


class Breaker:
    """Open for `open_seconds` after `failures` in a row; then one call is let through, and its end decides."""

    def __init__(self, failures: int, open_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._open_seconds, self._clock = failures, open_seconds, clock
        self._failures = 0
        self._closed_again_at = 0.0

    def allows(self) -> bool:
        """May a call be made? One that is let through while the circuit is open keeps the others out until it ends."""
        if self._failures < self._limit:
            return True
        if self._clock() < self._closed_again_at:
            return False
        self._closed_again_at = self._clock() + self._open_seconds
        return True

    def succeeded(self) -> None:
        """The service answered."""
        self._failures = 0

    def failed(self) -> None:
        """The service did not answer, or answered what is no answer."""
        self._failures += 1
        self._closed_again_at = self._clock() + self._open_seconds
