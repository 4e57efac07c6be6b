"""Numbers in a text, in one form: `3 264 000`, `3.264.000`, `٣٢٦٤٠٠٠` and `3,264 MDH` are the same number."""

import re
from decimal import Decimal

from ingest.normalize import fold, join_thousands

_MILLIONS = "mdh|m dh|millions?|millones|millon|miljoen|milioni|milione|millionen|مليون|ملايين"
_BILLIONS = "md dh|milliards?|billions?|miliardi|miljard|milliarden|مليار"
_NUMBER = re.compile(
    rf"(?<![\w.])(\d+(?:[.,]\d+)?)(?!\w*\d)\s*(?:({_MILLIONS})|({_BILLIONS}))?(?!\w)|(?<![\w.])(\d+(?:[.,]\d+)?)(?!\w*\d)"
)


def numbers(text: str) -> frozenset[Decimal]:
    """All numbers that stand in a text, amounts in millions or billions written out."""
    found = set()
    for digits, million, billion, bare in _NUMBER.findall(join_thousands(fold(text))):
        scale = 10**6 if million else 10**9 if billion else 1
        found.add((Decimal((digits or bare).replace(",", ".")) * scale).normalize())
    return frozenset(found)
