from datetime import date

import pytest

from ingest.types import Language
from retrieval.concepts import Concept
from retrieval.sufficiency import confidence, evidence
from retrieval.types import Evidence, Query

WEIGHTS = Evidence(similarity=10.0, coverage=2.0, lead=1.0, spoken=0.5)


def test_the_chance_is_the_logistic_function_of_the_weighted_sum() -> None:
    """10 * 0.8 + 2 * 0.5 + 1 * 1 + 0.5 * 0 - 10 = 0."""
    assert confidence(Evidence(0.8, 0.5, 1.0, 0.0), WEIGHTS, -10.0) == pytest.approx(0.5)
    assert confidence(Evidence(0.9, 0.5, 1.0, 0.0), WEIGHTS, -10.0) > 0.7


def test_nothing_found_is_no_evidence() -> None:
    found = evidence(Query("?", Language("ary"), date(2026, 1, 1)), {Language("fr"): [Concept(1.0, ())]}, ())
    assert found == Evidence(0.0, 0.0, 0.0, 1.0)
