import tomllib
from pathlib import Path

import pytest

from assistant.channels.texts import COMMANDS, TEXTS, Texts
from assistant.errors import BadPrompts
from ingest.language import LANGUAGES
from ingest.types import Language
from tests.conftest import ROOT

CHANNELS = Texts.load(ROOT / "prompts")
WORDS = tomllib.loads((ROOT / "prompts" / "channels.toml").read_text(encoding="utf-8"))["words"]


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
    found = CHANNELS.command(message)
    assert (found.name if found else None) == command


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_word_of_every_language_is_understood_however_it_is_written(command: str, language: Language) -> None:
    for word in WORDS[command][language]:
        for written in (word, word.upper(), f" {word.capitalize()}. ", f"« {word} »", f"{word} !"):
            found = CHANNELS.command(written)
            assert found is not None, written
            assert found.name == command
            assert language in found.languages
            assert found.language(language) == language


@pytest.mark.parametrize(
    ("message", "person", "answer"),
    [("توقف", "fr", "ar"), ("حبس", "fr", "ary"), ("STOP", "ar", "ar"), ("STOP", "nl", "nl"), ("مسح", "ary", "ary"),
     ("مسح", "fr", "ar"), ("parar", "fr", "es"), ("my data", "de", "en")],
)  # fmt: skip
def test_a_command_is_answered_in_its_own_language_unless_it_is_a_word_of_all(message: str, person: str, answer: str) -> None:
    found = CHANNELS.command(message)
    assert found is not None
    assert found.language(Language(person)) == answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "command"), [("notice", "stop"), ("notice", "erase"), ("notice", "export"), ("stopped", "start")]
)
def test_what_a_text_tells_people_to_write_is_a_word_of_their_language(name: str, command: str, language: Language) -> None:
    text = CHANNELS.text(name, language).casefold()
    assert any(f"{mark}{word.casefold()}" in text for word in WORDS[command][language] for mark in ("« ", "«", "“", "„", "'"))


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    content = (ROOT / "prompts" / "channels.toml").read_text(encoding="utf-8")
    (tmp_path / "channels.toml").write_text(content.replace('nl = "Bronnen:"', ""), encoding="utf-8")
    with pytest.raises(BadPrompts, match=r"\[sources\] has no text in nl"):
        Texts.load(tmp_path)
    assert set(COMMANDS) == {command.name for command in CHANNELS.commands.values()}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('ary = ["معطياتي", "المعطيات ديالي"]', "ary = []", r"\[words.export\] has no word in ary"),
        ('en = ["my data",', 'en = ["Löschen", "my data",', "“Löschen” is a word of both erase and export"),
    ],
)
def test_a_language_without_a_word_and_a_word_of_two_commands_are_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    content = (ROOT / "prompts" / "channels.toml").read_text(encoding="utf-8")
    assert old in content
    (tmp_path / "channels.toml").write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPrompts, match=says):
        Texts.load(tmp_path)
