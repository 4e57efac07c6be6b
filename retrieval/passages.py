"""Hits -> numbered passages: parallel versions become one, in the reader's language; neighbours are joined."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.types import Chunk, Hit, Index, Language
from retrieval.settings import RetrievalSettings
from retrieval.types import Passage

_REACH = 3  # chunks looked at on either side of a hit
_DEPTH = 6  # how many hits are looked at for each passage wanted


@dataclass(slots=True)
class _Candidate:
    """One section, in all its languages."""

    best: dict[Language, float] = field(default_factory=dict)
    chunks: dict[Language, list[Chunk]] = field(default_factory=dict)

    def score(self, parallel_weight: float) -> float:
        best = max(self.best.values())
        return best + parallel_weight * (sum(self.best.values()) - best)


def passages(ranking: Sequence[Hit], index: Index, language: Language, settings: RetrievalSettings) -> tuple[Passage, ...]:
    """The best sections, best first, each cut to the budget.

    A section's score is its best chunk's, and a part of its best chunk's in each other language: versions that agree
    speak for each other, yet a document that stands in one language only is not pushed down by those that stand in three.
    """
    hits = ranking[: settings.passages * _DEPTH]
    found = index.chunks([hit.chunk_id for hit in hits])
    candidates: dict[tuple[str, str], _Candidate] = {}
    for hit in hits:
        chunk = found[hit.chunk_id]
        candidate = candidates.setdefault((chunk.group, chunk.section_id), _Candidate())
        candidate.best.setdefault(chunk.language, hit.score)
        candidate.chunks.setdefault(chunk.language, []).append(chunk)
    scored = [(candidate.score(settings.parallel_weight), place, candidate) for place, candidate in candidates.items()]
    scored.sort(key=lambda item: (-item[0], item[1]))
    return tuple(
        Passage(number, _shown(candidate, *place, index, language, settings.passage_tokens), score)
        for number, (score, place, candidate) in enumerate(scored[: settings.passages], start=1)
    )


def _shown(
    candidate: _Candidate, group: str, section_id: str, index: Index, language: Language, budget: int
) -> tuple[Chunk, ...]:
    hits = candidate.chunks.get(language)
    if hits is None:
        parallel = index.parallel(group, section_id, language)
        if parallel:
            return _around(parallel, parallel[0], budget)
        hits = max(candidate.chunks.items(), key=lambda item: candidate.best[item[0]])[1]
    return _around(index.neighbours(hits[0], _REACH), hits[0], budget)


def _around(section: Sequence[Chunk], centre: Chunk, budget: int) -> tuple[Chunk, ...]:
    """The chunk and its neighbours on both sides while they fit."""
    at = next(position for position, chunk in enumerate(section) if chunk.id == centre.id)
    first, last, tokens = at, at, section[at].tokens
    grown = True
    while grown:
        grown = False
        if last + 1 < len(section) and tokens + section[last + 1].tokens <= budget:
            last, tokens, grown = last + 1, tokens + section[last + 1].tokens, True
        if first > 0 and tokens + section[first - 1].tokens <= budget:
            first, tokens, grown = first - 1, tokens + section[first - 1].tokens, True
    return tuple(section[first : last + 1])
