"""One contract, all engines: Edge, qdrant-client in memory, and a real server where QDRANT_URL is set."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from qdrant_client import QdrantClient

from ingest.chunks import Chunker
from ingest.corpus import Refusal, documents
from ingest.encode.sparse import terms, weigh, weigh_query
from ingest.errors import IndexMissing, IndexUnavailable
from ingest.index.edge import EdgeVersions
from ingest.index.server import ServerVersions, connect
from ingest.sections import sections
from ingest.tokens import TokenCounter
from ingest.types import Chunk, ChunkId, Document, DocumentId, IndexMetadata, Language, Ranker, SubSearch, Vector, Versions
from tests.conftest import TODAY, write_corpus
from tests.fakes import HashEncoder

FR, AR = Language("fr"), Language("ar")
SERVER = os.environ.get("QDRANT_URL", "")


@pytest.fixture(
    params=["edge", "memory", pytest.param("server", marks=pytest.mark.skipif(not SERVER, reason="QDRANT_URL is not set"))]
)
def versions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Versions]:
    if request.param == "edge":
        yield EdgeVersions(tmp_path / "index")
        return
    client = QdrantClient(":memory:") if request.param == "memory" else connect(SERVER, "", 10)
    found = ServerVersions(client, f"test{uuid4().hex[:8]}")
    yield found
    for version in found.all():
        found.delete(version)
    client.close()


@pytest.fixture
def built(tmp_path: Path) -> tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]:
    found = [item for item in documents(write_corpus(tmp_path / "corpus"), 10**6) if not isinstance(item, Refusal)]
    chunks = [chunk for document in found for chunk in Chunker(100, TokenCounter(tmp_path)).chunks(sections(document))]
    stems = [terms(chunk.indexed_text, chunk.language) for chunk in chunks]
    dense = HashEncoder().encode_passages([chunk.indexed_text for chunk in chunks])
    vectors = [Vector(one, weigh(other, 1.2, 0.75, 10.0)) for one, other in zip(dense, stems, strict=True)]
    languages = (Language("ar"), Language("en"), FR)
    metadata = IndexMetadata(
        "20260101-000000-a", "small", "2026-01-01", "hash", 256, 100, 1.2, 0.75, 10.0, 4, 7, len(chunks), languages, "d"
    )
    return found, chunks, vectors, metadata


@pytest.fixture
def served(versions: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]) -> Versions:
    found, chunks, vectors, metadata = built
    versions.write(metadata, found, chunks, vectors)
    versions.swap(metadata.version)
    return versions


def _dense(text: str, as_of: date = TODAY, language: Language | None = FR) -> SubSearch:
    return SubSearch(HashEncoder().encode_queries([text])[0], as_of, language, 10)


def test_what_was_written_is_found_and_read_back(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]
) -> None:
    found, chunks, _, metadata = built
    index = served.open(metadata.version)
    assert index.metadata == metadata
    assert index.count() == len(chunks)
    assert index.chunks([chunk.id for chunk in chunks]) == {chunk.id: chunk for chunk in chunks}
    stored = index.document(found[0].id)
    assert stored is not None
    assert (stored.text, stored.title, stored.provenance) == (found[0].text, found[0].title, found[0].provenance)
    index.close()


def test_both_kinds_of_search_give_ids_best_first(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]
) -> None:
    index = served.open(built[3].version)
    text = "capital minimum de la SARL"
    sparse = SubSearch(weigh_query(terms(text, FR)), TODAY, FR, 10)
    dense_hits, sparse_hits = index.search([_dense(text), sparse])
    for hits, ranker in ((dense_hits, Ranker.DENSE), (sparse_hits, Ranker.SPARSE)):
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert {hit.ranker for hit in hits} == {ranker}
        assert index.chunks([hits[0].chunk_id])[hits[0].chunk_id].section_id == "capital"
    assert not index.search([SubSearch(weigh_query(["nowhere"]), TODAY, FR, 10)])[0]
    index.close()


@pytest.mark.parametrize(("day", "section"), [(date(2011, 6, 12), "capital-before"), (date(2011, 6, 13), "capital")])
def test_only_what_is_in_force_on_the_day_is_found(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata], day: date, section: str
) -> None:
    index = served.open(built[3].version)
    hits = index.search([_dense("capital SARL", day)])[0]
    assert {chunk.section_id for chunk in index.chunks([hit.chunk_id for hit in hits]).values()} == {section, "sale"}
    index.close()


def test_a_language_has_its_own_quota(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]
) -> None:
    index = served.open(built[3].version)
    hits = index.search([_dense("capital", language=AR), _dense("capital", language=None)])
    languages = [{chunk.language for chunk in index.chunks([hit.chunk_id for hit in found]).values()} for found in hits]
    assert languages == [{"ar"}, {"ar", "en", "fr"}]
    index.close()


def test_sections_and_their_parallels(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]
) -> None:
    index = served.open(built[3].version)
    french = next(chunk for chunk in built[1] if chunk.language == FR and chunk.section_id == "capital")
    assert index.neighbours(french.position, 3) == [french]
    assert index.positions([french.id, ChunkId("0" * 32)]) == {french.id: french.position}
    (arabic,) = index.parallel(french.group, "capital", AR)
    assert (arabic.language, arabic.group) == (AR, french.group)
    assert index.parallel(french.group, "capital", Language("nl")) == []
    index.close()


@pytest.mark.parametrize("unknown", ["0" * 16, "../../etc/passwd", "", "zz"])
def test_unknown_ids_are_nothing(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata], unknown: str
) -> None:
    index = served.open(built[3].version)
    assert index.document(DocumentId(unknown)) is None
    assert index.chunks([ChunkId("00000000-0000-0000-0000-000000000000")]) == {}
    index.close()


def test_versions_stand_beside_each_other(
    served: Versions, built: tuple[list[Document], list[Chunk], list[Vector], IndexMetadata]
) -> None:
    found, chunks, vectors, first = built
    second = replace(first, version="20260202-000000-b")
    served.write(second, found, chunks[:1], vectors[:1])
    assert served.all() == [first.version, second.version]
    assert served.current() == first.version
    served.swap(second.version)
    assert served.current() == second.version
    served.delete(first.version)
    assert served.all() == [second.version]
    with pytest.raises(IndexMissing):
        served.open(first.version)


def test_a_server_that_is_away_is_told() -> None:
    away = ServerVersions(connect("http://127.0.0.1:9", "", 1), "small")
    with pytest.raises(IndexUnavailable, match="QDRANT_URL"):
        away.current()
