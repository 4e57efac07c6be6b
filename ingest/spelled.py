"""One number, in digits, in words or both, read where it stands: `3,26 millions`, "vingt-cinq", "خمسة وعشرون", "zweihundert"."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.normalize import fold

_ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "٫": ".", "٬": ",", "٪": "%", "‑": "-", "‐": "-"})
_FOUR, _TEN, _TWENTY, _SIXTY, _EIGHTY, _HUNDRED, _THOUSAND = 4, 10, 20, 60, 80, 100, 1000
_AND = {"and", "et", "y"}  # inside a number: "two hundred and five", "vingt et un", "treinta y cinco"


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it ends. `scale` is the million or billion it was said in; `doubtful`: only with a unit ("neuf ans")."""

    value: Decimal
    end: int
    scale: Decimal
    doubtful: bool


def folded(text: str) -> str:
    """The form that words and numbers are compared in."""
    return fold(text).translate(_ALIKE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _folded_all(entry: Any) -> Any:
    if isinstance(entry, str):
        return folded(entry)
    return [_folded_all(each) for each in entry] if isinstance(entry, list) else {k: _folded_all(v) for k, v in entry.items()}


WRITTEN: Any = _folded_all(tomllib.loads(Path(__file__).with_name("numbers.toml").read_text(encoding="utf-8")))
_ONE, _PLURAL, _DOUBTFUL = (frozenset(WRITTEN["doubtful"][name]) for name in ("one", "plural", "words"))
_SCALES = {word: int(value) for value, words in WRITTEN["scales"].items() for word in words}


def _twenty_five(table: Any) -> Iterator[tuple[str, int]]:
    """German and Dutch say five-and-twenty; Italian's twenty loses its vowel before one and eight."""
    joint = table["joint"]
    for place, ten in enumerate(table["tens"], start=2):
        yield ten, 10 * place
        for number, one in enumerate(table["ones"], start=1):
            for spelled in (f"{one}{joint}{ten}", f"{one}ën{ten}") if joint else (f"{ten[:-1] if one[0] in 'ou' else ten}{one}",):
                yield spelled, 10 * place + number


def _lexicon() -> dict[str, int]:
    words = {word: int(value) for value, spelled in WRITTEN["digits"].items() for word in spelled}
    for table in WRITTEN["compounds"].values():
        ones = dict(zip(table["ones"], range(1, _TEN), strict=True))
        below = {table["ten"]: _TEN, **ones, **dict(_twenty_five(table))}
        hundreds = {f"{one}{table['hundred']}": number * _HUNDRED for one, number in ones.items()}
        hundreds |= {f"{hundred}{one}": more + number for hundred, more in hundreds.items() for one, number in below.items()}
        thousands = {f"{one}{table['thousand']}": number * _THOUSAND for one, number in (below | hundreds).items()}
        words = {**below, **hundreds, **thousands, **words}
    return {word: number for word, number in words.items() if word not in _ONE}


_WORDS = _lexicon()
SPELLED = frozenset(_WORDS) | frozenset(_SCALES) - _DOUBTFUL
_LITERAL = re.compile(r"(?P<grouped>\d{1,3}(?:(?P<mark>[ .,'])\d{3})(?:(?P=mark)\d{3})*(?!\d)(?:[.,]\d+)?)|\d+(?:[.,]\d+)?")
_NEXT = re.compile(r"[\s-]*([^\W\d_]+)")
_ATTACHED = re.compile("^[وب]")  # "and", "with"
START = re.compile(r"(?<![\w.])\d|(?<!\w)[^\W\d_]+")
"""Where a number may begin."""


def read(text: str, start: int) -> Number | None:
    """The number that begins at `start` of a folded text, if one does."""
    literal = _LITERAL.match(text, start)
    if literal:
        return _scaled(text, literal)
    word = _NEXT.match(text, start)
    if word is None:
        return None
    first = word.group(1) if _is_number(word.group(1)) else _ATTACHED.sub("", word.group(1))
    return _spelled(text, first, word.end()) if _is_number(first) and first not in _PLURAL else None


def _is_number(word: str) -> bool:
    return word in _WORDS or word in _SCALES or word in _ONE


def literal(digits: str, *, decimal: bool) -> Decimal:
    """`3.264` may be three thousand or three and a bit: `decimal` says which is meant where both can be."""
    match = _LITERAL.fullmatch(digits)
    mark = match and match["mark"]
    if not mark:
        return Decimal(digits.replace(",", "."))
    groups = digits.split(mark)
    either = mark in ".," and len(groups) == 2 and "," not in groups[1] and "." not in groups[1]  # noqa: PLR2004
    if either and (groups[0] == "0" or (decimal and groups[1] != "000")):
        return Decimal(digits.replace(",", "."))
    return Decimal(digits.replace(mark, "").replace(",", "."))


def _scaled(text: str, match: re.Match[str]) -> Number:
    """Digits, and the scales after them: `3,26 millions`, `500 mille`, `100 mille milliards`."""
    end, scale = match.end(), 1
    while (word := _NEXT.match(text, end)) and _SCALES.get(word.group(1), 0) >= _THOUSAND:
        scale, end = scale * _SCALES[word.group(1)], word.end()
    return Number(literal(match.group(), decimal=scale > 1) * scale, end, Decimal(scale), doubtful=False)


def _spelled(text: str, first: str, end: int) -> Number:
    doubtful = first in _DOUBTFUL
    total, current = 0, 1 if first in _ONE else _WORDS.get(first, _SCALES.get(first, 0))
    last = 1
    if first in _SCALES and current >= _THOUSAND:
        total, current, last = current, 0, current
    while word := _NEXT.match(text, end):
        said, joined, after = word.group(1), False, word.end()
        if said in _AND and (word := _NEXT.match(text, after)):
            said, joined, after = word.group(1), True, word.end()
        elif not _is_number(said) and said.startswith("و"):
            said, joined = said[1:], True
        scale, more = _SCALES.get(said), 1 if said in _ONE and current >= _TWENTY else _WORDS.get(said)
        if more == _TWENTY and current % _HUNDRED == _FOUR and not joined:  # quatre-vingts
            current += _EIGHTY - _FOUR
        elif scale == _HUNDRED and 1 <= current < _HUNDRED and not joined:
            current *= _HUNDRED
        elif scale and scale >= _THOUSAND and not joined and current + total:
            total, current = (total + current * scale, 0) if current else (total * scale, 0)
            last = scale
        elif more is not None and _adds(current, more, total, joined=joined):
            current += more
        elif joined and scale == _HUNDRED and total:
            current = _HUNDRED
        else:
            break
        end, doubtful = after, False
    return Number(Decimal(total + current), end, Decimal(last), doubtful)


def _adds(current: int, more: int, total: int, *, joined: bool) -> bool:
    """May `more` follow `current` in one number? "vingt cinq", "quatre vingt", "خمسة وعشرون", "two hundred and five"."""
    if current == 0:
        return 0 < more < total
    low = current % _HUNDRED
    if low == 0:
        return 0 < more < _HUNDRED
    if low < _TEN and joined:
        return more >= _TWENTY and more % _TEN == 0 and more < _HUNDRED  # Arabic says the ones first
    if low < _TEN:
        return more == _TEN and current < _HUNDRED  # خمسة عشر
    if low == _TEN:
        return not joined and more < _TEN  # dix-sept
    return low >= _TWENTY and low % _TEN == 0 and more < (_TWENTY if low in {_SIXTY, _EIGHTY} else _TEN)  # soixante-dix
