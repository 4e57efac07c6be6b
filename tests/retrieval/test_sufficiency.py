import math
from datetime import date

import pytest

from ingest.types import Language
from retrieval.concepts import Concept
from retrieval.sufficiency import confidence, evidence
from retrieval.types import Evidence, Passage, Query, Signals

WEIGHTS = Evidence(similarity=10.0, sentence=2.0, words=0.0, lead=1.0, concepts=0.0, spoken=0.5)


def test_the_chance_is_the_logistic_function_of_the_weighted_sum() -> None:
    """10 * 0.8 + 2 * 0.5 + 1 * 1 + 0.5 * 0 - 10 = 0."""
    assert confidence(_evidence(0.8), WEIGHTS, -10.0) == pytest.approx(0.5)
    assert confidence(_evidence(0.9), WEIGHTS, -10.0) > 0.7


def test_nothing_found_is_no_evidence() -> None:
    found = evidence(Query("?", Language("ary"), date(2026, 1, 1)), {Language("fr"): [Concept(1.0, ())]}, (), ())
    assert found == Evidence(0.0, 0.0, 0.0, 0.0, math.log(2), 1.0)


def test_evidence_is_of_the_first_passages_and_of_how_far_they_lead() -> None:
    passages = [
        Passage(number, (), score, similarity)
        for number, score, similarity in ((1, 9, 0.8), (2, 8, 0.9), (3, 7, 0.7), (4, 5, 0.6))
    ]
    signals = [Signals(0, 0, 0, words, sentence, 0, 0, 0) for words, sentence in ((0.2, 0.3), (0.5, 0.1), (0.1, 0.6), (1.0, 1.0))]
    found = evidence(Query("?", Language("fr"), date(2026, 1, 1)), {Language("fr"): []}, passages, signals)
    assert found == Evidence(0.9, 0.6, 0.5, 4.0, 0.0, 0.0)


def _evidence(similarity: float) -> Evidence:
    return Evidence(similarity, sentence=0.5, words=0.0, lead=1.0, concepts=0.0, spoken=0.0)
