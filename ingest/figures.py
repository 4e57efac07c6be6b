"""What must be the same in every language of a sheet: amounts, rates, periods, dates and numbers of laws, in one form each.

`1,5 %`, `1.5%` and `1,5 في المائة` are all `1.5%`; `1er juillet 2026`, `1 July 2026` and `فاتح يوليوز 2026` are `2026-07-01`;
`deux ans`, `2 years` and `سنتان` are `2 year`. Other numbers below 1,000 are left out: one language writes "the two" where
another writes "les deux"; so is one of a unit, which is also "par an" and "each year".
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.normalize import fold
from ingest.numbers import quantities

_SMALLEST_AMOUNT = 1_000
_COUNTED = frozenset({"year", "month", "week", "day", "hour", "metre", "hectare"})
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january يناير",
            "février february فبراير",
            "mars march مارس",
            "avril april أبريل",
            "mai may ماي",
            "juin june يونيو",
            "juillet july يوليوز يوليو",
            "août august غشت أغسطس",
            "septembre september شتنبر سبتمبر",
            "octobre october أكتوبر",
            "novembre november نونبر نوفمبر",
            "décembre december دجنبر ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
_DATE = re.compile(rf"(?:(\d{{1,2}}|فاتح)(?:er|st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})\s+(\d{{4}})(?!\d)")
_ENGLISH_DATE = re.compile(rf"\b({'|'.join(name for name in _MONTHS if name.isascii())})\s+(\d{{1,2}}),\s+(\d{{4}})(?!\d)")
# 3 000 000 in French, 3,000,000 in English, 3.000.000 in Arabic; a comma or a point before one or two digits is a decimal.
_NUMBER = re.compile(
    r"(?<![\w.,/-])(\d{1,3}(?:([ .,\u00a0\u202f])\d{3})(?:\2\d{3})*|\d+)(?:[.,](\d+))?(?![\d/]|[.,-]\d)"
    r"(\s*(?:%|في المائة|في المئة))?"
)
_PARTED = re.compile(r"(?<![\w.,/-])\d{1,4}(?:[.-]\d{1,4}){1,2}(?![\w/]|[.,-]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")
_LAW_WORD = re.compile(r"(?:n°|law|laws|loi|lois|decrees?|décrets?|dahirs?|رقم|القانون|القانونان|القوانين|المرسوم|الظهير)\s*$")
_NEXT_LAW = re.compile(r"\s*(?:,|،|;|؛|et|and|و|n°|رقم|\s)+\s*")


def figures(text: str) -> frozenset[str]:
    """The figures of a text, each as `3000000`, `10.5%`, `30 day`, `2026-07-01`, `2026-07` or `2-15-258`."""
    folded = fold(text)
    found = set(_counted(text))
    folded = _DATE.sub(lambda match: _note(found, _date(match[3], match[2], match[1])), folded)
    folded = _ENGLISH_DATE.sub(lambda match: _note(found, _date(match[3], match[1], match[2])), folded)
    folded = _take_laws(found, folded)
    return frozenset(found.union(_amounts(folded)))


def reference_numbers(reference: str) -> frozenset[str]:
    """The numbers of a reference: its law, its articles, its Bulletin officiel."""
    return frozenset(re.findall(r"\d+", fold(reference)))


def _counted(text: str) -> Iterator[str]:
    for quantity in quantities(text):
        if quantity.unit in _COUNTED and isinstance(quantity.value, Decimal) and 1 != quantity.value < _SMALLEST_AMOUNT:
            yield f"{quantity.value} {quantity.unit}"


def _note(found: set[str], figure: str) -> str:
    found.add(figure)
    return " "


def _date(year: str, month: str, day: str | None) -> str:
    whole = f"{year}-{_MONTHS[month]:02}"
    return f"{whole}-{int(day) if day.isdecimal() else 1:02}" if day else whole


def _take_laws(found: set[str], text: str) -> str:
    """Note the numbers of laws and split articles, and take them out of the text.

    A hyphen always parts such a number (5-96, 78-3). A point does so after a word for a law, or after another such number
    (`القانونان رقم 5.96 و17.95`); elsewhere it parts thousands or decimals.
    """
    rest: list[str] = []
    end, after_law = 0, False
    for match in _PARTED.finditer(text):
        between = text[end : match.start()]
        number = match.group()
        amount, decimal = _THOUSANDS.fullmatch(number), _DECIMAL.fullmatch(number)
        is_law = bool(
            not (amount or decimal) or _LAW_WORD.search(between) or (after_law and decimal and _NEXT_LAW.fullmatch(between))
        )
        rest += [between, " " if is_law else number]
        if is_law:
            found.add(number.replace(".", "-"))
        end, after_law = match.end(), is_law
    return "".join([*rest, text[end:]])


def _amounts(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        whole, decimals, percent = re.sub(r"\D", "", match[1]), (match[3] or "").rstrip("0"), match[4]
        number = f"{int(whole)}.{decimals}" if decimals else str(int(whole))
        if percent:
            yield f"{number}%"
        elif int(whole) >= _SMALLEST_AMOUNT:
            yield number
