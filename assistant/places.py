"""Countries, Moroccan towns and regions in a text, by their names in the nine languages: those of the corpus's termbase."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.contacts import Contacts, Region
from ingest.normalize import fold_letters, join_thousands
from ingest.types import Language

_COLUMNS = ("fr", "ar", "en", "es", "nl", "it", "de", "ary", "ary_latn")
_GLUED = "(?:لل|[وفبلك]{0,2}ال|[وفبلك]{1,2})?"  # Arabic writes "and", "in", "to" at the word
_SEPARATORS = re.compile(r"[^\w€$£%.,]+|[.,](?!\d)")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 4  # words
_ARABIC_ENDING = "(?:ه|يه|يون|يين)?"
_ENDING = "(?:e|s|es|ne|nes|a|as|er|en|em)?"  # of an adjective: French, Spanish, Dutch, German
_SHORT, _SHORT_NAMES = 3, frozenset({"usa", "uk", "uae", "fes", "fez", "fas", "sla"})
_MIN_NAME = 5  # letters: a shorter alternative is an abbreviation


def plain(text: str) -> str:
    """Letters folded, digits of one number joined, one space between words: the text that all patterns of slots read."""
    return " ".join(_SEPARATORS.sub(" ", join_thousands(fold_letters(text))).split())


@dataclass(frozen=True, slots=True)
class Place:
    """`code` is an ISO 3166 code of a country, the id of a region, or a town's French name; `region` that of a town."""

    kind: str
    code: str
    names: Mapping[str, str]
    region: str = ""

    def name(self, language: Language) -> str:
        """As it is written in this language."""
        return self.names.get(language) or self.names["fr"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, and where it stands in the plain text."""

    place: Place
    start: int
    end: int


class Places:
    """Finds them."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        names = sorted(filter(_tells, places), key=len, reverse=True)
        patterns = (re.escape(name) + _ending(name) for name in names)
        self._pattern = re.compile(rf"(?<!\w){_GLUED}({'|'.join(patterns)})(?!\w)") if names else None

    @classmethod
    def load(cls, termbase: Path, contacts: Contacts, texts: Mapping[str, Any]) -> "Places":
        """From the termbase's rows of countries, provinces and towns; `texts` is prompts/profile.toml."""
        places: dict[str, Place] = {}
        for row in _rows(termbase):
            if place := _place(row, contacts.regions, texts):
                places = dict.fromkeys(_names(row), place) | places
        for code, cities in texts["abroad"].items():
            if country := next((place for place in places.values() if place.code == code), None):
                places = dict.fromkeys(cities.split("|"), country) | places
        return cls(places)

    def mentions(self, text: str) -> list[Mention]:
        """In order, in a text that is `plain`."""
        matches = self._pattern.finditer(text) if self._pattern else ()
        return [Mention(self._place(match.group(1)), *match.span(1)) for match in matches]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where places stand in a text as it was typed, the longest names first."""
        words = [match.span() for match in _WORD.finditer(text)]
        found: list[tuple[int, int]] = []
        for length in range(_LONGEST_NAME, 0, -1):
            for first, last in zip(words, words[length - 1 :], strict=False):
                start, end = first[0], last[1]
                taken = any(start < other_end and other_start < end for other_start, other_end in found)
                if not taken and self._pattern and self._pattern.fullmatch(plain(text[start:end])):
                    found.append((start, end))
        return sorted(found)

    def with_foreign(self, text: str, word: str) -> tuple[str, str]:
        """The text with `word` for each foreign country or its adjective, and the code of the last of them."""
        code = ""
        for mention in reversed(self.mentions(text)):
            if mention.place.kind == "country":
                code = code or mention.place.code
                text = f"{text[: mention.start]} {word}{text[mention.end :]}"
        return " ".join(text.split()), code

    def named(self, kind: str, code: str) -> Place | None:
        """A place by what it is."""
        return next((place for place in self._places.values() if (place.kind, place.code) == (kind, code)), None)

    def _place(self, name: str) -> Place:
        """By its name, which may carry the ending of an adjective."""
        return next(self._places[name[:end]] for end in range(len(name), 0, -1) if name[:end] in self._places)


def _tells(name: str) -> bool:
    """Of the short ones, only Arabic names: `sin` is China in Darija, and without in Spanish."""
    return len(name) > _SHORT or name in _SHORT_NAMES or not name.isascii()


def _ending(name: str) -> str:
    if len(name) < _MIN_NAME:
        return ""
    return _ENDING if name.isascii() else _ARABIC_ENDING


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["domain"] in {"country", "province", "city", "region"}]


def _names(row: Mapping[str, str]) -> list[str]:
    return [name for column in _COLUMNS for term in row[column].split("|") if (name := plain(term))]


def _place(row: Mapping[str, str], regions: Mapping[str, Region], texts: Mapping[str, Any]) -> Place | None:
    written = {language.replace("_latn", "-Latn"): _written(row[language]) for language in _COLUMNS}
    if row["domain"] == "country":
        code = texts["countries"].get(row["id"], "")
        return Place("country", code, written) if code else None
    names = set(_names(row))
    if row["domain"] == "region":
        region = next((region for region in regions.values() if plain(region.names["fr"]) in names), None)
        return Place("region", region.id, written, region.id) if region else None
    home = texts["town"]["regions"].get(row["id"]) or _home(names, regions.values())
    short = {language.replace("_latn", "-Latn"): _short(row[language]) for language in _COLUMNS}
    return Place("town", short["fr"], short, home) if home else None


def _home(names: set[str], regions: Iterable[Region]) -> str:
    """Spelt with or without its spaces: Ida-Outanane, Ida-Ou-Tanane."""
    letters = {name.replace(" ", "") for name in names}
    return next((one.id for one in regions if letters & {plain(province).replace(" ", "") for province in one.provinces}), "")


def _written(column: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in column.split("|")[0].split())


def _short(column: str) -> str:
    """Agadir rather than Agadir Ida-Ou-Tanane, but not Casa."""
    first, *others = column.split("|")
    return _written(min((other for other in (first, *others) if len(other) >= _MIN_NAME), key=len, default=first))
