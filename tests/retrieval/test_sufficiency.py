import pytest

from retrieval.settings import RetrievalSettings
from retrieval.sufficiency import is_sufficient
from retrieval.types import Evidence

SETTINGS = RetrievalSettings(min_similarity=0.8, sure_similarity=0.9, min_coverage=0.5)


@pytest.mark.parametrize(
    ("similarity", "coverage", "expected"), [(0.79, 1.0, False), (0.8, 0.49, False), (0.8, 0.5, True), (0.9, 0.0, True)]
)
def test_the_rule_at_its_thresholds(similarity: float, coverage: float, expected: bool) -> None:
    assert is_sufficient(Evidence(similarity, coverage), SETTINGS) is expected
