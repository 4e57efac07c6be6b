from pathlib import Path

import pytest

from assistant.contacts import Contacts
from assistant.errors import BadPrompts
from ingest.types import Language
from tests.conftest import CONTACTS


def test_each_region_has_its_centre() -> None:
    assert len(CONTACTS.regions) == 12
    for region in CONTACTS.regions:
        centre = CONTACTS.cri(region)
        assert centre is not None
        assert centre.phone
        assert centre.phone in centre.reached()
    assert CONTACTS.cri("nowhere") is None


def test_names_are_in_the_language_that_a_reader_knows() -> None:
    consulates = CONTACTS.contacts["consulates"]
    assert consulates.name(Language("nl")).startswith("Consulats")
    assert consulates.name(Language("en")).startswith("Moroccan")
    assert CONTACTS.regions["fes-meknes"].name(Language("ary")) == "فاس-مكناس"


def test_a_corpus_without_contacts_has_none(tmp_path: Path) -> None:
    assert Contacts.load(tmp_path) == Contacts({}, {})


def test_a_broken_file_is_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "contacts.toml").write_text("[[contact]]\nid = 'x'\n", encoding="utf-8")
    with pytest.raises(BadPrompts, match=r"contacts\.toml:1: contact 'x': kind is missing"):
        Contacts.load(tmp_path)


def test_a_region_without_its_centre_is_told(tmp_path: Path) -> None:
    (tmp_path / "regions.toml").write_bytes(Path("corpora/mdm/regions.toml").read_bytes())
    with pytest.raises(BadPrompts, match=r"regions\.toml: no contact cri-"):
        Contacts.load(tmp_path)
