import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import BadPrompts
from assistant.prompts import FORGET, REFUSALS, Prompts
from assistant.types import Status
from ingest.language import LANGUAGES
from ingest.types import Language
from tests.conftest import ROOT

PROMPTS = Prompts.load(ROOT / "prompts")


def test_every_text_is_there_in_every_language() -> None:
    assert set(Status) == REFUSALS | {Status.ANSWERED, Status.PARTIAL, Status.CLARIFY, Status.SMALL_TALK}
    for language in LANGUAGES:
        assert all(PROMPTS.refusal(status, language, PROMPTS.centre(language)) for status in REFUSALS)
        assert all(texts[language] for texts in PROMPTS.small_talk.values())
        assert len(PROMPTS.frame(language).months) == 12


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Merci !", "thanks"), ("Merci beaucoup pour votre aide", "thanks"), ("wakha, chokran bzaf", "thanks"),
        ("السلام عليكم", "greeting"), ("labas 3lik khoya", "greeting"), ("Guten Tag", "greeting"),
        ("salam, chkoun nta?", "identity"), ("Bonjour, es-tu un robot ?", "identity"), ("شكون نتا", "identity"),
        ("Was können Sie?", "capability"), ("tot ziens", "goodbye"), ("d'accord", "okay"),
        ("Oublie tout.", FORGET), ("oublie tout stp", FORGET), ("نسى كلشي", FORGET), ("borra mis datos", FORGET),
        ("SARL", None), ("Bonjour, quel capital ?", None), ("et", None), ("non, pas SARL", None), ("", None),
    ],
)  # fmt: skip
def test_small_talk_is_the_whole_message(message: str, kind: str | None) -> None:
    assert PROMPTS.small_talk_kind(message) == kind


def test_dates_are_written_as_each_language_does() -> None:
    assert PROMPTS.frame(Language("fr")).dated(date(2026, 11, 5)) == "Règle en vigueur au 5 novembre 2026."
    assert PROMPTS.frame(Language("de")).dated(date(2026, 11, 5)) == "Regel in Kraft am 5. November 2026."


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    path = tmp_path / "prompts" / "refusals.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("nl")), encoding="utf-8")
    with pytest.raises(BadPrompts, match=r"refusals\.toml: \[\w+\] has no text in nl"):
        Prompts.load(tmp_path / "prompts")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_who_answers(language: Language) -> None:
    centre = PROMPTS.centre(language, "Fès-Meknès", "05 35 65 20 57")
    assert "05 35 65 20 57" in PROMPTS.refusal(Status.NO_SOURCE, language, centre)
    assert "(Belgique)" in PROMPTS.refusal(Status.FOREIGN_LAW, language, centre, "Belgique")
    assert not any(mark in PROMPTS.refusal(status, language, centre) for status in REFUSALS for mark in "{}[]")
