"""What an answer says around its quotes: the texts of `prompts/`, told from claims.

The language of a reply is right if the answer says so itself (`language`), and if everything that it says around its
quotes is in that language: a text of `prompts/` is in the language it stands under there, any other text is
identified. Arabic and Darija in Arabic letters pass for each other here, since a formal sentence is the same in both.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.language import LANGUAGES, identify

_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")
_MARKS = re.compile(r"\s*\[\d+\]")
_LETTERS = re.compile(r"[^\W\d_]")
_ARABIC = frozenset({"ar", "ary"})
_FEW_LETTERS = 12  # too short to be identified


@dataclass(frozen=True, slots=True)
class Framing:
    """The texts of `prompts/` as patterns, by language."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def load(cls, folder: Path) -> "Framing":
        """Every text of the folder's TOML files that stands under a language."""
        found = []
        for path in sorted(folder.glob("*.toml")):
            for language, text in _texts(tomllib.loads(path.read_text(encoding="utf-8")), ""):
                written = re.escape(" ".join(text.split()))
                if len(_LETTERS.findall(_PLACEHOLDER.sub("", written))) >= _FEW_LETTERS:
                    found.append((language, re.compile(_PLACEHOLDER.sub("(?:.{0,200}?)", written))))
        return cls(tuple(found))

    def claims(self, text: str) -> str:
        """A text without its framing."""
        text = " ".join(text.split())
        for _, pattern in self.patterns:
            text = pattern.sub(" ", text)
        return text.strip()

    def in_language(self, text: str, quotes: list[str], language: str) -> bool:
        """Everything that the text says around the quotes is in the language."""
        rest = " ".join(_MARKS.sub("", text).split())
        for quote in sorted(quotes, key=len, reverse=True):
            rest = rest.replace(" ".join(quote.split()), " ")
        said: list[set[str]] = []
        # Short ones first: a long one's placeholder would swallow the text beside it.
        for pattern in sorted({pattern for _, pattern in self.patterns}, key=lambda each: (len(each.pattern), each.pattern)):
            if pattern.search(rest):
                said.append({each for each, other in self.patterns if other == pattern})
                rest = pattern.sub(" ", rest)
        if len(_LETTERS.findall(rest)) >= _FEW_LETTERS:
            identified = identify(rest)
            said.append({identified} if identified else {language})
        return all(any(_alike(each, language) for each in languages) for languages in said)


def _alike(first: str, second: str) -> bool:
    return first == second or {first, second} <= _ARABIC


def _texts(entry: object, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            yield from _texts(value, key if key in LANGUAGES else language)
    elif isinstance(entry, str) and language:
        yield language, entry
