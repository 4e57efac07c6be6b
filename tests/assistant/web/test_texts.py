import shutil
from pathlib import Path

import pytest

from assistant.errors import BadPrompts
from assistant.feedback import Reason
from assistant.web.texts import WebTexts, direction, html_language, negotiate
from ingest.language import LANGUAGES
from ingest.types import Authority
from tests.conftest import ROOT

TEXTS = WebTexts.load(ROOT / "prompts")


def test_every_reason_authority_and_language_has_its_name() -> None:
    assert set(TEXTS.widget["endonyms"]) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(TEXTS.widget[language]["reasons"]) == set(Reason)
        assert set(TEXTS.widget[language]["authorities"]) == set(Authority)


def test_french_signs_stay_on_their_line() -> None:
    assert TEXTS.widget["fr"]["launcher"]["open"] == "Une question\u202f?"
    assert TEXTS.widget["en"]["launcher"]["open"] == "A question?"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ar-MA,ar;q=0.9,fr;q=0.8", "ar"),
        ("fr;q=0.5, nl;q=0.9", "nl"),
        ("ary-Latn", "ary-Latn"),
        ("ARY", "ary"),
        ("pt,zh", "fr"),
        ("", "fr"),
        ("de;q=x, it", "it"),
    ],
)
def test_the_reader_is_known_by_the_header(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_directions() -> None:
    assert [language for language in LANGUAGES if direction(language) == "rtl"] == ["ar", "ary"]
    assert (html_language("ary"), html_language("ary-Latn")) == ("ar-MA", "ary-Latn")


def test_a_text_that_lacks_in_one_language_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    path = tmp_path / "prompts" / "limits.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Het bericht is te lang", ""), encoding="utf-8")
    WebTexts.load(tmp_path / "prompts")
    path.write_text(path.read_text(encoding="utf-8").replace('hours = "uur"\n', ""), encoding="utf-8")
    with pytest.raises(BadPrompts, match=r"limits\.toml: \[nl\] and \[fr\] differ in hours"):
        WebTexts.load(tmp_path / "prompts")
