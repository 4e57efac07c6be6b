"""The metrics: what each means, their means with bootstrap intervals, and a paired permutation test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_RESAMPLES = 2_000
_PERMUTATIONS = 10_000
_SEED = 20261123
_PERCENTS = (2.5, 97.5)

Scores = Mapping[str, float]
"""A metric's value for one item; a metric that does not apply to the item is left out."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric means, in a line; whether less of it is better; how far it may sway before the gate fails."""

    meaning: str
    less_is_better: bool = False
    slack: float = 0.02


METRICS: Mapping[str, Metric] = {
    "recall@5": Metric("questions with an answering place among the first 5 hits"),
    "recall@10": Metric("questions with an answering place among the first 10 hits"),
    "recall@20": Metric("questions with an answering place among the first 20 hits"),
    "mrr": Metric("1 / rank of the first answering hit, averaged"),
    "ndcg@10": Metric("1 / log2(1 + rank) of the first answering hit, if among the first 10, averaged"),
    "key_fact_recall@5": Metric("questions whose first 5 passages hold all expected facts"),
    "key_fact_recall@10": Metric("questions whose first 10 passages hold all expected facts"),
    "facts_in_corpus": Metric("questions whose section says all expected facts, in each of its languages", slack=0.0),
    "key_facts_in_text": Metric("answerable questions whose answer says all expected facts in its own words"),
    "key_facts_in_text_or_quotes": Metric("answerable questions whose answer or quotes say all expected facts"),
    "key_fact_share": Metric("expected facts that the answer or its quotes say"),
    "must_not_violations": Metric("answers with a known classic error, among questions that have one", True),
    "numbers_outside_quotes": Metric("answers with a number that stands in none of their quotes", True, 0.0),
    "citation_precision": Metric("citation marks whose quote supports the sentence before them"),
    "citation_recall": Metric("sentences of answers that carry a citation mark"),
    "quotes_verbatim": Metric("quotes that stand letter for letter in the stored document", slack=0.0),
    "language_accuracy": Metric("replies in the language of the question"),
    "answered": Metric("answerable questions that were answered, rightly or not"),
    "refusal_precision": Metric("refused questions that ought to be refused"),
    "refusal_recall": Metric("questions without an answer that were refused"),
    "refusal_f1": Metric("harmonic mean of refusal precision and recall"),
    "refusals_with_sources": Metric("refusals that show a source", True, 0.0),
    "status_accuracy": Metric("turns that ended in the status that was expected"),
    "turn_success": Metric("turns of dialogues that went as expected"),
    "dialogue_success": Metric("dialogues in which every turn went as expected"),
    "slots_heard": Metric("facts about the person that were heard as expected, where the service shows them"),
    "leave_one_out_abstention": Metric("questions not answered wrongly once their own section is taken away"),
    "outages": Metric("questions that ended in an error, or were turned away as busy", True, 0.0),
}

HEADLINES: Mapping[str, tuple[str, ...]] = {
    "retrieval": ("recall@5", "recall@10", "recall@20", "mrr", "ndcg@10", "key_fact_recall@5", "key_fact_recall@10"),
    "answers": ("key_facts_in_text_or_quotes", "answered", "language_accuracy", "must_not_violations", "numbers_outside_quotes"),
    "refusals": ("refusal_precision", "refusal_recall", "refusal_f1", "refusals_with_sources", "status_accuracy"),
    "questions": (
        "key_facts_in_text_or_quotes",
        "answered",
        "refusal_precision",
        "refusal_recall",
        "status_accuracy",
        "language_accuracy",
    ),
    "dialogues": ("turn_success", "dialogue_success", "status_accuracy", "language_accuracy"),
    "abstention": ("leave_one_out_abstention",),
}
"""What is shown first, of each command."""


def means(scores: Sequence[Scores]) -> dict[str, float]:
    """Each metric's mean over the items that it applies to, in the order of `METRICS`."""
    found = {name: float(np.mean(values)) for name in METRICS if (values := [each[name] for each in scores if name in each])}
    if {"refusal_precision", "refusal_recall"} <= found.keys():
        found["refusal_f1"] = _harmonic(found["refusal_precision"], found["refusal_recall"])
    return {name: round(found[name], 4) for name in METRICS if name in found}


def intervals(scores: Sequence[Scores]) -> dict[str, tuple[float, float]]:
    """A 95 % bootstrap interval of each mean."""
    found = {}
    for name in METRICS:
        values = np.array([each[name] for each in scores if name in each])
        if len(values):
            low, high = np.percentile(_resampled(values), _PERCENTS)
            found[name] = (round(float(low), 4), round(float(high), 4))
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """How a metric moved on the items that both runs hold; `p` is the chance of as much by luck."""

    before: float
    after: float
    low: float
    high: float
    p: float
    items: int

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


def difference(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Paired: the signs of the items' differences are flipped at random, the items drawn with replacement."""
    first, second = np.array(before, float), np.array(after, float)
    deltas = second - first
    rng = np.random.default_rng(_SEED)
    if not deltas.any():
        p = 1.0
    else:
        signs = rng.choice((-1.0, 1.0), size=(_PERMUTATIONS, len(deltas)))
        as_far = np.abs(signs @ deltas) >= abs(deltas.sum()) - 1e-9
        p = (int(as_far.sum()) + 1) / (_PERMUTATIONS + 1)
    low, high = np.percentile(_resampled(deltas), _PERCENTS)
    return Difference(float(first.mean()), float(second.mean()), float(low), float(high), p, len(deltas))


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 of times."""
    if not milliseconds:
        return {}
    return {f"p{share}": round(float(np.percentile(milliseconds, share)), 1) for share in (50, 95, 99)}


def _resampled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    drawn = np.random.default_rng(_SEED).integers(len(values), size=(_RESAMPLES, len(values)))
    return np.asarray(values[drawn].mean(axis=1))


def _harmonic(first: float, second: float) -> float:
    return 2 * first * second / (first + second) if first + second else 0.0
