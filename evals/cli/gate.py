"""`gate`, and its `floors` and frozen items."""

import argparse
import sys
from pathlib import Path

from evals import frozen, gate
from evals.cli.types import SETS, Commands
from evals.result import dated
from evals.setup import Bench


def add(commands: Commands) -> None:
    """Add the commands."""
    command = commands.add_parser("gate", help="do the frozen items hold their floors?")
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
    command.set_defaults(run=_gate)
    command = commands.add_parser("floors", help="show the gate's floors, or raise them")
    command.add_argument("--raise", dest="result", type=Path, metavar="RESULT", help="to what this result of the gate measured")
    command.set_defaults(run=_floors)
    command = commands.add_parser("freeze", help="choose the gate's items anew")
    command.add_argument("sets", type=Path, nargs="*", help="(all of evals/sets)")
    command.add_argument("--every", type=int, default=2, help="one item of so many, in each set and language (2)")
    command.set_defaults(run=_freeze)


def _gate(options: argparse.Namespace) -> int:
    items, last = frozen.thaw(SETS, frozen.FROZEN), gate.read_last(gate.LAST)
    floors = gate.read_floors(gate.FLOORS) if gate.FLOORS.exists() else {}
    bench = Bench.open(options.corpus)
    parts = gate.run_gate(items, bench, frozen.FROZEN)
    path = dated(bench.ingest.state, next(iter(parts.values())).about, "gate.json")
    gate.save_gate(parts, path)
    verdicts = gate.judge(parts, floors, last)
    print(gate.table(verdicts, parts, last))
    failed = sum(bool(verdict.failed) for verdict in verdicts)
    if not floors:
        print(f"there are no floors yet: set them with python -m evals floors --raise {path}", file=sys.stderr)
        return 1
    print(f"\n{f'the gate fails: {failed} metrics' if failed else 'the gate holds'}; written to {path}")
    return int(bool(failed))


def _floors(options: argparse.Namespace) -> int:
    floors = gate.read_floors(gate.FLOORS) if gate.FLOORS.exists() else {}
    if options.result:
        parts = gate.load_gate(options.result)
        gate.write_floors(gate.raised(floors, parts), gate.FLOORS, options.result.name)
        gate.write_last(parts, gate.LAST)
    print(gate.FLOORS.read_text(encoding="utf-8"), end="")
    return 0


def _freeze(options: argparse.Namespace) -> int:
    chosen = options.sets or sorted(SETS.glob("*.jsonl"))
    print(f"{frozen.freeze(chosen, options.every, frozen.FROZEN)} items of {len(chosen)} sets are frozen in {frozen.FROZEN}")
    return 0
