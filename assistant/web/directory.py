"""The list of whom to ask, as the website shows it: the investment centre (CRI) of each region, and the other institutions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import BadPrompts
from ingest.errors import BadManifest
from ingest.registry import Contact, Province, Region, read_contacts, read_regions
from ingest.types import Language

_Read = Literal["fr", "ar", "en"]  # the languages of the files
_READS: Mapping[str, _Read] = {"ar": "ar", "ary": "ar", "en": "en", "nl": "en", "de": "en"}
_OTHERWISE: _Read = "fr"


@dataclass(frozen=True, slots=True)
class Directory:
    """Contacts by id, and the regions, as staff keep them in `contacts.toml` and `regions.toml`."""

    contacts: Mapping[str, Contact]
    regions: tuple[Region, ...]

    @classmethod
    def load(cls, folder: Path) -> "Directory":
        """Read both files; `BadPrompts` says what is wrong, by line."""
        try:
            contacts = {contact.id: contact for contact in read_contacts(folder / "contacts.toml")}
            regions = tuple(read_regions(folder / "regions.toml"))
        except BadManifest as error:
            raise BadPrompts(f"{folder}: {error}") from error
        if lacking := [region.id for region in regions if region.cri not in contacts]:
            raise BadPrompts(f"{folder}/contacts.toml lacks the CRI of {', '.join(lacking)}")
        return cls(contacts, regions)

    def name(self, contact_id: str, language: Language) -> str:
        """An institution's name for a reader."""
        return _name(self.contacts[contact_id], read_as(language))

    def body(self, language: Language) -> dict[str, Any]:
        """Regions with their CRI, then the other institutions, as JSON."""
        read = read_as(language)
        centres = {region.cri for region in self.regions}
        return {
            "language": read,
            "regions": [
                {
                    "id": region.id,
                    "name": _name(region, read),
                    "provinces": [_name(province, read) for province in region.provinces],
                    "cri": _body(self.contacts[region.cri], read),
                }
                for region in self.regions
            ],
            "institutions": [_body(contact, read) for contact in self.contacts.values() if contact.id not in centres],
        }


def read_as(language: Language) -> _Read:
    """Which of the directory's languages is nearest to the reader's."""
    return _READS.get(language, _OTHERWISE)


def _name(row: Contact | Region | Province, read: _Read) -> str:
    if read == "ar":
        return row.ar
    return row.fr if read == "fr" or isinstance(row, Province) else row.en


def _body(contact: Contact, read: _Read) -> dict[str, Any]:
    return {
        "id": contact.id, "kind": contact.kind, "name": _name(contact, read), "what_for": getattr(contact.what_for, read),
        "note": getattr(contact.note, read), "address": contact.address or "", "phone": contact.phone or "",
        "email": contact.email or "", "site": contact.site or "",
    }  # fmt: skip
