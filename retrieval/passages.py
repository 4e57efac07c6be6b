"""Hits -> numbered passages: parallel versions become one, in the reader's language; neighbours are joined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ingest.types import Chunk, ChunkId, Hit, Index, Language, Position
from retrieval.fuse import Scores
from retrieval.settings import RetrievalSettings
from retrieval.types import Passage

_REACH = 3  # chunks looked at on either side of a hit
_DEPTH = 3  # how many hits are looked at for each candidate


@dataclass(slots=True)
class _Candidate:
    """One section: its best chunk, and in each language the score of the best one and where it stands."""

    hit: ChunkId
    scores: dict[Language, float] = field(default_factory=dict)
    best: dict[Language, Position] = field(default_factory=dict)
    approved: bool = False
    similarity: float = 0.0
    nearness: float = 0.0
    words: float = 0.0

    def score(self, parallel_weight: float) -> float:
        best = max(self.scores.values())
        return best + parallel_weight * (sum(self.scores.values()) - best)


def passages(
    ranking: Sequence[Hit],
    scores: Scores,
    index: Index,
    language: Language,
    settings: RetrievalSettings,
    approved: Callable[[Position], bool],
) -> tuple[Passage, ...]:
    """The candidates, best first, each cut to the budget; those that are approved for the question go before all others.

    A section's score is its best chunk's, and a part of its best chunk's in each other language: versions that agree
    speak for each other, yet a document that stands in one language only is not pushed down by those that stand in three.
    """
    hits = ranking[: settings.candidates * _DEPTH]
    least = min(scores.cosines.values(), default=0.0)  # for what the words alone have found
    positions = index.positions([hit.chunk_id for hit in hits])
    candidates: dict[tuple[str, str], _Candidate] = {}
    for hit in hits:
        at = positions[hit.chunk_id]
        candidate = candidates.setdefault((at.group, at.section_id), _Candidate(hit.chunk_id))
        candidate.scores.setdefault(at.language, hit.score)
        candidate.best.setdefault(at.language, at)
        candidate.approved = candidate.approved or approved(at)
        candidate.similarity = max(candidate.similarity, scores.cosines.get(hit.chunk_id, least))
        candidate.nearness = max(candidate.nearness, scores.nearness.get(hit.chunk_id, 0.0))
        candidate.words = max(candidate.words, scores.words.get(hit.chunk_id, 0.0))
    scored = [(candidate.score(settings.parallel_weight), place, candidate) for place, candidate in candidates.items()]
    scored.sort(key=lambda item: (not item[2].approved, -item[0], item[1]))
    return tuple(
        Passage(
            number,
            _shown(candidate, index, language, settings.passage_tokens),
            score,
            candidate.similarity,
            candidate.nearness,
            candidate.words,
            candidate.hit,
            candidate.approved,
        )
        for number, (score, _, candidate) in enumerate(scored[: settings.candidates], start=1)
    )


def _shown(candidate: _Candidate, index: Index, language: Language, budget: int) -> tuple[Chunk, ...]:
    at = candidate.best.get(language)
    if at is None:
        at = candidate.best[max(candidate.scores, key=candidate.scores.__getitem__)]
        if parallel := index.parallel(at.group, at.section_id, language):
            return _around(parallel, parallel[0].ordinal, budget)
    return _around(index.neighbours(at, _REACH), at.ordinal, budget)


def _around(section: Sequence[Chunk], ordinal: int, budget: int) -> tuple[Chunk, ...]:
    """The chunk of this place and its neighbours on both sides while they fit."""
    at = next(number for number, chunk in enumerate(section) if chunk.ordinal == ordinal)
    first, last, tokens = at, at, section[at].tokens
    grown = True
    while grown:
        grown = False
        if last + 1 < len(section) and tokens + section[last + 1].tokens <= budget:
            last, tokens, grown = last + 1, tokens + section[last + 1].tokens, True
        if first > 0 and tokens + section[first - 1].tokens <= budget:
            first, tokens, grown = first - 1, tokens + section[first - 1].tokens, True
    return tuple(section[first : last + 1])
