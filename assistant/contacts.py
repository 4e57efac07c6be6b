"""Whom to ask: the contacts and the regions of a corpus, as staff keep them in contacts.toml and regions.toml."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.errors import BadPrompts
from ingest import registry
from ingest.errors import BadManifest
from ingest.registry import read_contacts, read_regions
from ingest.types import Language

Row = TypeVar("Row")

_READS = {"ar": "ar", "ary": "ar", "en": "en"}  # the files have French, Arabic and English


@dataclass(frozen=True, slots=True)
class Contact:
    """A public service: its name by language, and what is known of how to reach it."""

    id: str
    names: Mapping[str, str]
    phone: str = ""
    email: str = ""
    site: str = ""

    def name(self, language: Language) -> str:
        """As a reader of this language knows it."""
        return self.names[_READS.get(language, "fr")]

    def reached(self) -> str:
        """Phone, e-mail and site, those that are known."""
        return ", ".join(filter(None, (self.phone, self.email, self.site)))


@dataclass(frozen=True, slots=True)
class Region:
    """One of the twelve regions, its provinces (French names) and its CRI."""

    id: str
    names: Mapping[str, str]
    provinces: tuple[str, ...]
    cri: str

    def name(self, language: Language) -> str:
        """As a reader of this language knows it."""
        return self.names[_READS.get(language, "fr")]


@dataclass(frozen=True, slots=True)
class Contacts:
    """All of them, by id."""

    contacts: Mapping[str, Contact]
    regions: Mapping[str, Region]

    @classmethod
    def load(cls, folder: Path) -> "Contacts":
        """Read a corpus folder; none where it has no such files, `BadPrompts` where one is broken."""
        try:
            contacts = [_contact(row) for row in _there(folder / "contacts.toml", read_contacts)]
            regions = [_region(row) for row in _there(folder / "regions.toml", read_regions)]
        except BadManifest as error:
            raise BadPrompts(str(error)) from error
        found = cls({contact.id: contact for contact in contacts}, {region.id: region for region in regions})
        if lost := [region.cri for region in regions if region.cri not in found.contacts]:
            raise BadPrompts(f"{folder}/regions.toml: no contact {', '.join(lost)} in contacts.toml")
        return found

    def cri(self, region: str) -> Contact | None:
        """The investment centre of a region, by the region's id."""
        return self.contacts[self.regions[region].cri] if region in self.regions else None


def _there(path: Path, read: Callable[[Path], list[Row]]) -> list[Row]:
    return read(path) if path.is_file() else []


def _contact(row: registry.Contact) -> Contact:
    return Contact(row.id, {"fr": row.fr, "ar": row.ar, "en": row.en}, row.phone or "", row.email or "", row.site or "")


def _region(row: registry.Region) -> Region:
    names = {"fr": row.fr, "ar": row.ar, "en": row.en}
    return Region(row.id, names, tuple(province.fr for province in row.provinces), row.cri)
