"""Numbers in a text, in one form: `3 264 000`, `3.264.000`, `٣٢٦٤٠٠٠` and `3,264 MDH` are the same number."""

import re
from decimal import Decimal

from ingest.normalize import fold, join_thousands

_NUMBER = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)(?!\w*\d)\s*(mdh|m dh|md|mdhs|millions?|millones|millon|miljoen|milioni|milione|millionen|مليون|ملايين|مليار|milliards?|billions?|miliardi|miljard|milliarden)?")
_SCALES = {"milliard": 10**9, "milliards": 10**9, "billion": 10**9, "billions": 10**9, "miliardi": 10**9, "miljard": 10**9, "milliarden": 10**9, "مليار": 10**9}
_MILLION = 10**6


def numbers(text: str) -> frozenset[Decimal]:
    """All numbers that stand in a text, amounts in millions or billions written out."""
    found = set()
    for digits, scale in _NUMBER.findall(join_thousands(fold(text))):
        value = Decimal(digits.replace(",", "."))
        found.add((value * (_SCALES.get(scale, _MILLION) if scale else 1)).normalize())
    return frozenset(found)
