"""The tables beside the sheets: `coverage.csv`, `termbase.csv`, `review.csv`, `spot_check.csv`. Each may be missing."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ingest.check.problem import Problem

_COLUMNS = {
    "coverage.csv": ("fact", "section", "reason"),
    "review.csv": ("sheet", "section", "language", "kind", "what"),
    "spot_check.csv": ("section", "facts", "law_read", "verdict", "changed"),
    "termbase.csv": ("id", "domain", "ar", "fr", "en", "es", "nl", "it", "de", "ary", "ary_latn", "note"),
}
_TERM_LANGUAGES = ("ar", "fr", "en", "es", "nl", "it", "de", "ary", "ary_latn")
_NEEDED_TERMS = ("ar", "fr", "en")
_LATIN, _ARABIC = re.compile(r"[a-z]", re.IGNORECASE), re.compile(r"[\u0621-\u064a]")

Row = tuple[int, Mapping[str, str]]


def check_tables(folder: Path, cited: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """`cited` says for every section (`companies/sarl#short`) which facts it names."""
    yield from _coverage(folder, cited)
    yield from _termbase(folder)
    groups = {place.partition("#")[0] for place in cited}
    problems: list[Problem] = []
    for line, row in _rows(folder, "review.csv", problems):
        if row["sheet"] not in groups:
            yield Problem("review.csv", line, f"there is no sheet '{row['sheet']}': mend its name")
    for line, row in _rows(folder, "spot_check.csv", problems):
        if row["section"] not in cited:
            yield Problem("spot_check.csv", line, f"there is no section '{row['section']}': mend its name")
    yield from problems


def known_facts(folder: Path) -> frozenset[str] | None:
    """The facts of `coverage.csv`; `None` where there is no such table."""
    return frozenset(row["fact"] for _, row in _rows(folder, "coverage.csv", [])) if (folder / "coverage.csv").exists() else None


def _coverage(folder: Path, cited: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, row in _rows(folder, "coverage.csv", problems):
        fact, place = row["fact"], row["section"]
        if fact in seen:
            yield Problem("coverage.csv", line, f"fact {fact} stands already at line {seen[fact]}: keep one of the two")
        seen.setdefault(fact, line)
        if not (place or row["reason"].strip()):
            yield Problem("coverage.csv", line, f"fact {fact} has neither a section nor a reason for being left out: write one")
        elif place and place not in cited:
            yield Problem("coverage.csv", line, f"fact {fact}: there is no section '{place}': name one as companies/sarl#short")
        elif place and fact not in cited[place]:
            yield Problem(
                "coverage.csv", line, f"fact {fact} is said to stand in {place}, whose 'facts' do not name it: add it there"
            )
    if seen:
        for place, facts in cited.items():
            for fact in sorted(set(facts) - seen.keys()):
                yield Problem("coverage.csv", 0, f"fact {fact}, named in {place}, has no row: add '{fact},{place},'")
    yield from problems


def _termbase(folder: Path) -> Iterator[Problem]:
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, row in _rows(folder, "termbase.csv", problems):
        name = row["id"]
        if not re.fullmatch(r"[a-z0-9][\w.-]*", name):
            yield Problem("termbase.csv", line, f"id '{name}' is not made of small letters, digits and hyphens")
        if name in seen:
            yield Problem("termbase.csv", line, f"id '{name}' stands already at line {seen[name]}: merge the two rows")
        seen.setdefault(name, line)
        for language in _NEEDED_TERMS:
            if not row[language].strip():
                yield Problem("termbase.csv", line, f"'{name}' has no term in '{language}': write one")
        for language in _TERM_LANGUAGES:
            terms = row[language].split("|") if row[language] else []
            if any(term != term.strip() or not term for term in terms):
                yield Problem("termbase.csv", line, f"'{name}': empty term or space beside | in '{language}': take it out")
            if len(set(terms)) < len(terms):
                yield Problem("termbase.csv", line, f"'{name}': a term stands twice in '{language}': take one out")
        if _LATIN.search(row["ary"]):
            yield Problem("termbase.csv", line, f"'{name}': Latin letters in 'ary': move them to 'ary_latn'")
        if _ARABIC.search(row["ary_latn"]):
            yield Problem("termbase.csv", line, f"'{name}': Arabic letters in 'ary_latn': move them to 'ary'")
    yield from problems


def _rows(folder: Path, name: str, problems: list[Problem]) -> Iterator[Row]:
    """The whole rows of a table with their lines; others are problems, and a missing table has none."""
    path = folder / name
    if not path.exists():
        return
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, 0, f"not UTF-8 (byte {error.start}): save the file as UTF-8"))
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    columns = _COLUMNS[name]
    try:
        if tuple(next(reader, ())) != columns:
            problems.append(Problem(name, 1, f"the first line must be {','.join(columns)}"))
            return
        end = reader.line_num
        for values in reader:
            line, end = end + 1, reader.line_num
            if len(values) == len(columns):
                yield line, dict(zip(columns, values, strict=True))
            elif values:
                problems.append(Problem(name, line, f"{len(values)} cells, not {len(columns)}: put texts with commas in quotes"))
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, f"not CSV: {error}"))
