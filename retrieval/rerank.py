"""Candidates in a better order: how near in meaning and in words, and whether a sentence, or all of them, say what was asked.

A linear model over a passage's signals; `python -m evals fit` chooses its weights (weights.toml).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from functools import lru_cache

from ingest.encode.sparse import terms, terms_by_part
from ingest.types import Language, Provenance
from retrieval.asked import asked_for, held_in
from retrieval.concepts import Concept
from retrieval.types import Passage, Signals

_SENTENCE_END = re.compile(r"[.!?؟](?=\s)|\n")
_LEADING = 2
_REMEMBERED = 4_000  # passages: many people's questions find the same ones


def signals(passages: Sequence[Passage], question: str, concepts: Mapping[Language, Sequence[Concept]]) -> list[Signals]:
    """Of each passage; concepts that few of them have tell more."""
    wanted = asked_for(question)
    sentences = [_sentences(passage.text, passage.first.headings, passage.language) for passage in passages]
    said = [frozenset().union(*of) for of in sentences]
    weights = {language: [_rarity(concept, said) for concept in concepts[language]] for language in concepts}
    best = max((passage.score for passage in passages), default=0.0) or 1.0
    seen = []
    for passage, of, whole in zip(passages, sentences, said, strict=True):
        asked = concepts[passage.language], weights[passage.language]
        seen.append(
            Signals(
                fused=passage.score / best,
                similarity=passage.similarity,
                nearness=passage.nearness,
                words=passage.words,
                sentence=max(share(*asked, stems) for stems in of),
                covered=share(*asked, whole),
                title=share(*asked, frozenset(terms(passage.first.title, passage.language))),
                lacks=float(bool(wanted) and not wanted & held_in(passage.text)),
            )
        )
    return seen


def share(concepts: Sequence[Concept], weights: Sequence[float], stems: frozenset[str]) -> float:
    """How much of the question these stems say, by weight."""
    total = sum(weights)
    held = sum(weight for concept, weight in zip(concepts, weights, strict=True) if concept.stands_in(stems))
    return held / total if total else 0.0


def rerank(
    passages: Sequence[Passage], seen: Sequence[Signals], weights: Signals
) -> tuple[tuple[Passage, ...], tuple[Signals, ...]]:
    """What is approved first, then the best, numbered anew, with their scores by the model; and their signals.

    Where a rule that has ended leads, the question is about its time: what says no date is only known to be true today.
    """
    scored = [sum(a * b for a, b in zip(astuple(each), astuple(weights), strict=True)) for each in seen]
    order = sorted(range(len(passages)), key=lambda at: (not passages[at].approved, -scored[at], at))
    if any(_has_ended(passages[at].provenance) for at in order[:_LEADING]):
        order = [at for at in order if passages[at].provenance.valid_from or passages[at].provenance.valid_to]
    ranked = tuple(replace(passages[at], number=number, score=scored[at]) for number, at in enumerate(order, start=1))
    return ranked, tuple(seen[at] for at in order)


def _has_ended(rule: Provenance) -> bool:
    return rule.valid_to is not None and rule.verified_on is not None and rule.valid_to < rule.verified_on


@lru_cache(_REMEMBERED)
def _sentences(text: str, headings: tuple[str, ...], language: Language) -> tuple[frozenset[str], ...]:
    """The stems of each sentence, with those of the headings above it."""
    above = frozenset(terms(" ".join(headings), language))
    return tuple(above.union(stems) for stems in terms_by_part(text, _SENTENCE_END, language))


def _rarity(concept: Concept, said: Sequence[frozenset[str]]) -> float:
    holding = sum(concept.stands_in(stems) for stems in said)
    return concept.weight * math.log(1 + len(said) / max(holding, 1))
