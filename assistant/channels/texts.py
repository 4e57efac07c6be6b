"""The texts of `prompts/channels.toml`, in every language, and the words that people stop, start, erase and export with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadPrompts
from ingest.language import ENGLISH, LANGUAGES
from ingest.normalize import fold_letters, strip_invisible
from ingest.types import Language

TEXTS = (
    "notice", "delayed", "media_unread", "media", "audio", "sticker", "location", "contacts", "unsupported", "too_fast",
    "stopped", "started", "erased", "export", "failed", "sources", "choose", "next",
)  # fmt: skip
COMMANDS = ("stop", "start", "erase", "export")
_EVERYWHERE = 3  # a word of so many languages, such as STOP, tells nothing of the person's
_LIST_BUTTON = 20


@dataclass(frozen=True, slots=True)
class Command:
    """What a word asks for, and the languages that it is a word of."""

    name: str
    languages: tuple[Language, ...]

    def language(self, person: Language) -> Language:
        """The one to answer in: the person's, unless the word is of another one."""
        everywhere = len(self.languages) >= _EVERYWHERE
        return person if everywhere or person in self.languages else self.languages[0]


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts, complete in every language: `load` sees to it."""

    texts: Mapping[str, Mapping[str, str]]
    commands: Mapping[str, Command]

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        """Read the file; `BadPrompts` names the entry and the language that lacks its text."""
        path = folder / "channels.toml"
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            texts = {name: _complete(name, content[name]) for name in TEXTS}
            commands = _commands(content["words"])
        except (OSError, tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError) as error:
            raise BadPrompts(f"{path}: {error}") from error
        if long := [text for text in texts["choose"].values() if len(text) > _LIST_BUTTON]:
            raise BadPrompts(f"{path}: [choose] has at most {_LIST_BUTTON} characters: {', '.join(long)}")
        return cls(texts, commands)

    def text(self, name: str, language: Language, **values: str) -> str:
        """A text in a language, what stands in braces filled in."""
        texts = self.texts[name]
        return (texts.get(language) or texts[ENGLISH]).format(**values)

    def command(self, message: str) -> Command | None:
        """Which command the whole message is, if any."""
        return self.commands.get(_key(message))


def _complete(name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    missing = [language for language in LANGUAGES if not str(entry.get(language, "")).strip()]
    if missing:
        raise BadPrompts(f"channels.toml: [{name}] has no text in {', '.join(missing)}")
    return {language: str(entry[language]) for language in LANGUAGES}


def _commands(words: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Command]:
    found: dict[str, Command] = {}
    for name in COMMANDS:
        if missing := [language for language in LANGUAGES if not words[name].get(language)]:
            raise BadPrompts(f"channels.toml: [words.{name}] has no word in {', '.join(missing)}")
        for language in LANGUAGES:
            for word in words[name][language]:
                known = found.get(_key(word), Command(name, ()))
                if known.name != name:
                    raise BadPrompts(f"channels.toml: “{word}” is a word of both {known.name} and {name}")
                found[_key(word)] = Command(name, tuple(dict.fromkeys((*known.languages, Language(language)))))
    return found


def _key(message: str) -> str:
    letters = (character if character.isalnum() else " " for character in fold_letters(strip_invisible(message)))
    return " ".join("".join(letters).split())
