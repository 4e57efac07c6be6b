from pathlib import Path

import pytest

from assistant.contacts import Contacts
from ingest.errors import BadManifest
from tests.conftest import ROOT

MDM = ROOT / "corpora" / "mdm"


@pytest.fixture(scope="module")
def contacts() -> Contacts:
    return Contacts.load(MDM)


@pytest.mark.parametrize("name", ["Fès-Meknès", "fes meknes", "فاس-مكناس", "fes-meknes", "FES MEKNES"])
def test_a_region_in_each_of_its_spellings(contacts: Contacts, name: str) -> None:
    cri = contacts.for_region(name)
    assert cri is not None
    assert cri.id == "cri-fes-meknes"


@pytest.mark.parametrize(("province", "cri"), [("Nador", "cri-oriental"), ("الناظور", "cri-oriental"), ("Tétouan", "cri-tanger")])
def test_a_province_leads_to_its_region(contacts: Contacts, province: str, cri: str) -> None:
    found = contacts.for_region(province)
    assert found is not None
    assert found.id.startswith(cri)


def test_every_region_has_its_cri(contacts: Contacts) -> None:
    assert len({contacts.for_region(region.id) for region in contacts.regions}) == len(contacts.regions) == 12


def test_what_is_not_known_is_none(contacts: Contacts) -> None:
    assert contacts.for_region("Brabant") is None
    assert contacts.region("") is None
    assert contacts.named("nobody") is None
    assert contacts.for_topic("nothing") == []


def test_a_topic_leads_to_who_serves_the_whole_country(contacts: Contacts) -> None:
    assert "tamwilcom" in [contact.id for contact in contacts.for_topic("mdm-invest")]
    assert {contact.kind for contact in contacts.for_topic("institutions")} & {"cri"} == set()


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "contacts.toml").write_text("[[contact]]\nid = 'x'\n")
    (tmp_path / "regions.toml").write_text("")
    with pytest.raises(BadManifest, match=r"contacts\.toml:1: contact 'x': kind is missing"):
        Contacts.load(tmp_path)
