"""Contacts, regions and rules beside the sheets, typed: `contacts.toml`, `regions.toml`, `rules/*.toml`.

`read_contacts`, `read_regions` and `read_rules` raise `BadManifest` with every mistake of the file by line;
`read_table` gives the mistakes beside what can be read.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, model_validator

from ingest.errors import BadManifest
from ingest.types import Confidence

_SAID = {"missing": "is missing: write it", "extra_forbidden": "is no key of this table: look for a slip of the pen"}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)


class Words(_Row):
    """A text in the corpus's three languages."""

    fr: str
    ar: str
    en: str


class Contact(_Row):
    """Whom to ask, and for what. A channel that no fact gives is empty; `note` says what is doubtful and is shown with it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: Literal[
        "cri", "agency", "bank", "consulate", "data-protection", "exchange", "foundation", "land-registry", "mediator",
        "ministry", "social-security", "tax", "trademarks",
    ]  # fmt: skip
    fr: str
    ar: str
    en: str
    what_for: Words
    address: str | None = None
    phone: str | None = Field(default=None, pattern=r"^[\d+]")
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+")
    site: str | None = Field(default=None, pattern=r"^[\w-]+(\.[\w-]+)+")
    topics: tuple[str, ...] = Field(min_length=1)
    facts: tuple[str, ...] = Field(min_length=1)
    source: str
    as_of: str
    confidence: Confidence
    note: Words


class Province(_Row):
    """A prefecture or province, and its category for the territorial premium: A, B, or none."""

    fr: str
    ar: str
    category: Literal["A", "B", ""]


class Region(_Row):
    """One of the regions, with its provinces, its sectors and the id of its CRI among the contacts."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    fr: str
    ar: str
    en: str
    capital: str
    provinces: tuple[Province, ...] = Field(min_length=1)
    sectors: tuple[str, ...] = Field(min_length=1)
    cri: str
    facts: tuple[str, ...] = Field(min_length=1)
    source: str
    as_of: date
    confidence: Confidence
    note: Words


class Version(_Row):
    """What one source says where sources disagree."""

    value: str | bool | Decimal
    source: str


class Bracket(_Row):
    """A slice of a progressive scale in dirhams; without `to_mad` it has no upper end. `deduct_mad` is the sum to deduct."""

    from_mad: Decimal
    to_mad: Decimal | None = None
    rate_pct: Decimal = Field(ge=0, le=100)
    deduct_mad: Decimal = Decimal(0)


class Rule(_Row):
    """One figure or condition of a scheme, to compute with. Amounts in dirhams, rates in percent of `percent_of`."""

    id: str = Field(pattern=r"^[a-z0-9.-]+$")
    kind: Literal[
        "allowance", "cap", "duration", "eligibility", "exclusion", "rate", "reduction", "scale", "threshold"
    ]  # fmt: skip
    what: str
    rate_pct: Decimal | None = Field(default=None, ge=0, le=100)
    percent_of: str | None = None
    amount_mad: Decimal | None = Field(default=None, ge=0)
    years: int | None = Field(default=None, ge=0)
    months: int | None = Field(default=None, ge=0)
    days: int | None = Field(default=None, ge=0)
    count: Decimal | None = Field(default=None, ge=0)
    values: tuple[str, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    applies_to: tuple[str, ...] = Field(min_length=1)
    reference: str
    url: HttpUrl
    facts: tuple[str, ...] = Field(min_length=1)
    section: str = Field(pattern=r"^[\w-]+/[\w-]+#[\w.-]+$")
    confidence: Confidence
    valid_from: date | None = None
    valid_to: date | None = None
    conflict: bool = False
    versions: tuple[Version, ...] = ()

    def in_force(self, day: date) -> bool:
        """Is it the rule on this day?"""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    @model_validator(mode="after")
    def _holds_together(self) -> "Rule":
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from {self.valid_from} is after valid_to {self.valid_to}: change one of them")
        if self.conflict != (len(self.versions) > 1):
            raise ValueError("conflict = true and at least two versions go together: write both or neither")
        figures = (self.rate_pct, self.amount_mad, self.years, self.months, self.days, self.count)
        if not (self.conflict or self.values or self.brackets or any(figure is not None for figure in figures)):
            raise ValueError("says no value: write rate_pct, amount_mad, years, months, days, count, values or brackets")
        return self


Row = TypeVar("Row", Contact, Region, Rule)
Fault = Callable[[int, str], None]


def read_contacts(path: Path) -> list[Contact]:
    """The contacts, in the file's order."""
    return _read_whole(path, "contact", Contact)


def read_regions(path: Path) -> list[Region]:
    """The regions, in the file's order."""
    return _read_whole(path, "region", Region)


def read_rules(path: Path) -> list[Rule]:
    """A scheme's rules, in the file's order."""
    return _read_whole(path, "rule", Rule)


def read_table(path: Path, table: str, row: type[Row], fault: Fault) -> list[tuple[int, Row]]:
    """The rows `[[table]]` that are right, each with its line; the others and their mistakes are told to `fault`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault(1, f"cannot be read ({error}): save it there as UTF-8")
        return []
    try:
        found = tomllib.loads(text, parse_float=Decimal).get(table, [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        fault(int(line[1]) if line else 1, f"not TOML: {error}")
        return []
    lines = text.split("\n")
    starts: list[int] = [number for number, line in enumerate(lines, start=1) if line.strip() == f"[[{table}]]"]
    if not isinstance(found, list) or len(starts) != len(found):
        fault(1, f"write each {table} as a table of its own under a line [[{table}]]")
        return []
    rows: list[tuple[int, Row]] = []
    seen: dict[str, int] = {}
    for start, end, values in zip(starts, [*starts[1:], len(lines) + 1], found, strict=True):
        try:
            right = row.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                key = ".".join(map(str, one["loc"]))
                what = _SAID.get(one["type"]) or one["msg"].removeprefix("Value error, ")
                message = f"{table} '{values.get('id', '?')}': {' '.join(filter(None, (key, what)))}"
                fault(_key_line(lines, start, end, key.split(".")[0]), message)
            continue
        if right.id in seen:
            fault(start, f"{table} '{right.id}' stands already at line {seen[right.id]}: give it another id")
        seen.setdefault(right.id, start)
        rows.append((start, right))
    return rows


def _read_whole(path: Path, table: str, row: type[Row]) -> list[Row]:
    faults: list[str] = []
    rows = read_table(path, table, row, lambda line, message: faults.append(f"{path.name}:{line}: {message}"))
    if faults:
        raise BadManifest("\n".join(faults))
    return [right for _, right in rows]


def _key_line(lines: list[str], start: int, end: int, key: str) -> int:
    """The line of a key in the table from line `start` to before line `end`; the table's own where it is missing."""
    return next((number for number in range(start, end) if re.match(rf"{re.escape(key)}\s*=", lines[number - 1])), start)
