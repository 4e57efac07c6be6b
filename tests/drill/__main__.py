"""`python -m tests.drill [channels] [sse]`: prints a table, and ends with 1 where something is wrong."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine

import structlog

from tests.drill import channels, sse
from tests.drill.result import Result


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("drills", nargs="*", metavar="drill", help="channels, sse; both without any")
    parser.add_argument("--seed", type=int, default=7, help="of what is drawn: events, order, faults")
    options = parser.parse_args()
    drills: dict[str, Callable[[], Coroutine[None, None, Result]]] = {
        "channels": lambda: channels.drill(options.seed), "sse": sse.drill,
    }  # fmt: skip
    if unknown := set(options.drills) - set(drills):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    wrong: list[str] = []
    for name in options.drills or drills:
        result = asyncio.run(drills[name]())
        _print(result)
        wrong += result.wrong
    for line in wrong:
        print(f"WRONG  {line}", file=sys.stderr)
    print("failed" if wrong else "passed")
    return bool(wrong)


def _print(result: Result) -> None:
    print(f"\n| {result.title} | |\n|---|---|")
    for what, value in result.rows:
        print(f"| {what} | {value} |")
    print()


if __name__ == "__main__":
    sys.exit(main())
