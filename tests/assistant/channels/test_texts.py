from pathlib import Path

import pytest

from assistant.channels.texts import COMMANDS, TEXTS, Texts
from assistant.errors import BadPrompts
from ingest.language import LANGUAGES
from ingest.types import Language
from tests.conftest import ROOT

CHANNELS = Texts.load(ROOT / "prompts")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(language: Language) -> None:
    for name in TEXTS:
        assert CHANNELS.text(name, language, code="AB12", link="https://x")


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ("STOP", "stop"),
        ("Stop!", "stop"),
        ("توقف", "stop"),
        ("توقّف", "stop"),
        ("7bess", "stop"),
        ("parar", "stop"),
        ("Abmelden", "stop"),
        ("start", "start"),
        ("ابدأ", "start"),
        ("Fortsetzen.", "start"),
        ("Mes données", "export"),
        ("بياناتي", "export"),
        ("i miei dati", "export"),
        ("mijn gegevens", "export"),
        ("Effacer mes données", "erase"),
        ("löschen", "erase"),
        ("حذف", "erase"),
        ("mse7 lma3tayat dyali", "erase"),
        ("borrar mis datos", "erase"),
        ("verwijder mijn gegevens", "erase"),
        ("comment arrêter une société ?", None),
        ("where do I delete a company", None),
        ("", None),
    ],
)
def test_a_command_is_the_whole_message(message: str, command: str | None) -> None:
    assert CHANNELS.command(message) == command


@pytest.mark.parametrize("name", ["notice", "stopped"])
def test_what_a_text_tells_people_to_write_works(name: str) -> None:
    told = {"fr": "effacer", "ar": "حذف", "ary": "مسح", "ary-Latn": "mse7 lma3tayat dyali", "en": "erase", "es": "borrar",
            "nl": "verwijderen", "it": "cancellare", "de": "löschen"}  # fmt: skip
    for language in LANGUAGES:
        text = CHANNELS.text(name, language)
        if name == "notice":
            assert told[language] in text
            assert CHANNELS.command(told[language]) == "erase"
        else:
            assert any(word in text and CHANNELS.command(word) == "start" for word in ("START", "ابدأ", "بدا"))


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    content = (ROOT / "prompts" / "channels.toml").read_text(encoding="utf-8")
    (tmp_path / "channels.toml").write_text(content.replace('nl = "Bronnen:"', ""), encoding="utf-8")
    with pytest.raises(BadPrompts, match=r"\[sources\] has no text in nl"):
        Texts.load(tmp_path)
    assert set(COMMANDS) == set(CHANNELS.commands.values())
