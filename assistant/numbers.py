"""Numbers in a text, in one form: `3 264 000`, `3.264.000`, `٣٢٦٤٠٠٠` and `3,264 MDH` are the same number."""

import re
from decimal import Decimal

from ingest.normalize import fold, join_thousands

_MILLIONS = "mdh|m dh|millions?|millones|millon|miljoen|milioni|milione|millionen|مليونا?|ملايين"
_BILLIONS = "md dh|milliards?|billions?|miliardi|miljard|milliarden|مليارا?|مليارات|ملايير"
_SCALED = re.compile(rf"(?<![\w.])(\d+(?:[.,]\d+)?)\s*(?:({_MILLIONS})|({_BILLIONS}))(?!\w)")
_BARE = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)(?!\w*\d)")


def numbers(text: str) -> frozenset[Decimal]:
    """All numbers that stand in a text, amounts in millions or billions written out."""
    folded = fold(text)
    found = {_decimal(digits) * (10**6 if million else 10**9) for digits, million, _ in _SCALED.findall(folded)}
    found |= {_decimal(digits) for digits in _BARE.findall(join_thousands(_SCALED.sub(" ", folded)))}
    return frozenset(found)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))
