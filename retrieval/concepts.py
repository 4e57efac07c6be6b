"""What a question speaks of, in the words of each language of the index: query translation by a termbase.

A termbase is a CSV file, one concept a row: `id, domain`, then a column a language with alternatives parted by `|`, the
most usual first. The longest run of the question's words that stands in the column of its language is taken; a word that
stands nowhere is kept as it is.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wordfreq import zipf_frequency

from ingest.encode.sparse import stem, terms, words
from ingest.language import DARIJA_WORDS, FUNCTION_WORDS
from ingest.types import Language

_COLUMNS = {"ary-Latn": "ary_latn"}
_MIXED_WITH = {"ary": ("ar",), "ary-Latn": ("fr",)}  # people mix Darija with these
_LONGEST = 6
_ALTERNATIVES = 3  # of a row, in the other language
_ROWS = 3  # for one run of words: an abbreviation means several things
_MANY = 0.3  # an alternative of n has the weight of one by this power of n: chosen on the pairs of ../shared/train
_GENERIC = frozenset({"question", "everyday"})
_GENERIC_WEIGHT = 0.25
_EVERYWHERE, _TELLING = 6.6, 5.6  # zipf frequencies of a language at large: a word a thousand million words has 10 ** z of
_SPOKEN_RARITY = 0.25
_COUNTED_IN = {"ary": ("ar",), "ary-Latn": ("fr",)}


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
        self._keys: dict[tuple[str, Language, bool], dict[tuple[str, ...], list[int]]] = {}

    @classmethod
    def load(cls, path: Path) -> "Termbase":
        """Read a file; a termbase without rows where there is none."""
        if not path.is_file():
            return cls(())
        with path.open(encoding="utf-8", newline="") as file:
            return cls(tuple(csv.DictReader(file)))

    def concepts(self, text: str, language: Language, target: Language) -> tuple[Concept, ...]:
        """The concepts of a text in `language`, said in `target`."""
        said = words(text)
        found, at = [], 0
        while at < len(said):
            length, rows = self._longest(said, at, language)
            found.append(self._concept(said[at : at + length], rows, language, target))
            at += length
        return tuple(found)

    def _longest(self, said: Sequence[str], at: int, language: Language) -> tuple[int, list[int]]:
        """How many words the longest run that stands in the termbase has, and its rows: as it is spelt before by its stems."""
        columns = (_COLUMNS.get(language, language), *_MIXED_WITH.get(language, ()))
        for length in range(min(_LONGEST, len(said) - at), 0, -1):
            run = tuple(said[at : at + length])
            for stemmed in (False, True):
                key = tuple(stem(word, language) for word in run) if stemmed else run
                for column in columns:
                    if rows := self._column(column, language, stemmed).get(key):
                        return length, rows[:_ROWS]
        return 1, []

    def _concept(self, run: Sequence[str], rows: Sequence[int], language: Language, target: Language) -> Concept:
        alternatives = {frozenset(stem(word, target) for word in run): None}
        for row in rows:
            for term in self._rows[row].get(_COLUMNS.get(target, target), "").split("|")[:_ALTERNATIVES]:
                if stems := frozenset(terms(term, target)):
                    alternatives[stems] = None
        label = self._rows[rows[0]].get(_COLUMNS.get(target, target), "").split("|")[0] if rows else ""
        weight = max(rarity(word, language) for word in run)
        if not rows and run[0] in FUNCTION_WORDS.get(language, ()):
            weight = 0.0  # folded, some of them look rare: "etre", "fur"
        if rows and all(self._rows[row].get("domain", "") in _GENERIC for row in rows):
            weight *= _GENERIC_WEIGHT
        elif label and len(run) > 1:  # a run of everyday words ("men bra") tells as much as what it means
            weight = max(weight, *(rarity(word, target) for word in words(label)), 0.0)
        return Concept(weight, tuple(alternatives), label)

    def _column(self, column: str, language: Language, stemmed: bool) -> dict[tuple[str, ...], list[int]]:
        name = (column, language, stemmed)
        if name not in self._keys:
            keys: dict[tuple[str, ...], list[int]] = {}
            for number, row in enumerate(self._rows):
                for term in row.get(column, "").split("|"):
                    if run := tuple(terms(term, language) if stemmed else words(term)):
                        keys.setdefault(run, []).append(number)
            self._keys[name] = keys
        return self._keys[name]


@lru_cache(20_000)
def rarity(word: str, language: Language) -> float:
    """How much a word tells: 0 for those that every text has, 1 for those seen less than once in some thousand words."""
    if word in DARIJA_WORDS:
        return _SPOKEN_RARITY
    zipf = max((zipf_frequency(word, each, wordlist="small") for each in _COUNTED_IN.get(language, (language,))), default=0.0)
    return min(1.0, max(0.0, (_EVERYWHERE - zipf) / (_EVERYWHERE - _TELLING)))


def stems_of(concepts: Sequence[Concept]) -> dict[str, float]:
    """Each stem with the weight of its heaviest alternative.

    A concept's weight is shared among the stems of an alternative, and less of it goes to one that is less usual (the
    question's own words and the first translation count in full), or that is one of many.
    """
    weights: dict[str, float] = {}
    for concept in concepts:
        many = max(1, len(concept.alternatives) - 1) ** _MANY
        for place, alternative in enumerate(concept.alternatives):
            share = concept.weight / many / (max(1, place) * max(1, len(alternative))) ** 0.5
            for term in alternative:
                weights[term] = max(weights.get(term, 0.0), share)
    return weights


def spoken_to_written(text: str, concepts: Sequence[Concept]) -> str:
    """A text that the encoder hardly reads, with the names of its concepts after it."""
    return " ".join((text, *(concept.label for concept in concepts if concept.label)))
