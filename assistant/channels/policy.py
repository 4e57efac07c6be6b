"""What to do after a send that failed: the table of `errors.toml`, and how long to wait."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.channels.types import Channel, Outcome

_TABLE = Path(__file__).parent / "errors.toml"
_SERVER_ERROR, _TOO_MANY = 500, 429
_LONGEST_SECONDS = 60.0
_PAIR_SECONDS = 6.0
_HOLD_SECONDS = 2 * 3_600.0
PAUSE_SECONDS = 60.0


class ErrorClass(StrEnum):
    """What kind of failure a code is."""

    TRANSIENT = "transient"
    PAIR = "pair"
    HOLD = "hold"
    CONFIG = "config"
    UNDELIVERABLE = "undeliverable"
    WINDOW = "window"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either the event ends in `outcome`, or the part is tried again after `wait_seconds`; `pause` stops the whole channel."""

    error: ErrorClass
    wait_seconds: float = 0.0
    outcome: Outcome | None = None
    pause: bool = False
    alert: bool = False


_ENDS = {
    ErrorClass.UNDELIVERABLE: Verdict(ErrorClass.UNDELIVERABLE, outcome=Outcome.UNDELIVERABLE),
    ErrorClass.WINDOW: Verdict(ErrorClass.WINDOW, outcome=Outcome.LATE),
    ErrorClass.BUG: Verdict(ErrorClass.BUG, outcome=Outcome.DEAD),
    ErrorClass.CONFIG: Verdict(ErrorClass.CONFIG, wait_seconds=PAUSE_SECONDS, pause=True, alert=True),
    ErrorClass.HOLD: Verdict(ErrorClass.HOLD, wait_seconds=_HOLD_SECONDS, alert=True),
}


class Policy:
    """The table, by channel, code and subcode."""

    def __init__(self, table: Mapping[tuple[Channel, int, int], ErrorClass]) -> None:
        self._table = table

    @classmethod
    def load(cls, path: Path = _TABLE) -> "Policy":
        """Read the table."""
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        table: dict[tuple[Channel, int, int], ErrorClass] = {}
        for channel in Channel:
            for rule in content[channel.value]:
                for code in _codes(rule["codes"]):
                    for subcode in rule.get("subcodes", [0]):
                        table[channel, code, subcode] = ErrorClass(rule["class"])
        return cls(table)

    def classify(self, channel: Channel, code: int, subcode: int = 0, http: int = 0) -> ErrorClass:
        """What a failure is. No code and no HTTP status at all: the call never left."""
        known = self._table.get((channel, code, subcode)) or self._table.get((channel, code, 0))
        if code and known:
            return known
        if http in {0, _TOO_MANY} or http >= _SERVER_ERROR:
            return ErrorClass.TRANSIENT
        return known or ErrorClass.BUG

    def verdict(self, channel: Channel, code: int, subcode: int, http: int, tries: int) -> Verdict:
        """What to do after the failure of a part that was tried `tries` times before."""
        error = self.classify(channel, code, subcode, http)
        if error in _ENDS:
            return _ENDS[error]
        least = _PAIR_SECONDS if error is ErrorClass.PAIR else 0.0
        return Verdict(error, wait_seconds=max(least, backoff(tries)))


def backoff(tries: int) -> float:
    """1, 2, 4 ... 60 seconds, up to a quarter more or less, so that waiting calls do not come back together."""
    return float(min(_LONGEST_SECONDS, 2.0 ** min(tries, 6)) * random.uniform(0.75, 1.25))  # noqa: S311 - no secret


def _codes(written: list[Any]) -> list[int]:
    found: list[int] = []
    for one in written:
        first, _, last = str(one).partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
