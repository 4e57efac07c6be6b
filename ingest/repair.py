"""Arabic that PDF extraction broke, put right word by word: `األسهم` -> `الأسهم`, `خالل` -> `خلال`, `املادة` -> `المادة`.

Many PDFs give the ligature lam-alef with its letters swapped, alef-lam-meem likewise, and a space before a mark instead
of after it. Letters only change places: the repaired text has the length of the broken one, so spans keep their meaning.

An alef before another alef stands in no Arabic word: it is always a swapped ligature, and tells that the text is
damaged. A plain `ال` inside a word may be right (`مالك`) or swapped (`خالل`): in a damaged text the commoner spelling
wins, by the frequencies of wordfreq (Speer 2022). A text that is not damaged is never touched.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from wordfreq import zipf_frequency

_WORD = re.compile(r"[\u0621-\u064a]+")
_IMPOSSIBLE = re.compile(r"ا[أإآا]ل?")
_DAMAGED_WORDS = 0.005
_SWAPPED_HAMZA = re.compile(r"ا([أإآ])ل")
_SWAPPED_AFTER_LAM = re.compile(r"^([وف]?ل)([أإآ])ل")
_SWAPPED_ALEF = re.compile(r"اال")
_SPACE_BEFORE_MARK = re.compile(r" ([،؛.:])(?=[^\s\d.،؛:])")
_EMPTY_BRACKETS = re.compile(r"\( \)([\w/.\-]{1,20})(?![\w/.\-])")
_ALONE = {"ال": "لا", "وال": "ولا", "فال": "فلا", "أال": "ألا", "إال": "إلا"}
_ARTICLE_MEEM = re.compile(r"^([وفبك]?)امل(?=.{2})")
_WITH_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)")
_PREFIXES = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_FIRM = re.compile(r"[^\W_اأإآلم]")
_MIN_REST = 3
_PREFIX_COST = 1.0  # in zipf units: a word that is known whole wins over one that is known without its prefix
_MAX_PLACES = 4


def is_damaged(text: str) -> bool:
    """Do swapped ligatures stand in it, more often than as a slip of the pen?"""
    words = _WORD.findall(text)
    return sum(_IMPOSSIBLE.search(word) is not None for word in words) > max(1.0, _DAMAGED_WORDS * len(words))


def repair(text: str) -> str:
    """A damaged text -> the text as it was written, of the same length; any other is given back as it is."""
    if not is_damaged(text):
        return text
    text = _WORD.sub(lambda match: _word(match.group()), text)
    return _EMPTY_BRACKETS.sub(r"(\1) ", _SPACE_BEFORE_MARK.sub(r"\1 ", text))


def firm_letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits that no repair moves, and where each stands: to find a damaged text in a repaired one."""
    places = [match.start() for match in _FIRM.finditer(text)]
    return "".join(map(text.__getitem__, places)), places


@lru_cache(200_000)
def _word(word: str) -> str:
    if word in _ALONE:
        return _ALONE[word]
    fixed = _SWAPPED_AFTER_LAM.sub(r"\1ل\2", _SWAPPED_HAMZA.sub(r"ال\1", _SWAPPED_ALEF.sub("الا", word)))
    return max(_spellings(fixed), key=_frequency)  # the first of equals


def _spellings(word: str) -> Iterator[str]:
    """The word, then what it may have been: each `ال` inside it a `لا`, an opening `امل` an `الم`.

    At its end only a word without the article can have a `لا`: `عملا`, never `الآجلا`.
    """
    inside = r"(?<=.)ال(?=.)" if _WITH_ARTICLE.match(word) else r"(?<=.)ال"
    places = [match.start() for match in re.finditer(inside, word)][:_MAX_PLACES]
    for opened in dict.fromkeys((_ARTICLE_MEEM.sub(r"\1الم", word), word)):
        for count in range(len(places) + 1):
            for chosen in combinations(places, count):
                letters = list(opened)
                for place in chosen:
                    letters[place : place + 2] = "لا"
                yield "".join(letters)


@lru_cache(400_000)
def _frequency(word: str) -> float:
    """Zipf frequency (log10 of uses in a thousand million words), 0 for a word that is not known even without its prefix."""
    whole = zipf_frequency(word, "ar")
    if whole:
        return whole
    rest = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return max((zipf_frequency(part, "ar") - _PREFIX_COST for part in rest if len(part) >= _MIN_REST), default=0.0)
