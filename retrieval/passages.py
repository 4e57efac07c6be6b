"""Hits -> numbered passages: parallel versions become one, in the reader's language; neighbours are joined."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.types import Chunk, Hit, Index, Language
from retrieval.types import Passage

_DEPTH = 6  # how many hits are looked at for each passage wanted


@dataclass(slots=True)
class _Candidate:
    """One section, in all its languages."""

    best: dict[Language, float] = field(default_factory=dict)
    chunks: dict[Language, list[Chunk]] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(self.best.values())


def passages(ranking: Sequence[Hit], index: Index, language: Language, count: int, budget: int) -> tuple[Passage, ...]:
    """At most `count` passages of at most `budget` tokens, best first.

    A section's score is the sum of its best chunk's in each language: versions that agree speak for each other.
    """
    hits = ranking[: count * _DEPTH]
    found = index.chunks([hit.chunk_id for hit in hits])
    candidates: dict[tuple[str, str], _Candidate] = {}
    for hit in hits:
        chunk = found[hit.chunk_id]
        candidate = candidates.setdefault((chunk.group, chunk.section_id), _Candidate())
        candidate.best.setdefault(chunk.language, hit.score)
        candidate.chunks.setdefault(chunk.language, []).append(chunk)
    best = sorted(candidates.items(), key=lambda item: (-item[1].score, item[0]))[:count]
    return tuple(
        Passage(number, _shown(candidate, group, section_id, index, language, budget), candidate.score)
        for number, ((group, section_id), candidate) in enumerate(best, start=1)
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
    return _around(index.section(hits[0].document_id, section_id), hits[0], budget)


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
