import pytest

from ingest.types import ChunkId, Hit, Language, Ranker
from retrieval.fuse import fuse, scores
from retrieval.search import Ranking


def _ranking(names: str, weight: float = 1.0) -> Ranking:
    return Ranking(Ranker.DENSE, Language("fr"), weight, [Hit(ChunkId(name), 0.0, Ranker.DENSE) for name in names])


def test_rrf_by_hand() -> None:
    """k=60: a = 1/61 + 1/62, b = 1/62 + 1/61, c = 1/63 (first ranking only), d = 1/63 (second only)."""
    fused = fuse([_ranking("abc"), _ranking("bad")], k=60)
    assert [hit.chunk_id for hit in fused] == ["a", "b", "c", "d"]
    assert [hit.score for hit in fused] == pytest.approx([1 / 61 + 1 / 62, 1 / 61 + 1 / 62, 1 / 63, 1 / 63])


def test_a_weight_scales_a_ranking() -> None:
    fused = fuse([_ranking("ab", 0.5), _ranking("b")], k=1)
    assert [hit.chunk_id for hit in fused] == ["b", "a"]
    assert [hit.score for hit in fused] == pytest.approx([0.5 / 3 + 1 / 2, 0.25])


def test_a_ranking_without_weight_adds_nothing() -> None:
    assert [hit.chunk_id for hit in fuse([_ranking("a"), _ranking("b", 0.0)], k=1)] == ["a"]


def test_scores_compare_between_questions() -> None:
    """Nearness runs from the last hit to the nearest of the vector that was searched with; words stand beside the best."""
    found = scores(
        [
            Ranking(Ranker.ADAPTED, Language("ar"), 1.0, _hits(a=0.3, b=0.2, c=0.1)),
            Ranking(Ranker.DENSE, Language("ar"), 0.0, _hits(d=0.9)),
            Ranking(Ranker.SPARSE, Language("ar"), 1.0, _hits(b=8.0, e=2.0)),
        ]
    )
    assert found.cosines == {"d": 0.9}
    assert found.nearness == pytest.approx({"a": 1.0, "b": 0.5, "c": 0.0})
    assert found.words == pytest.approx({"b": 1.0, "e": 0.25})


def _hits(**scores_of: float) -> list[Hit]:
    return [Hit(ChunkId(name), score, Ranker.DENSE) for name, score in scores_of.items()]


def test_nothing_fuses_to_nothing() -> None:
    assert fuse([], k=60) == []
