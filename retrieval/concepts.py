"""What a question speaks of, in the words of each language of the index: query translation by a termbase.

A termbase is a CSV file, one concept a row: `id, domain`, then a column a language with alternatives parted by `|`, the
most usual first. The longest run of the question's words that stands in the column of its language is taken; a word that
stands nowhere is kept as it is.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.encode.sparse import terms
from ingest.language import DARIJA_WORDS
from ingest.types import Language

_COLUMNS = {"ary-Latn": "ary_latn"}
_MIXED_WITH = {"ary": ("ar",), "ary-Latn": ("fr",)}  # people mix Darija with these
_LONGEST = 6
_ALTERNATIVES = 3  # of a row, in the other language
_ROWS = 3  # for one run of words: an abbreviation means several things
_GENERIC = frozenset({"question", "everyday"})
_GENERIC_WEIGHT = 0.25
_SHORT_WORD = 3
_SHORT_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question speaks of: sets of stems, each of which says it, and how much it tells.

    `label` is its most usual name in the language of the stems, empty where the termbase does not have it.
    """

    weight: float
    alternatives: tuple[frozenset[str], ...]
    label: str = ""

    def stands_in(self, stems: frozenset[str] | set[str]) -> bool:
        """Is it said by these stems?"""
        return any(alternative <= stems for alternative in self.alternatives)


class Termbase:
    """Words of one language -> concepts in the words of another."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._rows = rows
        self._keys: dict[str, dict[tuple[str, ...], list[int]]] = {}

    @classmethod
    def load(cls, path: Path) -> "Termbase":
        """Read a file; a termbase without rows where there is none."""
        if not path.is_file():
            return cls(())
        with path.open(encoding="utf-8", newline="") as file:
            return cls(tuple(csv.DictReader(file)))

    def concepts(self, text: str, language: Language, target: Language) -> tuple[Concept, ...]:
        """The concepts of a text in `language`, said in `target`."""
        words = terms(text, language)
        kept = terms(text, target) if target != language else words
        found, at = [], 0
        while at < len(words):
            length, rows = self._longest(words, at, language)
            own = frozenset(kept[at : at + length]) if len(kept) == len(words) else frozenset(words[at : at + length])
            found.append(self._concept(own, rows, target))
            at += length
        return tuple(found)

    def _longest(self, words: Sequence[str], at: int, language: Language) -> tuple[int, list[int]]:
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            for column in (_COLUMNS.get(language, language), *_MIXED_WITH.get(language, ())):
                if rows := self._column(column, language).get(run):
                    return length, rows[:_ROWS]
        return 1, []

    def _concept(self, own: frozenset[str], rows: Sequence[int], target: Language) -> Concept:
        alternatives = {own: None}
        for row in rows:
            for term in self._rows[row].get(_COLUMNS.get(target, target), "").split("|")[:_ALTERNATIVES]:
                if stems := frozenset(terms(term, target)):
                    alternatives[stems] = None
        label = self._rows[rows[0]].get(_COLUMNS.get(target, target), "").split("|")[0] if rows else ""
        if rows and all(self._rows[row].get("domain", "") in _GENERIC for row in rows):
            return Concept(_GENERIC_WEIGHT, tuple(alternatives), label)
        tells_little = all(stem in DARIJA_WORDS or (len(stem) <= _SHORT_WORD and not stem.isdigit()) for stem in own)
        return Concept(_SHORT_WEIGHT if tells_little and not rows else 1.0, tuple(alternatives), label)

    def _column(self, column: str, language: Language) -> dict[tuple[str, ...], list[int]]:
        name = f"{column}:{language}"
        if name not in self._keys:
            keys: dict[tuple[str, ...], list[int]] = {}
            for number, row in enumerate(self._rows):
                for term in row.get(column, "").split("|"):
                    if run := tuple(terms(term, language)):
                        keys.setdefault(run, []).append(number)
            self._keys[name] = keys
        return self._keys[name]


def stems_of(concepts: Sequence[Concept]) -> dict[str, float]:
    """Each stem with the weight of its heaviest concept, shared among the stems of an alternative."""
    weights: dict[str, float] = {}
    for concept in concepts:
        for alternative in concept.alternatives:
            for stem in alternative:
                weights[stem] = max(weights.get(stem, 0.0), concept.weight / len(alternative) ** 0.5)
    return weights


def spoken_to_written(text: str, concepts: Sequence[Concept]) -> str:
    """A text that the encoder hardly reads, with the names of its concepts after it."""
    return " ".join((text, *(concept.label for concept in concepts if concept.label)))
