"""The texts of `prompts/`: each status, each kind of small talk and the frame of an answer in every language."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from assistant.errors import BadPrompts
from assistant.profile import missing as profile_missing
from assistant.route import missing as route_missing
from assistant.types import Status
from ingest.language import ENGLISH, LANGUAGES
from ingest.normalize import fold_letters
from ingest.types import Language

REFUSALS = frozenset(Status) - {Status.ANSWERED, Status.PARTIAL, Status.CLARIFY, Status.SMALL_TALK}
FORGET = "forget"
PRESENTS_ITSELF = frozenset({"greeting", "identity"})  # small talk that says that it is a machine
_BESIDE = "beside"
_LONGEST_PHRASE = 7  # words
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the quotes of an answer, in one language."""

    in_force: str
    medium: str
    conflict: str
    original: str
    months: tuple[str, ...]
    day_format: str
    names: Mapping[str, str]

    def dated(self, day: date) -> str:
        """The sentence that says on which day the answer is true."""
        written = self.day_format.format(day=day.day, month=self.months[day.month - 1], year=day.year)
        return self.in_force.format(date=written)


@dataclass(frozen=True, slots=True)
class Prompts:
    """All texts, complete in every language: `load` sees to it."""

    refusals: Mapping[Status, Mapping[str, str]]
    small_talk: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    frames: Mapping[str, Frame]
    notices: Mapping[str, Mapping[str, str]]
    cri: Mapping[str, Mapping[str, str]]
    profile: Mapping[str, Any]
    route: Mapping[str, Any]
    answer: Template

    @classmethod
    def load(cls, folder: Path) -> "Prompts":
        """Read the folder; `BadPrompts` names the file, the entry and the language that lacks its text."""
        refusals, talk, frames = (_read(folder / f"{name}.toml") for name in ("refusals", "small_talk", "answer"))
        notices, profile, route = (_read(folder / f"{name}.toml") for name in ("notices", "profile", "route"))
        try:
            return cls(
                refusals={status: _texts("refusals.toml", refusals, status.value) for status in REFUSALS},
                small_talk={kind: _texts("small_talk.toml", talk, kind) for kind in talk if kind != _BESIDE},
                words={_key(word): kind for kind, entry in talk.items() for word in entry["words"]},
                frames={
                    language: Frame(**{**_table("answer.toml", frames, language), "months": tuple(frames[language]["months"])})
                    for language in LANGUAGES
                },
                notices={kind: _texts("notices.toml", notices, kind) for kind in ("introduction", "masked")},
                cri={kind: _texts("refusals.toml", refusals["cri"], kind) for kind in ("named", "any")},
                profile=_complete("profile.toml", profile, profile_missing(profile)),
                route=_complete("route.toml", route, route_missing(route)),
                answer=_template(folder / "answer.md", {"language", "fence"}),
            )
        except (KeyError, TypeError) as error:
            raise BadPrompts(f"a text in {folder} is missing or broken: {error}") from error

    def refusal(self, status: Status, language: Language, cri: str, country: str = "") -> str:
        """The text of a refusal; `cri` names the centre to ask, `country` the one whose law is asked about."""
        text = self.refusals[status].get(language) or self.refusals[status][ENGLISH]
        return text.format(cri=cri, country=f" ({country})" if country else "")

    def centre(self, language: Language, region: str = "", contact: str = "") -> str:
        """How the investment centre of a region, or of any, is named in a sentence."""
        return self.cri["named" if region else "any"][language].format(region=region, contact=contact)

    def frame(self, language: Language) -> Frame:
        """The frame of an answer."""
        return self.frames.get(language) or self.frames[ENGLISH]

    def small_talk_kind(self, message: str) -> str | None:
        """Which small talk the whole message is, if any: of several, the one that comes last in small_talk.toml."""
        words, at = _key(message).split(), 0
        kinds = []
        while at < len(words):
            runs = (" ".join(words[at : at + length]) for length in range(_LONGEST_PHRASE, 0, -1))
            phrase = next((run for run in runs if run in self.words), None)
            if phrase is None:
                return None
            kinds.append(self.words[phrase])
            at += len(phrase.split())
        order = list(self.small_talk)
        return max((kind for kind in kinds if kind != _BESIDE), key=order.index, default=None)


def _key(message: str) -> str:
    return _PUNCTUATION.sub(" ", fold_letters(message)).strip()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadPrompts(f"{path}: {error}") from error


def _complete(name: str, content: Mapping[str, Any], lacking: Sequence[str]) -> Mapping[str, Any]:
    if lacking:
        raise BadPrompts(f"{name}: no text for {', '.join(lacking)}")
    return content


def _template(path: Path, places: set[str]) -> Template:
    try:
        template = Template(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrompts(f"{path}: {error}") from error
    if not template.is_valid() or set(template.get_identifiers()) != places:
        raise BadPrompts(
            f"{path}: its places must be {', '.join(f'${place}' for place in sorted(places))}; write $$ for a dollar"
        )
    return template


def _table(name: str, content: Mapping[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(content.get(key), dict):
        raise BadPrompts(f"{name}: no [{key}]")
    return dict(content[key])


def _texts(name: str, content: Mapping[str, Any], key: str) -> dict[str, str]:
    texts = _table(name, content, key)
    missing = [language for language in LANGUAGES if not str(texts.get(language, "")).strip()]
    if missing:
        raise BadPrompts(f"{name}: [{key}] has no text in {', '.join(missing)}")
    return {language: str(texts[language]) for language in LANGUAGES}
