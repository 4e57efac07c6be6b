"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): score(d) = sum of weight / (k + rank of d).

Ranks forget how far apart hits are: their scores are kept beside, each between that of its ranker's last hit or nothing, and
its first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.types import ChunkId, Hit, Ranker
from retrieval.search import Ranking


@dataclass(frozen=True, slots=True)
class Scores:
    """What the rankers say of the chunks that they found.

    cosines   by the plain vector
    nearness  by the vector that was searched with: 1 for the nearest hit, 0 for the last
    words     the BM25 score beside the best one's
    """

    cosines: Mapping[ChunkId, float]
    nearness: Mapping[ChunkId, float]
    words: Mapping[ChunkId, float]


def fuse(rankings: Sequence[Ranking], k: int) -> list[Hit]:
    """One ranking out of many; a ranking that lacks a chunk, or has no weight, gives it nothing. Ties go by id."""
    scores: dict[ChunkId, float] = {}
    for ranking in (ranking for ranking in rankings if ranking.weight):
        for rank, hit in enumerate(ranking.hits, start=1):
            scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + ranking.weight / (k + rank)
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(chunk_id, score, Ranker.FUSED) for chunk_id, score in ordered]


def scores(rankings: Sequence[Ranking]) -> Scores:
    """The rankers' own scores, on scales that compare between questions."""
    by: dict[Ranker, dict[ChunkId, float]] = {ranker: {} for ranker in Ranker}
    cosines: dict[ChunkId, float] = {}
    for ranking in rankings:
        found = {hit.chunk_id: hit.score for hit in ranking.hits}
        if ranking.ranker is Ranker.DENSE:
            cosines |= found
        if ranking.weight:
            by[ranking.ranker] |= found
    nearness: dict[ChunkId, float] = {}
    for ranker in (Ranker.DENSE, Ranker.ADAPTED):
        nearness |= _between(by[ranker], min(by[ranker].values(), default=0.0))
    return Scores(cosines, nearness, _between(by[Ranker.SPARSE], 0.0))


def _between(found: Mapping[ChunkId, float], least: float) -> dict[ChunkId, float]:
    best = max(found.values(), default=0.0)
    return {chunk: (score - least) / max(best - least, 1e-9) for chunk, score in found.items()}
