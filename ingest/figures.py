"""What must be the same in every language of a sheet: numbers, rates, periods, dates, laws and articles, in one form each.

`1,5 %`, `1.5%` and `1,5 في المائة` are all `1.5%`; `1er juillet 2026`, `1 July 2026` and `فاتح يوليوز 2026` are `2026-07-01`;
`deux ans`, `2 years` and `سنتان` are `2 year`; `art. 133-I-G` and `المادة 133-I-زاي` are `art. 133-i-g`; `trois`, `three` and
`ثلاثة` are `3`. Left out, for one language says them in other words: one of a unit ("par an", "each year"), and without a
unit none, one and two ("sans intérêt", "both", the Arabic dual).
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.articles import take_articles
from ingest.numbers import quantities
from ingest.spelled import WRITTEN, any_of, folded

_PERIODS_AND_SIZES = frozenset({"year", "month", "week", "day", "hour", "metre", "hectare"})
_CALENDAR_YEAR = 1_000  # "2023 tax year" and "in 2023" say the same
_IN_OTHER_WORDS = frozenset({0, 1, 2})
_MONTHS = {word: int(month) for month, words in WRITTEN["months"].items() for word in words}
_DATE = re.compile(rf"(?:(\d{{1,2}}|فاتح)(?:er|st|nd|rd|th)?\s+)?({any_of(_MONTHS)})\s+(\d{{4}})(?!\d)")
_ENGLISH_DATE = re.compile(rf"\b({any_of(name for name in _MONTHS if name.isascii())})\s+(\d{{1,2}}),\s+(\d{{4}})(?!\d)")
_PERCENT = re.compile(r"(?<![\w.,/-])(\d+)(?:[.,](\d+))?\s*(?:%|في المائه|في المئه)")
_PARTED = re.compile(r"(?<![\w.,/-])\d{1,4}(?:[.-]\d{1,4}){1,2}(?![\w/]|[.,-]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")
_LAW_WORD = re.compile(r"(?:n°|law|laws|loi|lois|decrees?|décrets?|dahirs?|رقم|القانون|القانونان|القوانين|المرسوم|الظهير)\s*$")
_NEXT_LAW = re.compile(r"\s*(?:,|،|;|؛|et|and|و|n°|رقم|\s)+\s*")


def figures(text: str) -> frozenset[str]:
    """The figures of a text: `3000000`, `10.5%`, `30 day`, `2026-07-01`, `2026-07`, `--01-31`, `2-15-258`, `art. 46 bis`."""
    articles, rest = take_articles(folded(text))
    found = {f"art. {article}" for article in articles}
    rest = _DATE.sub(lambda match: _note(found, _date(match[3], match[2], match[1])), rest)
    rest = _ENGLISH_DATE.sub(lambda match: _note(found, _date(match[3], match[1], match[2])), rest)
    rest = _take_laws(found, rest)
    rest = _PERCENT.sub(lambda match: _note(found, _percent(match[1], match[2] or "")), rest)
    return frozenset(found.union(_counted(rest)))


def reference_numbers(reference: str) -> set[str]:
    """The numbers of a reference: its law, its Bulletin officiel, its articles and their divisions ("art. 64-ii")."""
    articles, _ = take_articles(folded(reference))
    divided = {f"art. {article}" for article in articles if not str(article).isdecimal()}
    return divided.union(re.findall(r"\d+", folded(reference)))


def _note(found: set[str], figure: str) -> str:
    found.add(figure)
    return " ; "


def _date(year: str, month: str, day: str | None) -> str:
    whole = f"{year}-{_MONTHS[month]:02}"
    return f"{whole}-{int(day) if day.isdecimal() else 1:02}" if day else whole


def _percent(whole: str, decimals: str) -> str:
    decimals = decimals.rstrip("0")
    return f"{int(whole)}.{decimals}%" if decimals else f"{int(whole)}%"


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
        rest += [between, " ; " if is_law else number]
        if is_law:
            found.add(number.replace(".", "-"))
        end, after_law = match.end(), is_law
    return "".join([*rest, text[end:]])


def _counted(text: str) -> Iterator[str]:
    """A currency stands before or after its amount, or is only meant: the amount alone is compared."""
    for quantity in quantities(text):
        if quantity.unit == "date":  # a day of every year: `--01-31`
            yield f"{quantity.value}"
        if not isinstance(quantity.value, Decimal) or quantity.unit == "percent":
            continue
        if quantity.unit in _PERIODS_AND_SIZES and quantity.value < _CALENDAR_YEAR:
            if quantity.value != 1:
                yield f"{quantity.value} {quantity.unit}"
        elif quantity.value not in _IN_OTHER_WORDS:
            yield f"{quantity.value}"
