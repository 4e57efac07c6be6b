"""`retrieval`, `questions`, `answers`, `refusals`, `dialogues`, `abstention`, and what is made of their results."""

import argparse
import json
import sys
from pathlib import Path

from evals import compare
from evals.cli.types import Commands
from evals.judge import load_judged
from evals.report import build
from evals.result import load, save
from evals.run import KINDS, Job, run
from evals.show import table
from ingest.settings import IngestSettings

_WHAT = {
    "retrieval": "does the search find what answers?",
    "questions": "answers and refusals together: everything about single questions",
    "answers": "are the answers right, and do they rest on their quotes?",
    "refusals": "is refused what ought to be, and only that?",
    "dialogues": "do conversations go as expected?",
    "abstention": "does it refrain when the section that answers is taken away?",
}
_NO_RESULTS = ("-gate.json", "-judge.json")
_LOCAL = frozenset({"retrieval", "abstention"})


def add(commands: Commands) -> None:
    """Add the commands."""
    for kind in KINDS:
        _measuring(commands, kind)
    _comparing(commands)
    _reporting(commands)


def _measuring(commands: Commands, kind: str) -> None:
    command = commands.add_parser(kind, help=_WHAT[kind], description=_WHAT[kind])
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"), help="a corpus folder (corpora/mdm)")
    command.add_argument("--set", type=Path, required=True, help="a file of questions: .jsonl, .csv or .xlsx")
    command.add_argument("--only", nargs="+", default=[], metavar="ID", help="ask these items only")
    command.add_argument("--json", action="store_true", help="print one JSON object rather than a table")
    command.add_argument("--out", type=Path, help="write the result here rather than under var/evals")
    command.add_argument("--as-is", action="store_true", help="do not look whether the index is up to date")
    if kind not in _LOCAL:
        command.add_argument(
            "--server", default="", metavar="URL", help="ask this server rather than the service in this process"
        )
        command.add_argument("--parallel", type=int, default=4, help="questions at once (4)")
    command.set_defaults(run=_measure, server="", parallel=4)


def _measure(options: argparse.Namespace) -> int:
    job = Job(options.command, options.corpus, options.set, options.only, options.server, max(1, options.parallel), options.as_is)
    result = run(job)
    path = save(result, options.out, IngestSettings().state)
    print(json.dumps(result.body(items=False), ensure_ascii=False) if options.json else table(result))
    print(f"written to {path}", file=sys.stderr)
    return 0


def _comparing(commands: Commands) -> None:
    command = commands.add_parser("compare", help="what moved between two results, and is it luck?")
    command.add_argument("before", type=Path)
    command.add_argument("after", type=Path)
    command.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    comparison = compare.compare(load(options.before), load(options.after))
    print(compare.table(comparison))
    return int(any(compare.worse(name, moved) for name, moved in comparison.metrics.items()))


def _reporting(commands: Commands) -> None:
    command = commands.add_parser("report", help="one HTML file from results: the newest of each set, and how it came there")
    command.add_argument("results", type=Path, nargs="*", help="(all of var/evals)")
    command.add_argument("--out", type=Path, help="(var/evals/report.html)")
    command.add_argument("--judge", type=Path, metavar="FILE", help="show a model's verdicts too, marked as such")
    command.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    folder = IngestSettings().state / "evals"
    paths = options.results or [path for path in sorted(folder.glob("*.json")) if not path.name.endswith(_NO_RESULTS)]
    out = options.out or folder / "report.html"
    out.write_text(build.page(build.gather(paths), load_judged(options.judge) if options.judge else None), encoding="utf-8")
    print(f"written to {out}")
    return 0
