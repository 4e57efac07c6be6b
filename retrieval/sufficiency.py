"""Do the passages answer at all? The chance of it by a logistic model over few numbers; `python -m evals fit` fits it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple

from ingest.language import DARIJA, DARIJA_LATIN
from ingest.types import Language
from retrieval.concepts import Concept
from retrieval.types import Evidence, Passage, Query, Signals

_LOOKED_AT = 3


def evidence(
    query: Query, concepts: Mapping[Language, Sequence[Concept]], passages: Sequence[Passage], signals: Sequence[Signals]
) -> Evidence:
    """Of reranked passages and their signals."""
    first = signals[:_LOOKED_AT]
    behind = [passage.score for passage in passages[_LOOKED_AT:]]
    return Evidence(
        similarity=max((passage.similarity for passage in passages), default=0.0),
        sentence=max((each.sentence for each in first), default=0.0),
        words=max((each.words for each in first), default=0.0),
        lead=passages[0].score - sum(behind) / len(behind) if behind else 0.0,
        concepts=math.log(1 + max(map(len, concepts.values()), default=0)),
        spoken=float(query.language in (DARIJA, DARIJA_LATIN)),
    )


def confidence(found: Evidence, weights: Evidence, intercept: float) -> float:
    """The chance that the passages answer: the logistic function of the weighted sum."""
    total = intercept + sum(a * b for a, b in zip(astuple(found), astuple(weights), strict=True))
    return 1 / (1 + math.exp(-total))
