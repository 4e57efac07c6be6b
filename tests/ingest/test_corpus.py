import json
from pathlib import Path

import pytest

from ingest.corpus import Refusal, documents
from ingest.errors import BadManifest

LIMIT = 1_000_000
TEXT = "Un texte assez long pour être lu."


def test_a_bad_file_is_refused_by_name_and_the_others_go_in(corpus: Path) -> None:
    (corpus / "broken.pdf").write_bytes(b"%PDF nothing")
    (corpus / "sheet.xyz").write_text("?")
    (corpus / "empty.txt").write_text("")
    (corpus / "bad.md").write_text("---\nauthority: rumour\n---\n" + TEXT)
    (corpus / "big.txt").write_text("a" * (LIMIT + 1))
    found = list(documents(corpus, LIMIT))
    refused = {item.path: item.reason for item in found if isinstance(item, Refusal)}
    assert sorted(refused) == ["bad.md", "big.txt", "broken.pdf", "empty.txt", "sheet.xyz"]
    assert "rumour" in refused["bad.md"]
    assert len(found) - len(refused) == 4


def test_a_manifest_describes_files_without_front_matter(tmp_path: Path) -> None:
    (tmp_path / "law.txt").write_text(TEXT)
    (tmp_path / "manifest.json").write_text(
        json.dumps([{"file": "law.txt", "title": "Loi", "category": "tax", "status": "in_force"}])
    )
    (found,) = documents(tmp_path, LIMIT)
    assert not isinstance(found, Refusal)
    assert (found.title, found.language, found.provenance.topics) == ("Loi", "fr", ("tax",))


def test_a_toml_manifest_and_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text('[[document]]\nfile = "gone.pdf"\n')
    assert list(documents(tmp_path, LIMIT)) == [Refusal("gone.pdf", "named in the manifest, but there is no such file")]


def test_a_broken_manifest_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[{}]")
    with pytest.raises(BadManifest, match=r"manifest\.json"):
        list(documents(tmp_path, LIMIT))
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "manifest.toml").write_text('[[document]]\nfile = "a.pdf"\nverified_on = 25/11/2026\n')
    with pytest.raises(BadManifest, match=r"manifest\.toml: not TOML: .*line 3.*a date as 2026-01-31"):
        list(documents(tmp_path, LIMIT))
