"""Numbers in a text, in one form: `3 264 000`, `3.264.000`, `٣٢٦٤٠٠٠`, `3,264 MDH` and "cinq" or `5` are told alike.

What is read, in this order, each reading taking its words away from the next: law numbers, articles, dates, then plain
numbers with their unit. The words for them, in all languages, stand in `numbers.toml`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.articles import take_articles
from ingest.spelled import SPELLED, START, WRITTEN, any_of, folded, literal, read


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts: a unit, `law`, `article` or `date`; `unit` is empty where none was said.

    `value` is a `Decimal` without trailing zeros for numbers; text for the others ("5-96", "46 bis", "2026-07-01", "2026-07").
    """

    unit: str
    value: Decimal | str


def numbers(text: str) -> frozenset[Decimal]:
    """All numbers that stand in a text, whatever they count; dates, laws and articles by their parts."""
    found: set[Decimal] = set()
    for quantity in quantities(text):
        if isinstance(quantity.value, Decimal):
            found.add(quantity.value)
        else:
            found |= {Decimal(digits) for digits in re.findall(r"\d+", quantity.value)}
    return frozenset(found)


@lru_cache(maxsize=1024)
def quantities(text: str) -> frozenset[Quantity]:
    """All that a text counts, dates or refers to by number."""
    rest = folded(text)
    found: set[Quantity] = set()
    for reader in (_laws, _articles, _dates):
        rest = reader(rest, found)
    found.update(_counted(rest))
    return frozenset(found)


def unsupported(claimed: Iterable[Quantity], shown: Iterable[Quantity]) -> frozenset[Quantity]:
    """What is claimed and does not stand among what is shown. A number said without a unit may count anything there."""
    known = set(shown)
    values = {part for quantity in known for part in _parts(quantity)}
    dates = {quantity.value for quantity in known if quantity.unit == "date"}
    return frozenset(claim for claim in claimed if claim not in known and not _covered(claim, values, dates))


def _covered(claim: Quantity, values: set[Decimal], dates: set[Decimal | str]) -> bool:
    if claim.unit == "":
        return claim.value in values
    if claim.unit == "date":  # the month of a shown day is shown, and so is its day without the year
        said = str(claim.value)
        return any(str(date).startswith(f"{said}-") or str(date).endswith(said.removeprefix("-")) for date in dates)
    return False


def _parts(quantity: Quantity) -> list[Decimal]:
    if isinstance(quantity.value, Decimal):
        return [quantity.value]
    return [Decimal(digits) for digits in re.findall(r"\d+", quantity.value)] if quantity.unit == "date" else []


_UNITS = {word: unit for unit, words in WRITTEN["units"].items() for word in words}
_DUALS = {word: unit for unit, words in WRITTEN["duals"].items() for word in words}
_MONTHS = {word: int(month) for month, words in WRITTEN["months"].items() for word in words}
NUMBER_WORDS = frozenset(_UNITS) | SPELLED
"""Single words that are part of a number or its unit."""

