"""`replay`, `corpus-health`, `case`, `approve`: living with it."""

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

from tqdm import tqdm

from evals import approve, cases, health, replay
from evals.cli.types import SETS, Commands, day
from evals.errors import BadAnswer, BadSet
from evals.read import read_log
from evals.result import load
from evals.setup import Bench
from ingest.language import identify
from ingest.settings import IngestSettings
from ingest.types import Authority, Language

_SHOWN = 15


def add(commands: Commands) -> None:
    """Add the commands."""
    command = commands.add_parser("replay", help="ask a log of questions of two index versions: which answers changed?")
    command.add_argument("log", type=Path, help="questions: .txt (one a line), .jsonl, .csv or .xlsx")
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
    command.add_argument("--before", default="", metavar="VERSION", help="(the version before the served one)")
    command.add_argument("--after", default="", metavar="VERSION", help="(the served one)")
    command.set_defaults(run=_replay)

    command = commands.add_parser("corpus-health", help="what in the corpus wants a look, and which document is missing?")
    command.add_argument("results", type=Path, nargs="*", help="results that tell what is never found and not answered")
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
    command.add_argument("--today", type=day, default=date.today())
    command.add_argument("--json", action="store_true", help="print everything as JSON")
    command.set_defaults(run=_health)

    command = commands.add_parser("case", help="make a test case of an answer of a result")
    command.add_argument("result", type=Path, help="a result under var/evals")
    command.add_argument("item", help="the id of an item in it, as the report shows it")
    command.add_argument("--fact", action="append", default=[], help="that a right answer holds, `|` between ways to say it")
    command.add_argument("--source", default="", help="folder/sheet#section that answers")
    command.add_argument("--as-of", type=day, help="the day that the question is about")
    command.add_argument("--refuse", action="store_true", help="it ought to be refused: no facts")
    command.add_argument("--into", type=Path, default=SETS / "cases.jsonl")
    command.set_defaults(run=_case)

    command = commands.add_parser("approve", help="approve an answer to a question, to be served first until a day")
    command.add_argument("question", help="in a language of the corpus")
    command.add_argument("--answer", type=Path, required=True, metavar="FILE", help="a text file (UTF-8) with the answer")
    command.add_argument("--reference", required=True, help="law and article, or who says it")
    command.add_argument("--url", required=True, help="address of the source")
    command.add_argument("--until", type=day, required=True, metavar="DATE", help="last day, as 2027-06-30")
    command.add_argument("--from", dest="since", type=day, metavar="DATE", help="first day (any day before)")
    command.add_argument("--also", action="append", default=[], metavar="QUESTION", help="the same question in other words")
    command.add_argument("--authority", type=Authority, choices=list(Authority), default=Authority.SHEET, help="(fiche)")
    command.add_argument("--language", default="", help="of question and answer (recognised)")
    command.add_argument("--id", default="", help="name of its file; the same for its versions in other languages")
    command.add_argument("--replace", action="store_true", help="write it over one that is there")
    command.add_argument("--corpus", type=Path, default=Path("corpora/mdm"))
    command.set_defaults(run=_approve)


def _replay(options: argparse.Namespace) -> int:
    log = read_log(options.log)
    bench = Bench.open(options.corpus, fresh=False)
    before, after = (options.before, options.after) if options.before and options.after else replay.last_two(bench)
    before, after = options.before or before, options.after or after
    with tqdm(total=2 * len(log), desc="replay", unit="answer", mininterval=0.5) as bar:
        changed = replay.replay(log, bench, before, after, bar.update)
    for each in changed:
        print(f"\n> {each.question.question}\n  {each.how}")
        print(f"  before  {' '.join(each.before.text.split())}\n  after   {' '.join(each.after.text.split())}")
    print(f"\n{len(changed)} of {len(log)} answers changed from {before} to {after}")
    return 0


def _health(options: argparse.Namespace) -> int:
    results = [load(path) for path in options.results]
    found = health.health(options.corpus, IngestSettings(), results, options.today)
    if options.json:
        print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
        return 0
    counts = Counter(finding.kind for finding in found)
    for kind, meaning in health.KINDS.items():
        print(f"\n{counts[kind]:>4}  {kind}: {meaning}")
        for finding in [finding for finding in found if finding.kind == kind][:_SHOWN]:
            print(f"      {finding.place}  {finding.what}")
        if counts[kind] > _SHOWN:
            print(f"      and {counts[kind] - _SHOWN} more (--json lists all)")
    if not results:
        print("\nname results under var/evals to see what is never found, and the gaps")
    return 0


def _case(options: argparse.Namespace) -> int:
    if bool(options.fact) == options.refuse:
        raise BadSet("name what a right answer holds (--fact, once for each), or say --refuse")
    question, language = cases.asked(load(options.result), options.item)
    name = cases.add_case(options.into, question, language, options.fact, options.source, options.as_of)
    print(f"{name} is in {options.into}: {question}")
    return 0


def _approve(options: argparse.Namespace) -> int:
    language = options.language or identify(options.question)
    if not language:
        raise BadAnswer("the question does not tell its language: name it by --language")
    try:
        answer = options.answer.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadAnswer(f"{options.answer} cannot be read: {error}: name a text file, saved as UTF-8") from error
    today = date.today()
    approval = approve.Approval(
        (options.question, *options.also), answer, Language(language), options.reference, options.url, verified_on=today,
        valid_to=options.until, valid_from=options.since, authority=options.authority,
    )  # fmt: skip
    name = options.id or hashlib.sha256(f"{language} {options.question}".encode()).hexdigest()[:8]
    path = approve.approve(approval, name, options.corpus, today, options.replace)
    print(f"{path} answers “{options.question}” until {options.until}")
    print(f"put it into the index: python -m ingest {options.corpus}")
    return 0
