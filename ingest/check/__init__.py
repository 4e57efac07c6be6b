"""Every mistake of a corpus in one run, by file and line; a corpus is not asked for a table that it has not."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.check.parallels import check_parallels
from ingest.check.problem import Problem
from ingest.check.registries import check_registries
from ingest.check.sheets import Sheet, check_length, check_sheet, read_sheets
from ingest.check.tables import check_tables, known_facts

__all__ = ["EXPECTATIONS", "Problem", "check_corpus", "languages_of"]

EXPECTATIONS = "corpus.toml"


@dataclass(frozen=True, slots=True)
class _Expectations:
    """What `corpus.toml` holds a corpus to: languages and length of every sheet, and topics; `None` where it says nothing."""

    languages: tuple[str, ...] = ()
    words: tuple[int, int] | None = None
    topics: Mapping[str, str] | None = None


def check_corpus(folder: Path, max_bytes: int, today: date) -> list[Problem]:
    """The mistakes, by path and line; none means that the corpus holds together."""
    problems: list[Problem] = []
    expected = _expectations(folder, problems)
    sheets = list(read_sheets(folder, max_bytes, problems.append))
    for sheet in sheets:
        problems += check_sheet(sheet, today, expected.topics)
        if expected.words and (sheet.document.language,) == expected.languages[:1]:
            problems += check_length(sheet, *expected.words)
    problems += check_parallels(sheets, expected.languages)
    cited = _cited(sheets)
    topics = None if expected.topics is None else {*expected.topics, *(sheet.document.group.split("/")[-1] for sheet in sheets)}
    problems += check_tables(folder, cited)
    problems += check_registries(folder, _texts(sheets), known_facts(folder), topics)
    return sorted(set(problems))


def languages_of(folder: Path) -> tuple[str, ...]:
    """The languages that every sheet stands in; none where the corpus does not say."""
    return _expectations(folder, []).languages


def _cited(sheets: list[Sheet]) -> dict[str, set[str]]:
    """The facts that each section names, by `group#section`."""
    cited: dict[str, set[str]] = {}
    for sheet in sheets:
        for section in sheet.sections:
            cited.setdefault(f"{sheet.document.group}#{section.id}", set()).update(section.provenance.facts)
    return cited


def _texts(sheets: list[Sheet]) -> dict[str, str]:
    """The text of each section, by `group#section`, in all its languages."""
    texts: dict[str, str] = {}
    for sheet in sheets:
        for section in sheet.sections:
            place, text = f"{sheet.document.group}#{section.id}", sheet.document.text[section.start : section.end]
            texts[place] = f"{texts[place]}\n{text}" if place in texts else text
    return texts


def _expectations(folder: Path, problems: list[Problem]) -> _Expectations:
    path = folder / EXPECTATIONS
    if not path.exists():
        return _Expectations()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        least, most = said.get("words", (0, 0))
        return _Expectations(
            tuple(map(str, said["languages"])),
            (int(least), int(most)) if most else None,
            {str(topic): str(what) for topic, what in said["topics"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"a list 'languages', a table [topics] and, if wanted, words = [300, 1200] were expected: {error}"
        problems.append(Problem(EXPECTATIONS, 0, message))
        return _Expectations()
