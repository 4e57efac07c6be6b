"""`python -m ingest corpora/mdm`: a corpus folder becomes the served index version.

Exit codes: 0 all went in (with `--check`: no mistake); 1 some files were refused, the others are served (with `--check`:
mistakes were found); 2 nothing was changed; 75 another run is at work.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from tqdm import tqdm

from ingest.check import Problem, check_corpus
from ingest.corpus import Refusal
from ingest.encode import open_encoder
from ingest.errors import IngestError, IngestRunning
from ingest.index import open_versions
from ingest.index.versions import roll_back
from ingest.pipeline import Parsed, Report, corpus_name, ingest, parse
from ingest.settings import IngestSettings

_ALL_IN, _SOME_REFUSED, _UNCHANGED, _TRY_LATER = 0, 1, 2, 75


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="Turn a folder of documents into the index that is served."
    )
    parser.add_argument("corpus", type=Path, help="a corpus folder, such as corpora/mdm")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="change nothing: say every mistake of the corpus, by file and line")
    what.add_argument("--roll-back", action="store_true", help="serve the version before the current one")
    what.add_argument("--versions", action="store_true", help="list the versions, the served one marked")
    options = parser.parse_args(arguments)
    bars = _Bars()
    try:
        settings = IngestSettings()
        versions = open_versions(settings, corpus_name(options.corpus))
        if options.versions:
            for version in versions.all():
                print(f"{'*' if version == versions.current() else ' '} {version}")
            return _ALL_IN
        if options.roll_back:
            print(f"now served: {roll_back(versions)}")
            return _ALL_IN
        if options.check:
            parsed = parse(options.corpus, settings, bars)
            problems = check_corpus(options.corpus, settings.max_file_megabytes * 1_000_000, datetime.now(UTC).date())
            bars.close()
            _print_suspicious(parsed.suspicious)
            return _print_check(parsed, problems)
        report = ingest(options.corpus, settings, open_encoder(settings), versions, bars)
    except IngestRunning as error:
        return _fail(bars, str(error), _TRY_LATER)
    except (IngestError, ValidationError) as error:
        return _fail(bars, f"{error}\nnothing was changed: the version served before is still served", _UNCHANGED)
    bars.close()
    _print_report(report)
    return _SOME_REFUSED if report.refused else _ALL_IN


class _Bars:
    """One progress bar a stage, on standard error."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._bars:
            self._bars[stage] = tqdm(
                total=total, desc=f"{stage:<7}", unit="chunk" if stage == "encode" else "file", mininterval=0.5
            )
        self._bars[stage].update(done)

    def close(self) -> None:
        for bar in self._bars.values():
            bar.close()


def _print_report(report: Report) -> None:
    _print_refused(report.refused)
    _print_suspicious(report.suspicious)
    for left_out, kept in report.duplicates:
        print(f"left out   {left_out}: the same words as {kept}")
    print(
        f"documents {report.documents}  sections {report.sections}  chunks {report.chunks} (encoded now {report.encoded})  "
        f"refused {len(report.refused)}  seconds {report.seconds:.1f}  chunks/s {report.chunks_per_second:.1f}"
    )
    print(f"{'now served' if report.swapped else 'nothing changed, still served'}: {report.version}")


def _print_check(parsed: Parsed, problems: Sequence[Problem]) -> int:
    told = {problem.path for problem in problems}
    for problem in problems:
        print(problem)
    _print_refused([refusal for refusal in parsed.refused if refusal.path not in told])
    for left_out, kept in parsed.duplicates:
        print(f"left out   {left_out.path}: the same words as {kept.path}")
    print(f"{len(parsed.documents)} documents, {len(parsed.sections)} sections, {len(parsed.chunks)} chunks would go in")
    print(f"{len(problems)} mistakes" if problems else "no mistakes")
    return _SOME_REFUSED if problems or parsed.refused else _ALL_IN


def _print_refused(refused: Sequence[Refusal]) -> None:
    for refusal in refused:
        print(f"refused    {refusal.path}: {refusal.reason}")


def _print_suspicious(suspicious: Sequence[Refusal]) -> None:
    for found in suspicious:
        print(f"look at    {found.path}: reads like an order to a machine ({found.reason!r}): remove it if it is one")


def _fail(bars: _Bars, message: str, code: int) -> int:
    bars.close()
    print(f"error: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
