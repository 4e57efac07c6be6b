"""Does a source say what a sentence says? Words in common, or nearness of meaning; no other number, no turned-round sense.

What cannot be told counts as unsupported. A sentence that stands in its source word for word needs no telling.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.sentences import spans
from ingest.arabic import has_arabic
from ingest.encode.sparse import terms
from ingest.numbers import NUMBER_WORDS, Quantity, quantities, unsupported
from ingest.spelled import folded
from ingest.types import Encoder, Language

_SHARED_WORDS = 0.5  # share of a sentence's terms that its source has, to be of one language and matter
_NEAR = 0.89  # cosine of a sentence and its source's nearest in another language: evals/decisions/0007-grounding.md
_CLAUSE = re.compile(r"[,،;؛:()–—]|\b(?:et|mais|and|but|y|pero|en|maar|e|ma|und|aber)\b")
_STOPS = '.!?؟؛…:»”"'
_DIGITS = re.compile(r"\d")
_SHORTEST, _SHORTEST_ARABIC = 4, 3  # letters of a stem that means something: shorter ones are articles and the like
_DENIED_TERMS = 3  # how far a "not" reaches
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")


def _patterns(entries: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{folded(entry)})(?!\w)" for entry in entries))


_WRITTEN: Any = tomllib.loads(Path(__file__).with_name("contradictions.toml").read_text(encoding="utf-8"))
_LIMITS = {
    name: re.compile("|".join(f"(?:{folded(entry)})" for entry in entries)) for name, entries in _WRITTEN["limits"].items()
}
_OPPOSITES = [(_patterns(pair["one"]), _patterns(pair["other"])) for pair in _WRITTEN["opposites"]]
_NEGATION = re.compile(
    "|".join(
        (_patterns(_WRITTEN["negations"]["words"]).pattern, *(folded(ending) for ending in _WRITTEN["negations"]["endings"]))
    )
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence or clause as it is compared: its terms, its numbers, its folded words."""

    text: str
    terms: frozenset[str]
    quantities: frozenset[Quantity]
    words: str


_Nearness = Callable[[_Said, _Said], float]
_Denial = Callable[[_Said, _Said, Language], bool]


def supports(text: str, sources: Sequence[str], language: Language, encoder: Encoder) -> bool:
    """Do the sources, all of one language, say what `text` says? The encoder is asked only where few words are shared."""
    flat = " ".join(text.split())
    if not flat:
        return False
    if any(_stands_in(flat, " ".join(source.split())) for source in sources):
        return True
    claim = _said(text, language)
    shown = [_said(source[start:end], language) for source in sources for start, end in spans(source)]
    if not shown or unsupported(claim.quantities, (quantity for source in sources for quantity in quantities(source))):
        return False
    shared = claim.terms & frozenset().union(*(each.terms for each in shown))
    if claim.terms and len(shared) >= len(claim.terms) * _SHARED_WORDS:
        return not _contradicted(claim, shown, language, lambda said, source: float(len(said.terms & source.terms)), _denied)
    near = dict(zip((each.text for each in shown), _cosines(text, [each.text for each in shown], encoder), strict=True))
    if max(near.values()) < _NEAR:
        return False
    return not _contradicted(claim, shown, language, lambda _, source: near[source.text], _denied_as_a_whole)


def _stands_in(text: str, source: str) -> bool:
    """Word for word, as whole sentences: a part of one may lack the "not" before it."""
    at = source.find(text)
    before, after = source[: max(at, 0)].rstrip(), source[at + len(text) :]
    return at >= 0 and (not before or before[-1] in _STOPS) and (not after or text[-1] in _STOPS)


def _said(text: str, language: Language) -> _Said:
    return _Said(text, _content(text, language), quantities(text), _marked(text))


