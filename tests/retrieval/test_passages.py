from dataclasses import replace

from ingest.types import Chunk, ChunkId, DocumentId, Hit, Index, Language, Position, Provenance, Ranker
from retrieval.fuse import Scores
from retrieval.passages import passages
from retrieval.settings import RetrievalSettings

FR, AR = Language("fr"), Language("ar")


def _chunk(name: str, ordinal: int, language: Language = FR, section: str = "s") -> Chunk:
    return Chunk(
        ChunkId(name),
        DocumentId(f"d-{language}"),
        "g",
        section,
        ordinal,
        "T",
        ("T",),
        "",
        language,
        name,
        0,
        1,
        0,
        30,
        Provenance(),
    )


class FakeIndex:
    """Sections of chunks in a list."""

    def __init__(self, *chunks: Chunk) -> None:
        self._chunks = chunks

    def positions(self, ids: list[ChunkId]) -> dict[ChunkId, Position]:
        return {chunk.id: chunk.position for chunk in self._chunks if chunk.id in ids}

    def neighbours(self, at: Position, reach: int) -> list[Chunk]:
        place = (at.document_id, at.section_id)
        near = range(at.ordinal - reach, at.ordinal + reach + 1)
        return [other for other in self._chunks if (other.document_id, other.section_id) == place and other.ordinal in near]

    def parallel(self, group: str, section_id: str, language: Language) -> list[Chunk]:
        return [
            chunk for chunk in self._chunks if (chunk.group, chunk.section_id, chunk.language) == (group, section_id, language)
        ]


def _found(  # type: ignore[no-untyped-def]
    index: FakeIndex, hits: dict[str, float], language: Language = FR, budget: int = 120, approved: str = ""
):
    ranking = [Hit(ChunkId(name), score, Ranker.FUSED) for name, score in hits.items()]
    settings = RetrievalSettings(passages=5, passage_tokens=max(budget, 50), parallel_weight=0.5)
    real: Index = index  # type: ignore[assignment]
    found = passages(ranking, Scores({}, {}, {}), real, language, settings, lambda at: at.section_id == approved)
    return [("".join(chunk.id for chunk in passage.chunks), round(passage.score, 2)) for passage in found]


def test_neighbours_are_joined_within_the_budget() -> None:
    index = FakeIndex(*(_chunk(name, ordinal) for ordinal, name in enumerate("abcd")))
    assert _found(index, {"b": 1.0, "c": 0.5}) == [("abcd", 1.0)]
    assert _found(index, {"b": 1.0}, budget=90) == [("abc", 1.0)]
    assert _found(index, {"d": 1.0}, budget=50) == [("d", 1.0)]


def test_versions_speak_for_each_other() -> None:
    """f has half of a's score on top of its own: 0.5 + 0.5 * 0.4 = 0.7."""
    index = FakeIndex(_chunk("f", 0), _chunk("a", 0, AR), _chunk("x", 0, section="other"))
    assert _found(index, {"x": 0.6, "f": 0.5, "a": 0.4}) == [("f", 0.7), ("x", 0.6)]
    assert _found(index, {"f": 0.5}, AR) == [("a", 0.5)]
    assert _found(index, {"x": 0.5}, AR) == [("x", 0.5)]


def test_a_chunk_far_down_a_long_section_is_its_centre() -> None:
    chunks = [replace(_chunk(name, ordinal), tokens=60) for ordinal, name in enumerate("abcdef")]
    assert _found(FakeIndex(*chunks), {"e": 1.0}) == [("ef", 1.0)]


def test_what_is_approved_for_the_question_goes_first() -> None:
    index = FakeIndex(*(_chunk(name, 0, section=name) for name in "xyz"))
    assert _found(index, {"x": 1.0, "y": 0.5, "z": 0.1}, approved="z") == [("z", 0.1), ("x", 1.0), ("y", 0.5)]
    assert _found(index, {"x": 1.0, "y": 0.5}, approved="z") == [("x", 1.0), ("y", 0.5)]
