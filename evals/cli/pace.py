"""`latency` and `load`."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from evals import pace
from evals.cli.types import SETS, Commands
from evals.read import questions, read_items
from evals.service import Asker, InProcess, Remote
from evals.setup import Bench
from evals.show import columns

T = TypeVar("T")


def add(commands: Commands) -> None:
    """Add the commands."""
    for name, what in (("latency", "how long does one question take?"), ("load", "what do many askers at once see?")):
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
        command.add_argument("--set", type=Path, default=SETS / "answerable.jsonl", help="where the questions come from")
        command.add_argument("--server", default="", metavar="URL")
        command.add_argument("--json", action="store_true")
        command.add_argument("--questions", type=int, default=60)
        if name == "load":
            command.add_argument(
                "--people", type=int, nargs="+", default=[1, 2, 4, 8, 16], help="how many at once, level by level"
            )
            command.add_argument("--seconds", type=float, default=10.0, help="of each level")
        command.set_defaults(run=_pace)


def _pace(options: argparse.Namespace) -> int:
    asked = questions(read_items(options.set))[: options.questions]
    bench = None if options.server else Bench.open(options.corpus)
    if options.command == "latency":
        with tqdm(total=len(asked), desc="latency", unit="question", mininterval=0.5) as bar:
            steps = asyncio.run(_asking(options, bench, 1, lambda asker: pace.latency(asker, asked, bar.update)))
        rows: list[dict[str, object]] = [{"step": step, **spent} for step, spent in steps.items()]
    else:
        permits = bench.base.settings.permits if bench else 1
        with tqdm(desc="load", unit="answer", mininterval=0.5) as bar:
            levels = asyncio.run(
                _asking(
                    options, bench, permits, lambda asker: pace.load(asker, asked, options.people, options.seconds, bar.update)
                )
            )
        rows = [
            {
                "people": level.people, "asked": level.asked, "failed": level.failed,
                "per_second": round(level.per_second, 1), **level.milliseconds,
            }
            for level in levels
        ]  # fmt: skip
    print(json.dumps(rows) if options.json else columns(rows))
    return 0


async def _asking(options: argparse.Namespace, bench: Bench | None, permits: int, work: Callable[[Asker], Awaitable[T]]) -> T:
    asker: Asker = InProcess(bench.services(permits)) if bench else Remote(options.server)
    try:
        return await work(asker)
    finally:
        await asker.close()
