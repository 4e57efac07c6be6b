"""Is this text readable? What a file's bytes decode to may still be no text."""

import re
import unicodedata

from ingest.errors import EmptyDocument, UnreadableFile

MIN_LETTERS = 20
_REPLACEMENT_SHARE = 0.01
_CONTROL_SHARE = 0.1
_MOJIBAKE_SHARE = 0.02
# UTF-8 read as Latin-1: é becomes Ã©, Arabic becomes runs of Ø and Ù.
_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf]|[ØÙ][\u0080-\u00bf]|â€")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{3,}")
_REVERSED_SHARE = 0.3
_MIN_ARABIC_WORDS = 30


def check(text: str) -> None:
    """Raise `EmptyDocument` or `UnreadableFile`, with the reason, where text is no text."""
    letters = sum(character.isalpha() for character in text)
    if letters < MIN_LETTERS:
        raise EmptyDocument(f"only {letters} letters in it, fewer than {MIN_LETTERS}")
    if text.count("\ufffd") > _REPLACEMENT_SHARE * letters:
        raise UnreadableFile("characters were lost before this file was made (\ufffd): get it from its source again")
    if len(_MOJIBAKE.findall(text)) > _MOJIBAKE_SHARE * letters:
        raise UnreadableFile("its letters were decoded wrongly (mojibake such as 'Ã©'): save it as UTF-8 from its source")
    controls = sum(unicodedata.category(character) in {"Cc", "Co"} and character not in "\n\t\r\f" for character in text)
    if controls > _CONTROL_SHARE * letters:
        raise UnreadableFile("its fonts give no readable letters: run text recognition on it")
    if _reversed_arabic(text):
        raise UnreadableFile("its Arabic stands in reverse (words end in 'لا'): extract it again in reading order")


def _reversed_arabic(text: str) -> bool:
    """The article ال opens about every third Arabic word; reversed, it closes them as لا."""
    words = _ARABIC_WORD.findall(text)
    if len(words) < _MIN_ARABIC_WORDS:
        return False
    opening = sum(word.startswith(("ال", "امل", "األ", "اإل")) for word in words)
    closing = sum(word.endswith("لا") for word in words)
    return bool(closing > max(_REVERSED_SHARE * len(words), 2 * opening))
