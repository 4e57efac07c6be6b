"""A message in its conversation -> a standalone query, with the date that it is about. A first rule, without a model."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.types import Exchange, Status
from ingest.normalize import fold
from ingest.types import Language
from retrieval.types import Query

_ANSWERED = frozenset({Status.ANSWERED, Status.PARTIAL, Status.NO_SOURCE, Status.NOT_GROUNDED})
_MAX_WORDS = 7
# "Et pour une SAS ?", "and for a sole trader?", "و شحال؟": the message goes on where the last one ended.
_AND = r"et|and|y|e|en|und|ou|or|o|oder|of|mais|but|also|aussi|wa|w"
_WHAT_ABOUT = r"what about|how about|que tal|wat met|was ist mit|ماذا عن|وماذا|وبالنسبة"
_FOR = r"pour|avec|si|dans|à|a|for|with|if|in|para|con|per|voor|met|für|mit|ل|بالنسبة ل|بالنسبة إلى|dyal|l"
_GOES_ON = re.compile(rf"^(?:{_AND}|{_WHAT_ABOUT})\b|^و\s*\S", re.IGNORECASE)
_OPENING = re.compile(rf"^(?:(?:{_AND}|و)\s+|و)?(?:(?:{_WHAT_ABOUT}|{_FOR})\s+)?", re.IGNORECASE)
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b(?:\s+AU\b)?")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_ABOUT_YEAR = re.compile(
    r"(?:\b(?:en|in|im|nel|año|anno|jaar|jahr|année|exercice|year|3am|f|fi)\s+|(?:سنة|عام|في)\s*)((?:19|20)\d{2})\b",
    re.IGNORECASE,
)


def rewrite(text: str, language: Language, history: Sequence[Exchange], as_of: date | None, today: date) -> Query:
    """`text` alone if it stands alone, else what it changes in the last question; `as_of` wins over a year in the text."""
    last = next((exchange for exchange in reversed(history) if exchange.status in _ANSWERED), None)
    standalone = _continue(last.query, text) if last and _is_follow_up(text) else text
    return Query(standalone, language, as_of or _asked_date(standalone, today) or today)


def _is_follow_up(text: str) -> bool:
    return len(text.split()) <= _MAX_WORDS and _GOES_ON.search(fold(text)) is not None


def _continue(before: str, text: str) -> str:
    """Like replaces like: an acronym an acronym, a year a year; anything else is added."""
    for pattern in (_ACRONYM, _YEAR):
        fresh, old = pattern.findall(text), pattern.findall(before)
        if fresh and old:
            return re.sub(rf"\b{re.escape(old[-1])}\b", fresh[-1], before)
    added = _OPENING.sub("", text.strip(), count=1).strip(" ?؟!.")
    return f"{before.rstrip(' ?؟!.')}, {added} ?"


def _asked_date(text: str, today: date) -> date | None:
    """The last day of a past year that the text names, the first of a coming one."""
    found = _ABOUT_YEAR.search(fold(text))
    if not found:
        return None
    year = int(found.group(1))
    if year == today.year:
        return today
    return date(year, 12, 31) if year < today.year else date(year, 1, 1)
