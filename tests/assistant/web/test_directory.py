import shutil
from pathlib import Path

import pytest

from assistant.errors import BadPrompts
from assistant.web.directory import Directory
from ingest.language import LANGUAGES
from ingest.types import Language
from tests.conftest import ROOT

CORPUS = ROOT / "corpora" / "mdm"
DIRECTORY = Directory.load(CORPUS)


def test_every_region_has_its_centre_with_a_way_to_reach_it() -> None:
    for language in LANGUAGES:
        body = DIRECTORY.body(language)
        assert len(body["regions"]) == 12
        assert all(region["cri"]["phone"] and region["cri"]["email"] for region in body["regions"])
        assert "ministry-of-investment" in {contact["id"] for contact in body["institutions"]}
    assert DIRECTORY.body(Language("ary"))["language"] == "ar"
    assert DIRECTORY.body(Language("es"))["language"] == "fr"


def test_a_broken_list_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(BadPrompts, match=r"contacts\.toml"):
        Directory.load(tmp_path)
    shutil.copy(CORPUS / "contacts.toml", tmp_path)
    regions = (CORPUS / "regions.toml").read_text(encoding="utf-8")
    (tmp_path / "regions.toml").write_text(regions.replace('cri = "cri-oriental"', 'cri = "cri-nowhere"'), encoding="utf-8")
    with pytest.raises(BadPrompts, match="lacks the CRI of oriental"):
        Directory.load(tmp_path)
    (tmp_path / "regions.toml").write_text(regions.replace('cri = "cri-oriental"', ""), encoding="utf-8")
    with pytest.raises(BadPrompts, match=r"regions\.toml:\d+: region 'oriental': cri is missing"):
        Directory.load(tmp_path)
