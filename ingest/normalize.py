"""One normal form for the text of documents and of queries, before terms are counted."""

import re
import unicodedata

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DROPPED = re.compile(r"[\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_LETTERS = str.maketrans("أإآٱىة", "اااايه")
_MARKS = re.compile(f"[{''.join(each for each in map(chr, range(0x300, 0x10000)) if unicodedata.combining(each))}]")
_GLUED = re.compile(r"(?<=[\u0621-\u064a])(?=\d)|(?<=\d)(?=[\u0621-\u064a])")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f.,'’](?=\d{3}(?!\d))")
_LEADERS = re.compile(r"(?:[.…_] ?){4,}")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\ufe00-\ufe0f\U000e0000-\U000e007f]")


def fold(text: str) -> str:
    """Lower case, one width, ASCII digits, no vowel signs; idempotent."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_DIGITS)
    return _GLUED.sub(" ", _DROPPED.sub("", text).replace("’", "'"))


def fold_letters(text: str) -> str:
    """`fold`, then no accents and one form for each Arabic letter: what terms are made from."""
    return plain_letters(fold(text))


def plain_letters(folded: str) -> str:
    """What `fold_letters` makes of a text that is folded already."""
    return folded if folded.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", folded.translate(_LETTERS)))


def legible(text: str) -> str:
    """A text as an encoder reads it best: no vowel signs, no dotted leaders, Arabic words parted from numbers."""
    return _LEADERS.sub("… ", _GLUED.sub(" ", _DROPPED.sub("", text)))


def join_thousands(text: str) -> str:
    """`3 000 000`, `3.000.000` and `3,000,000` become `3000000`."""
    return _THOUSANDS.sub("", text)


def strip_invisible(text: str) -> str:
    """Characters that a reader does not see and that can carry hidden instructions."""
    return _INVISIBLE.sub("", text)
