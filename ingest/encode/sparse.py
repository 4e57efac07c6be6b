"""Sparse vectors: BM25 weights by stem; the engine multiplies by the inverse document frequency.

A document's weight for a term that it has tf times among `length` terms is
    tf (k1 + 1) / (tf + k1 (1 - b + b length / average))        Robertson and Zaragoza 2009, eq. 3.15
A query's weight is how often it has the term. An index is the CRC-32 of the stem.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import Stemmer

from ingest.language import DARIJA_LATIN
from ingest.normalize import fold, join_thousands, plain_letters
from ingest.types import Language, SparseVector

_WORD = re.compile(r"[^\W_]+(?:[.\-/][0-9]+)*")
_NUMBER_MARK = re.compile(r"(?<=\d)[\-/](?=\d)")  # law 17-95 in French is law 17.95 in Arabic
_ARABIC = re.compile(r"[\u0621-\u064a]")
_STEMMERS = {"fr": "french", "en": "english", "es": "spanish", "nl": "dutch", "it": "italian", "de": "german"}
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SUFFIXES = ("هما", "ها", "ات", "ون", "ين", "يه", "ه", "ي")
_LETTER_PREFIXES = frozenset("وفبكل")
_LETTER_PREFIX_REST = 4
_ENDINGS = ("تهم", "كم", "نا", "هم", "هن", "ان", "تين", "ت", "ا")
_MIN_STEM = 3
_REMEMBERED = 50_000  # stems; texts repeat their words
_ELISIONS = re.compile(r"\b(?:qu|[cdjlmnst])'", re.IGNORECASE)
_MIN_WORD = 2
_DOUBLED = re.compile(r"([a-z])\1+")
_VOWELS = re.compile(r"[aeiou]")


def terms(text: str, language: Language) -> list[str]:
    """The stems of a text in order, one-letter words left out; `language` chooses the stemmer."""
    return [stem(word, language) for word in words(text)]


def terms_by_part(text: str, end: re.Pattern[str], language: Language) -> list[list[str]]:
    """The stems of each part of a text that `end` parts, at the cost of reading it once."""
    return [[stem(word, language) for word in _words_in(part)] for part in end.split(_plain(text))]


def words(text: str) -> list[str]:
    """The words of a text in order, folded, one-letter words left out."""
    return _words_in(_plain(text))


def _plain(text: str) -> str:
    return plain_letters(join_thousands(_ELISIONS.sub(" ", fold(text))))


def _words_in(plain: str) -> list[str]:
    found = (_NUMBER_MARK.sub(".", word) if "-" in word or "/" in word else word for word in _WORD.findall(plain))
    return [word for word in found if len(word) >= _MIN_WORD or word.isdigit()]


@lru_cache(_REMEMBERED)
def stem(word: str, language: Language) -> str:
    """The stem of a folded word."""
    if _ARABIC.search(word):
        return _light_stem(word)
    stemmer = _stemmer(language)
    if stemmer and word.isalpha():
        return str(stemmer.stemWord(word))
    return _skeleton(word) if language == DARIJA_LATIN else word


def weigh(document: Sequence[str], k1: float, b: float, average: float) -> SparseVector:
    """A document's stems -> its BM25 weights."""
    norm = k1 * (1 - b + b * len(document) / average) if average else k1
    return vector({term: tf * (k1 + 1) / (tf + norm) for term, tf in Counter(document).items()})


def weigh_query(query: Sequence[str]) -> SparseVector:
    """A query's stems -> their counts."""
    return vector({term: float(count) for term, count in Counter(query).items()})


def vector(weights: Mapping[str, float]) -> SparseVector:
    """Weights by stem -> weights by the hash of the stem."""
    by_index: dict[int, float] = {}
    for term, weight in weights.items():
        index = crc32(term.encode())
        by_index[index] = max(by_index.get(index, 0.0), weight)
    return SparseVector(tuple(by_index), tuple(by_index.values()))


@lru_cache(16)
def _stemmer(language: Language) -> "Stemmer.Stemmer | None":
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None


def _skeleton(word: str) -> str:
    """Darija in Latin letters is spelt by ear: no doubled letters, ch as sh, no vowels where three consonants are left."""
    word = _DOUBLED.sub(r"\1", word).replace("ch", "sh")
    bare = _VOWELS.sub("", word)
    return bare if len(bare) >= _MIN_STEM else word


def _light_stem(word: str) -> str:
    """An article, a suffix, a prefix of one letter and an ending off, after letter forms were folded."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _MIN_STEM:
            word = word[len(prefix) :]
            break
    word = _without(_SUFFIXES, word)
    if word[0] in _LETTER_PREFIXES and len(word) > _LETTER_PREFIX_REST:
        word = word[1:]
    return _without(_ENDINGS, word)


def _without(suffixes: Sequence[str], word: str) -> str:
    """The word without the first suffix that leaves enough of it."""
    fitting = (suffix for suffix in suffixes if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM)
    return word.removesuffix(next(fitting, ""))
