"""Is a key fact in a text? Digits, spaces and case are folded; a number or a short word must stand alone."""

import re
import unicodedata
from functools import lru_cache

_DIGITS = {ord(digit): str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)}
_INVISIBLE = re.compile(r"[\u064b-\u0652\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069]")  # vowel signs, tatweel, marks
_SPACES = re.compile(r"\s+")
_SHORT_WORD = re.compile(r"[a-zà-ÿ]{1,4}")


def folded(text: str) -> str:
    """The form in which texts are compared."""
    text = unicodedata.normalize("NFKC", text).translate(_DIGITS).lower().replace("’", "'")
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


def found(key_fact: str, text: str) -> bool:
    """One of the alternatives (parted by `|`) stands in the text."""
    place = folded(text) + " "
    patterns = [_pattern(alternative) for alternative in key_fact.split("|")]
    return any(pattern is not None and pattern.search(place) for pattern in patterns)


def all_found(key_facts: tuple[str, ...], text: str) -> bool:
    """Every key fact stands in the text."""
    return not missing(key_facts, text)


def missing(key_facts: tuple[str, ...], text: str) -> list[str]:
    """The key facts that do not."""
    return [fact for fact in key_facts if not found(fact, text)]


@lru_cache(20_000)
def _pattern(alternative: str) -> re.Pattern[str] | None:
    """`5 million` is not in `25 million`, nor `10` in `10 000`; `IS` is not in `this`."""
    wanted = folded(alternative).strip()
    if not wanted:
        return None
    pattern = re.escape(wanted)
    if wanted[0].isdigit():
        pattern = r"(?<![\d.,])(?<!\d )" + pattern
    if wanted[-1].isdigit():
        pattern += r"(?!\d)(?![.,]\d)(?! \d{3}(?!\d))"
    if _SHORT_WORD.fullmatch(wanted):
        pattern = rf"(?<![a-zà-ÿ]){pattern}s?(?![a-zà-ÿ])"
    return re.compile(pattern)