_JOINT = rf"\s*(?:{any_of(WRITTEN['joints']['words'])})\s*(?:l['’]\s*)?"
_ARABIC_PREFIX = r"(?:و?[فبلك]?(?:ال|لل)?)?"
_NUMBER_SIGN = any_of(WRITTEN["references"]["number"])
_LAW = re.compile(
    rf"(?<!\w){_ARABIC_PREFIX}(?:(?:{any_of(WRITTEN['references']['law'])})\s*(?:{_NUMBER_SIGN})?|(?:{_NUMBER_SIGN}))\s*"
    r"(\d{1,4}(?:[-.]\d{1,4}){1,2})(?![\d.,]*\d)|(?<![\d-])(\d-\d{2}-\d{1,4})(?![\d-])"
)
_MONTH = rf"(?:{any_of(_MONTHS)})"
_OF = r"(?:\s+(?:de|del|of|di|von))?\s+"
_FIRST = any_of(WRITTEN["references"]["first"] + ["فاتح"])
_DATE = re.compile(
    rf"(?<![\w-])(?:(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})|(?P<d2>\d{{1,2}})[/.](?P<m2>\d{{1,2}})[/.](?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}}|{_FIRST})(?:er|st|nd|rd|th|º|°|\.)?{_OF}(?P<m3>{_MONTH})(?:,?{_OF}(?P<y3>\d{{4}}))?"
    rf"|(?P<m4>{_MONTH})\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>\d{{4}})"
    rf"|(?P<m5>{_MONTH}){_OF}(?P<y5>\d{{4}}))(?![\w-])"
)
_QUALIFIER = rf"(?:{any_of(WRITTEN['qualifiers']['words'])})\s+"
_UNIT = re.compile(rf"[\s-]*(?:(?:de|of|di|von|van)\s+|d'|(?:{_QUALIFIER}){{1,2}})?({any_of(_UNITS)})(?!\w)")
_UNIT_BEFORE = re.compile(
    rf"(?<!\w)({any_of(WRITTEN['units']['dirham'] + WRITTEN['units']['euro'] + WRITTEN['units']['dollar'])})\s?$"
)
_DUAL = re.compile(rf"(?<!\w)[وفبل]?({any_of(_DUALS)})(?!\w)")
_THOUSAND = 1000
_NEAR = 10  # characters before a number in which its currency stands
_GLUED_MONEY = re.compile(r"(?<=\d)\s?(mm?)\s?(?=(?:dh|mad|€|eur|usd|\$)(?!\w))")
_GLUED_THOUSAND = re.compile(r"(?<=\d)k(?!\w)")


def _laws(text: str, found: set[Quantity]) -> str:
    def take(match: re.Match[str]) -> str:
        found.add(Quantity("law", (match.group(1) or match.group(2)).replace(".", "-")))
        return " ; "

    return _LAW.sub(take, text)


def _articles(text: str, found: set[Quantity]) -> str:
    articles, rest = take_articles(text)
    found.update(Quantity("article", article.number) for article in articles)
    return rest


def _dates(text: str, found: set[Quantity]) -> str:
    def take(match: re.Match[str]) -> str:
        said = {name[0]: value for name, value in match.groupdict().items() if value}
        month = int(said["m"]) if said["m"].isdigit() else _MONTHS[said["m"]]
        day = f"-{int(said['d']) if said['d'].isdigit() else 1:02}" if "d" in said else ""
        found.add(Quantity("date", f"{said.get('y', '-')}-{month:02}{day}"))
        return " ; "

    return _DATE.sub(take, text)


@dataclass(frozen=True, slots=True)
class _Count:
    """A number where it stands. `scale` is the millions or billions it was said in; `doubtful`: no number without a unit."""

    start: int
    end: int
    value: Decimal
    scale: Decimal
    unit: str
    doubtful: bool


def _counted(text: str) -> Iterator[Quantity]:
    """Numbers in digits and in words. In a list only the last may say unit and scale: "de 2,5 à 10 millions de DH"."""
    text = _GLUED_THOUSAND.sub(" mille", _GLUED_MONEY.sub(lambda match: " mmdh " if match[1] == "mm" else " mdh ", text))
    unit, scale, start = "", Decimal(1), 0
    for count in reversed(list(_counts(text))):
        joined = re.fullmatch(_JOINT, text[count.end : start]) is not None
        shared = joined and count.scale == 1 and count.unit == "" and count.value < _THOUSAND
        value = count.value * scale if shared else count.value
        unit, scale, start = count.unit or (unit if joined else ""), scale if shared else count.scale, count.start
        if unit or not count.doubtful:
            yield Quantity(unit, _plain(value))
    for dual in _DUAL.finditer(text):
        yield Quantity(_DUALS[dual[1]], Decimal(2))


def _counts(text: str) -> Iterator[_Count]:
    end = 0
    while match := START.search(text, end):
        start, number = match.start(), read(text, match.start())
        if number is None:
            end = match.end()
            continue
        unit = _UNIT.match(text, number.end)
        end = unit.end() if unit else number.end
        value, digits = number.value, text[start : number.end]
        if unit and _UNITS[unit[1]] == "percent" and digits[-1].isdigit():
            value = literal(digits, decimal=True)
        said = unit or _UNIT_BEFORE.search(text, max(0, start - _NEAR), start)
        yield _Count(start, end, value, number.scale, _UNITS[said[1]] if said else "", number.doubtful)


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and exponent, so that equal numbers are written alike."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
