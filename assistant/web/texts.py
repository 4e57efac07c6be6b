"""The texts of the website in `prompts/`: each file has the same entries in all nine languages."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadPrompts
from ingest.language import FRENCH, LANGUAGES
from ingest.types import Language

RIGHT_TO_LEFT = frozenset({"ar", "ary"})
_BEFORE_HIGH_SIGN = re.compile(r"(?<=«) | (?=[?!:;»])")
Texts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class WebTexts:
    """What the widget, the home page, the privacy page and the limits say, by language."""

    widget: Texts
    home: Texts
    privacy: Texts
    limits: Texts

    @classmethod
    def load(cls, folder: Path) -> "WebTexts":
        """Read the files; `BadPrompts` names the file, the language and the entries that are missing or too many."""
        return cls(*(_load(folder / f"{name}.toml") for name in ("widget", "home", "privacy", "limits")))


def direction(language: str) -> str:
    """`rtl` or `ltr`, as HTML writes it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def html_language(language: str) -> str:
    """The language as a `lang` attribute: screen readers know Darija as Arabic."""
    return "ar-MA" if language == "ary" else language


def negotiate(accepted: str) -> Language:
    """The first of our languages in an `Accept-Language` header; French where there is none."""
    weighed = []
    for place, item in enumerate(accepted.split(",")[:20]):
        tag, _, parameters = item.strip().partition(";")
        weight = parameters.strip().removeprefix("q=") or "1"
        try:
            weighed.append((-float(weight), place, tag.strip().lower()))
        except ValueError:
            continue
    known = {language.lower(): language for language in LANGUAGES}
    for _, _, tag in sorted(weighed):
        language = known.get(tag) or known.get(tag.split("-")[0])
        if language is not None:
            return language
    return FRENCH


def _load(path: Path) -> Texts:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadPrompts(f"{path}: {error}") from error
    expected = _entries(content.get(FRENCH, {}))
    for language in LANGUAGES:
        differing = expected ^ _entries(content.get(language, {}))
        if differing or not expected:
            raise BadPrompts(f"{path.name}: [{language}] and [{FRENCH}] differ in {', '.join(sorted(differing)) or 'all'}")
    return {**content, FRENCH: _typeset(content[FRENCH])}


def _typeset(value: Any) -> Any:
    """French as it is printed: no line begins with one of ? ! : ; or », none ends with «."""
    if isinstance(value, dict):
        return {key: _typeset(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typeset(inner) for inner in value]
    return _BEFORE_HIGH_SIGN.sub("\u202f", str(value))


def _entries(value: object, prefix: str = "") -> set[str]:
    """The paths of all texts that are not empty; lists by their length."""
    if isinstance(value, dict):
        return {path for key, inner in value.items() for path in _entries(inner, f"{prefix}{key}.")}
    if isinstance(value, list):
        return {path for place, inner in enumerate(value) for path in _entries(inner, f"{prefix}{place}.")}
    return {prefix.rstrip(".")} if str(value).strip() else set()
