"""What a message is before anything is searched for: small talk, something to refuse, a profile, or a question without a subject.

Rules of prompts/route.toml. They are precise rather than greedy: a message that none of them tells is searched for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.places import Places, plain
from assistant.profile import Heard
from assistant.types import Option, Status
from ingest.language import DARIJA, DARIJA_LATIN, FUNCTION_WORDS, LANGUAGES
from ingest.types import Language

_NEAR = r"(?: \w+){0,4} "
_FOREIGN = "foreigncountry"
# The order counts: who asks how to forge a paper for a file at hand is told that this is forgery.
_STATUSES = (Status.HARMFUL, Status.PERSONAL_CASE, Status.HANDOVER, Status.FOREIGN_LAW, Status.OUT_OF_SCOPE)
_MASKED = re.compile(r"‹[^›]*›")
_MIXED = {DARIJA: ("ar", "ary"), DARIJA_LATIN: ("ary-Latn", "fr")}  # people mix Darija with these
_ARABIC_GLUED = re.compile(r"^(?:[وفبلك]|ال|وال|بال|فال|لل)(?=\w{2})")
_STATEMENT_WORDS = 4  # that a statement about oneself may hold beside what was heard
_TOWN_WORDS = 1  # where it says no more than a town or a branch


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes. `kind` says which clarifying question; `country` which foreign law is asked about."""

    status: Status
    kind: str = ""
    country: str = ""


class Router:
    """Decides by patterns and by word lists."""

    def __init__(self, texts: Mapping[str, Any], places: Places) -> None:
        self._places = places
        self._asked = {status: [_compiled(pattern) for pattern in texts[status.value]["patterns"]] for status in _STATUSES}
        self._but = {status: _words(texts[status.value]["but"]) for status in _STATUSES}
        self._morocco = _compiled(texts[Status.FOREIGN_LAW.value]["morocco"])
        self._vague = frozenset(plain(texts["subjectless"]["vague"]).split())
        self._broad = frozenset(plain(texts["subjectless"]["broad"]).split())
        self._question, self._how = _words(texts["question"]["words"]), _words(texts["question"]["how"])
        self._clarify, self._options = texts["clarify"], texts["option"]

    def route(self, text: str, language: Language, heard: Heard, has_subject: bool) -> Route | None:
        """None for a question to search for; `has_subject` says that one can go on from the last question."""
        said = plain(_MASKED.sub(" ", text))
        abroad, country = self._places.with_foreign(said, _FOREIGN)
        for status in _STATUSES:
            if self._is(status, abroad if status is Status.FOREIGN_LAW else said):
                return Route(status, country=country if status is Status.FOREIGN_LAW else "")
        content = self._content(said, language)
        if heard.told and self._is_statement(text, said, heard, language):
            return Route(Status.SMALL_TALK, "profile")
        if content <= self._vague:
            return None if has_subject else Route(Status.CLARIFY, "vague")
        if content <= self._vague | self._broad and not self._question.search(self._how.sub(" ", said)):
            return Route(Status.CLARIFY, "broad")
        return None

    def meant(self, kind: str, text: str, heard: Heard) -> Route | None:
        """The same for what a message is by its meaning (intents.py); None for a question to search for."""
        if kind == Status.HANDOVER:
            return Route(Status.HANDOVER)
        if kind == Status.CLARIFY:
            return Route(Status.CLARIFY, "vague")
        asks = "?" in text or "؟" in text or self.asks(text)
        if kind == "question" or (kind == "profile" and (asks or not heard.told)):
            return None
        return Route(Status.SMALL_TALK, kind)

    def country(self, text: str) -> str:
        """The foreign country that a message names; empty where it names none."""
        return self._places.with_foreign(plain(text), _FOREIGN)[1]

    def lacks_subject(self, text: str, language: Language) -> bool:
        """Does it say nothing that could be searched for alone?"""
        return self._content(plain(_MASKED.sub(" ", text)), language) <= self._vague

    def content(self, text: str, language: Language) -> int:
        """How many words of a message say what it is about."""
        return len(self._content(plain(text), language) - self._vague)

    def says(self, text: str, language: Language) -> bool:
        """Does it hold more than function words?"""
        return bool(self._content(plain(text), language))

    def asks(self, text: str) -> bool:
        """Does it ask by its words?"""
        return self._question.search(plain(text)) is not None

    def clarify(self, kind: str, text: str, language: Language) -> tuple[str, tuple[Option, ...]]:
        """One question, and the subjects to choose from; after a vague question its own words follow the subject."""
        rows = [row[language] for row in self._options]
        asked = " ".join(_MASKED.sub(" ", text).split())
        if kind == "vague" and asked:
            rows = [(label, f"{label} : {asked}") for label, _ in rows]
        return self._clarify[kind][language], tuple(Option(label, message) for label, message in rows)

    def _is(self, status: Status, said: str) -> bool:
        if self._but[status].search(said) or (status is Status.FOREIGN_LAW and self._morocco.search(said)):
            return False
        return any(pattern.search(said) for pattern in self._asked[status])

    def _is_statement(self, text: str, said: str, heard: Heard, language: Language) -> bool:
        if "?" in text or "؟" in text or self.asks(text):
            return False
        for told in heard.told:
            said = said.replace(told, " ")
        rest = self._content(said, language) - self._vague - self._broad
        tells_much = bool(heard.profile.residence or heard.profile.amount_mad or heard.profile.amount)
        return len(rest) <= (_STATEMENT_WORDS if tells_much else _TOWN_WORDS)

    def _content(self, said: str, language: Language) -> set[str]:
        """The words that are no function words."""
        small = frozenset().union(*(FUNCTION_WORDS[Language(each)] for each in _MIXED.get(language, (language,))))
        known = small | self._vague | self._broad
        words = set()
        for word in said.split():
            bare = _ARABIC_GLUED.sub("", word)
            words.add(word if word in known or bare not in known else bare)
        return {word for word in words - small if not word.isdigit()}


def _compiled(pattern: str) -> re.Pattern[str]:
    filled = pattern.replace("{near}", _NEAR).replace("{foreign}", _FOREIGN)
    return re.compile(rf"(?<!\w)(?:{filled})(?!\w)")


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def missing(texts: Mapping[str, Any]) -> list[str]:
    """Which texts of prompts/route.toml lack a language."""
    tables = {f"clarify.{kind}": table for kind, table in texts["clarify"].items()}
    tables |= {f"option {number}": table for number, table in enumerate(texts["option"], 1)}
    return [f"[{name}] {language}" for name, table in tables.items() for language in LANGUAGES if not table.get(language)]
