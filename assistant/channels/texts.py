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
_LIST_BUTTON = 20


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts, complete in every language: `load` sees to it."""

    texts: Mapping[str, Mapping[str, str]]
    commands: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        """Read the file; `BadPrompts` names the entry and the language that lacks its text."""
        path = folder / "channels.toml"
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            texts = {name: _complete(name, content[name]) for name in TEXTS}
            commands = {_key(word): command for command in COMMANDS for word in content["words"][command]}
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise BadPrompts(f"{path}: {error}") from error
        if long := [text for text in texts["choose"].values() if len(text) > _LIST_BUTTON]:
            raise BadPrompts(f"{path}: [choose] has at most {_LIST_BUTTON} characters: {', '.join(long)}")
        return cls(texts, commands)

    def text(self, name: str, language: Language, **values: str) -> str:
        """A text in a language, what stands in braces filled in."""
        texts = self.texts[name]
        return (texts.get(language) or texts[ENGLISH]).format(**values)

    def command(self, message: str) -> str | None:
        """Which command the whole message is, if any."""
        return self.commands.get(_key(message))


def _complete(name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    missing = [language for language in LANGUAGES if not str(entry.get(language, "")).strip()]
    if missing:
        raise BadPrompts(f"channels.toml: [{name}] has no text in {', '.join(missing)}")
    return {language: str(entry[language]) for language in LANGUAGES}


def _key(message: str) -> str:
    letters = (character if character.isalnum() else " " for character in fold_letters(strip_invisible(message)))
    return " ".join("".join(letters).split())
