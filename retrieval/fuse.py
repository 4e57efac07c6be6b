"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): score(d) = sum of weight / (k + rank of d)."""

from collections.abc import Sequence

from ingest.types import ChunkId, Hit, Ranker
from retrieval.search import Ranking


def fuse(rankings: Sequence[Ranking], k: int) -> list[Hit]:
    """One ranking out of many; a ranking that lacks a chunk, or has no weight, gives it nothing. Ties go by id."""
    scores: dict[ChunkId, float] = {}
    for ranking in (ranking for ranking in rankings if ranking.weight):
        for rank, hit in enumerate(ranking.hits, start=1):
            scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + ranking.weight / (k + rank)
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(chunk_id, score, Ranker.FUSED) for chunk_id, score in ordered]
