"""Whom to ask: the contacts and regions beside a corpus, by id, by region, by topic."""

from dataclasses import dataclass
from pathlib import Path

from ingest.normalize import fold_letters
from ingest.registry import Contact, Region, read_contacts, read_regions


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts and regions of one corpus."""

    contacts: tuple[Contact, ...]
    regions: tuple[Region, ...]

    @classmethod
    def load(cls, corpus: Path) -> "Contacts":
        """Read `contacts.toml` and `regions.toml` of a corpus folder; `BadManifest` names file, line and mistake."""
        return cls(tuple(read_contacts(corpus / "contacts.toml")), tuple(read_regions(corpus / "regions.toml")))

    def named(self, contact_id: str) -> Contact | None:
        """The contact with this id."""
        return next((contact for contact in self.contacts if contact.id == contact_id), None)

    def region(self, name: str) -> Region | None:
        """The region that has this name or id, or a province of this name, in any of its spellings."""
        wanted = _key(name)
        for region in self.regions:
            if wanted in map(_key, (region.id, region.fr, region.ar, region.en)):
                return region
        return next(
            (region for region in self.regions if any(wanted in (_key(p.fr), _key(p.ar)) for p in region.provinces)), None
        )

    def for_region(self, name: str) -> Contact | None:
        """The CRI of the region that `region` finds."""
        region = self.region(name)
        return self.named(region.cri) if region else None

    def for_topic(self, topic: str) -> list[Contact]:
        """The contacts for a topic, or for a sheet's slug, in the file's order; those of single regions are left out."""
        return [contact for contact in self.contacts if topic in contact.topics and contact.kind != "cri"]


def _key(name: str) -> str:
    """A name without case, accents, hyphens and spaces: `Fès-Meknès` is `fes meknes`."""
    return "".join(character for character in fold_letters(name) if character.isalnum())
