"""What a person says in passing of a project (from where, to where, how much, what for) -> the conversation's profile."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.contacts import Contacts
from assistant.places import Mention, Places, plain
from assistant.types import Profile
from ingest.language import LANGUAGES
from ingest.types import Language

_WITHIN = 30  # letters before an amount, in which the word that makes it a budget stands
_THOUSAND, _MILLION, _BILLION = Decimal(1_000), Decimal(1_000_000), Decimal(1_000_000_000)
_SA = re.compile(r"\bS\.?A\.?\b(?! ?RL)")
_MAD = "MAD"


@dataclass(frozen=True, slots=True)
class Heard:
    """The profile after a message, and the stretches of its plain text that told of it."""

    profile: Profile
    told: tuple[str, ...]


class Listener:
    """Hears the slots of prompts/profile.toml, and says them back."""

    def __init__(self, texts: Mapping[str, Any], places: Places, contacts: Contacts) -> None:
        self._texts, self.places, self._contacts = texts, places, contacts
        amount = texts["amount"]
        self._self = _any_of(texts["self"].values())
        self._residence = re.compile(
            rf"(?<!\w)(?:{'|'.join(texts['residence']['before'])})(?: (?:{texts['residence']['between']})){{0,4}} ?$"
        )
        self._in_town = re.compile(rf"(?<!\w)(?:{texts['town']['before']}) ?$")
        self._ambiguous = frozenset(texts["town"]["ambiguous"])
        currencies = "|".join(f"(?P<{code}>{words})" for code, words in amount["currencies"].items())
        number = rf"\d+(?:[.,]\d+)?|{'|'.join(amount['numbers'])}"
        scales = "|".join(f"(?P<{scale}>{amount[scale]})" for scale in ("thousand", "million", "billion"))
        self._amount = re.compile(
            rf"(?<![\w.,])(?:(?P<number>{number}) ?)?"
            rf"(?:(?:{scales})(?!\w) ?)?(?:d |d[ei] |of |dyal |ديال )?(?:{currencies})(?!\w)"
        )
        self._budget = _any_of(amount["before"])
        self._to_invest = re.compile(rf"^ ?(?:{amount['after']})(?!\w)")
        self._sectors = {sector: _any_of([entry["words"]]) for sector, entry in texts["sectors"].items()}
        self._forms = {form: _any_of([words]) for form, words in texts["legal_forms"].items()}

    @classmethod
    def load(cls, termbase: Path, contacts: Contacts, texts: Mapping[str, Any]) -> "Listener":
        """Over the places of the termbase."""
        return cls(texts, Places.load(termbase, contacts, texts), contacts)

    def hear(self, text: str, before: Profile) -> Heard:
        """What was known, and what the message adds or corrects. Nothing, unless it speaks of its author."""
        said = plain(text)
        if not self._self.search(said):
            return Heard(before, ())
        found: dict[str, str] = {}
        told: list[str] = []
        for mention in self.places.mentions(said):
            if slots := self._place(mention, said):
                found |= slots
                told.append(said[mention.start : mention.end])
        if amount := self._budget_in(said):
            found |= amount[0]
            told.append(amount[1])
        for slot, patterns in (("sector", self._sectors), ("legal_form", self._forms)):
            matches = [(name, match) for name, pattern in patterns.items() if (match := pattern.search(said))]
            if matches:
                found[slot] = matches[0][0]
                told.append(matches[0][1].group())
        if "legal_form" not in found and (match := _SA.search(text)):
            found["legal_form"] = "SA"
            told.append(plain(match.group()))
        return Heard(replace(before, **found), tuple(told))

    def said_back(self, profile: Profile, language: Language) -> str:
        """The slots in words: "pays de résidence : Belgique ; ville : Agadir"."""
        slots, joint = self._texts["slots"], "، " if language in {"ar", "ary"} else ", "
        return joint.join(slots[slot][language].format(value=value) for slot, value in self._named(profile, language).items())

    def known(self, profile: Profile, language: Language) -> dict[str, str]:
        """What the person calls its own ("ma région"), as a pattern, and the name to put in its place."""
        named = self._named(profile, language)
        return {words: named[slot] for slot, words in self._texts["own"].items() if slot in named}

    def noted(self, profile: Profile, language: Language) -> str:
        """The acknowledgement of what was heard."""
        return str(self._texts["noted"][language]).format(slots=self.said_back(profile, language))

    def country(self, code: str, language: Language) -> str:
        """A country's name; empty where it is not known."""
        return self._name("country", code, language)

    def _named(self, profile: Profile, language: Language) -> dict[str, str]:
        region = self._contacts.regions.get(profile.region)
        currency, digits = profile.currency or self._texts["dirham"][language], profile.amount_mad or profile.amount
        values = {
            "residence": self._name("country", profile.residence, language),
            "city": self._name("town", profile.city, language),
            "region": region.name(language) if region else "",
            "sector": self._texts["sectors"].get(profile.sector, {}).get(language, ""),
            "legal_form": profile.legal_form,
            "amount": f"{int(digits):,} {currency}".replace(",", "\u00a0") if digits else "",
        }
        return {slot: value for slot, value in values.items() if value}

    def _place(self, mention: Mention, said: str) -> dict[str, str]:
        place, before = mention.place, said[: mention.start]
        if place.kind == "country":
            return {"residence": place.code} if self._residence.search(before) else {}
        name = said[mention.start : mention.end]
        if name in self._ambiguous and not self._in_town.search(before):
            return {}
        return {"city": place.code if place.kind == "town" else "", "region": place.region}

    def _budget_in(self, said: str) -> tuple[dict[str, str], str] | None:
        for match in self._amount.finditer(said):
            if not (match["number"] or match["million"]):
                continue
            before, after = said[max(0, match.start() - _WITHIN) : match.start()], said[match.end() :]
            if not (self._budget.search(before) or self._to_invest.search(after)):
                continue
            currency = next(code for code in self._texts["amount"]["currencies"] if match[code])
            value = self._value(match, currency)
            if currency == _MAD:
                return {"amount_mad": value, "amount": "", "currency": ""}, match.group()
            return {"amount": value, "currency": currency, "amount_mad": ""}, match.group()
        return None

    def _value(self, match: re.Match[str], currency: str) -> str:
        digits = match["number"] or ("2" if match["million"] in self._texts["amount"]["two_million"] else "1")
        number = Decimal(self._texts["amount"]["numbers"].get(digits) or digits.replace(",", "."))
        if match["billion"]:
            number *= _BILLION
        elif match["million"] or match[currency] == "mdh":
            number *= _MILLION
        elif match["thousand"]:
            number *= _THOUSAND
        return str(int(number))

    def _name(self, kind: str, code: str, language: Language) -> str:
        place = self.places.named(kind, code) if code else None
        return place.name(language) if place else code


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Arabic writes "and", "in", "with" at the word."""
    return re.compile(rf"(?<!\w)(?:[وفبل]|ال|بال|فال)?(?:{'|'.join(words)})(?!\w)")


def missing(texts: Mapping[str, Any]) -> list[str]:
    """Which texts of prompts/profile.toml lack a language."""
    tables = {"noted": texts["noted"], "dirham": texts["dirham"]} | {
        f"slots.{slot}": table for slot, table in texts["slots"].items()
    }
    tables |= {f"sectors.{sector}": table for sector, table in texts["sectors"].items()}
    return [f"[{name}] {language}" for name, table in tables.items() for language in LANGUAGES if not table.get(language)]