def _content(text: str, language: Language) -> frozenset[str]:
    """The stems that carry meaning: no numbers and units, no short words but acronyms."""
    words = " ".join(word for word in _WORD.findall(folded(text)) if word not in NUMBER_WORDS)
    long = {term for term in terms(words, language) if len(term) >= (_SHORTEST_ARABIC if has_arabic(term) else _SHORTEST)}
    return frozenset(long | {acronym.lower() for acronym in _ACRONYM.findall(text)})


def _marked(text: str) -> str:
    """The folded words, sayings that hold a "not" without denying anything replaced by their mark."""
    words = folded(text)
    for name, pattern in _LIMITS.items():
        words = pattern.sub(f" @{name} ", words)
    return words


def _contradicted(
    claim: _Said,
    shown: Sequence[_Said],
    language: Language,
    nearness: _Nearness,
    denied: Callable[[_Said, _Said, Language], bool],
) -> bool:
    """The source's nearest sentence denies what is claimed, or names the opposite; or a nearer one has another number."""
    nearest = max(shown, key=lambda source: nearness(claim, source) + len(claim.quantities & source.quantities))
    if any(_turned(claim.words, nearest.words, *pair) or _turned(claim.words, nearest.words, *pair[::-1]) for pair in _OPPOSITES):
        return True
    clauses = [_said(part, language) for part in _CLAUSE.split(claim.text) if _DIGITS.search(part)] or [claim]
    return denied(claim, nearest, language) or any(
        _other_number(quantity, clause, shown, nearness) for clause in clauses for quantity in clause.quantities
    )


def _turned(claimed: str, shown: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    return bool(one.search(claimed) and not one.search(shown) and other.search(shown) and not other.search(claimed))


def _denied(claim: _Said, nearest: _Said, language: Language) -> bool:
    """A word is denied on one side, and on the other it stands and is not."""
    ours, ours_affirmed = _negated(claim, language)
    theirs, theirs_affirmed = _negated(nearest, language)
    return bool((ours - ours_affirmed) & (theirs_affirmed - theirs) or (theirs - theirs_affirmed) & (ours_affirmed - ours))


def _denied_as_a_whole(claim: _Said, nearest: _Said, _: Language) -> bool:
    """Between languages no word can be compared: one is negated and the other is not."""
    return bool(_NEGATION.search(claim.words)) != bool(_NEGATION.search(nearest.words))


def _negated(said: _Said, language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """The terms that are denied, and those that are not: a "not" denies what comes next in its clause, or else before it."""
    denied: set[str] = set()
    affirmed: set[str] = set()
    for clause in _CLAUSE.split(said.words):
        before, *after = _NEGATION.split(clause)
        affirmed |= _content(before, language)
        if after and not any(_content(part, language) for part in after):
            denied |= _content(before, language)
            affirmed -= denied
        for part in after:
            words = part.split()
            place = _reach(words, language)
            denied |= _content(" ".join(words[:place]), language)
            affirmed |= _content(" ".join(words[place:]), language)
    return frozenset(denied), frozenset(affirmed)


def _reach(words: Sequence[str], language: Language) -> int:
    """How many words from its "not" a denial goes on for."""
    content = 0
    for place, word in enumerate(words, start=1):
        content += bool(_content(word, language))
        if content == _DENIED_TERMS:
            return place
    return len(words)


def _other_number(quantity: Quantity, clause: _Said, shown: Sequence[_Said], nearness: _Nearness) -> bool:
    """A sentence with another number of this unit is nearer to the clause than all that have this one."""
    holders = [source for source in shown if not unsupported([quantity], source.quantities)]
    rivals = [source for source in shown if source not in holders and any(q.unit == quantity.unit for q in source.quantities)]
    best = max((nearness(clause, source) for source in holders), default=0.0)
    return any(nearness(clause, source) > best for source in rivals)


def _cosines(text: str, others: Sequence[str], encoder: Encoder) -> list[float]:
    own, *vectors = encoder.encode_queries([text, *others])
    return [sum(a * b for a, b in zip(own, vector, strict=True)) for vector in vectors]
