"""Qdrant Edge: the server's engine in this process, a folder per version.

    <folder>/CURRENT                     the name of the version that is served
    <folder>/<version>/shard             vectors and chunks
    <folder>/<version>/documents/*.json  the documents as read
    <folder>/<version>/metadata.json     what it was built from

A version is written once, without a write-ahead log, and never changed: so several processes may open it at once (a
shard with a log is locked by the first). It is written under another name and renamed when it is complete.
"""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import qdrant_edge as edge

from ingest.errors import IndexMissing
from ingest.index.payload import (
    DENSE,
    KEYWORDS,
    POSITION,
    SPARSE,
    VALID_FROM,
    VALID_TO,
    chunk_from,
    chunk_payload,
    document_from,
    document_payload,
    metadata_from,
    metadata_payload,
    position_from,
)
from ingest.types import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    Hit,
    Index,
    IndexMetadata,
    Language,
    Position,
    Ranker,
    SparseVector,
    SubSearch,
    Vector,
)

_UPSERT = 500
_SECTION_LIMIT = 200
_PARTIAL = ".partial"


class EdgeIndex:
    """One version, open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.metadata: IndexMetadata = metadata_from(json.loads((folder / "metadata.json").read_text(encoding="utf-8")))
        self._shard = edge.EdgeShard.load(str(folder / "shard"))

    def search(self, searches: Sequence[SubSearch]) -> list[list[Hit]]:
        """All sub-searches in one batch; hits best first, by id only."""
        batch = edge.QueryBatchRequest([_request(search) for search in searches])
        rankers = [_ranker(search) for search in searches]
        found = self._shard.query_batch(batch)
        return [
            [Hit(ChunkId(str(point.id)), point.score, ranker) for point in points]
            for ranker, points in zip(rankers, found, strict=True)
        ]

    def chunks(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        """Chunks by id."""
        records = self._shard.retrieve(list(ids), True, False)
        return {ChunkId(str(record.id)): chunk_from(record.payload or {}) for record in records}

    def positions(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Position]:
        """Where chunks stand, by id."""
        records = self._shard.retrieve(list(ids), POSITION, False)
        return {ChunkId(str(record.id)): position_from(record.payload or {}) for record in records}

    def neighbours(self, at: Position, reach: int) -> list[Chunk]:
        """The chunks of a section at most `reach` places from one of them, itself among them, in order."""
        near = edge.RangeFloat(gte=at.ordinal - reach, lte=at.ordinal + reach)
        place = edge.FieldCondition(key="ordinal", range=near)
        return self._scroll(place, document_id=at.document_id, section_id=at.section_id)

    def parallel(self, group: str, section_id: str, language: Language) -> list[Chunk]:
        """The same section in another language, in order; empty where there is none."""
        return self._scroll(group=group, section_id=section_id, language=language)

    def document(self, document_id: DocumentId) -> Document | None:
        """A document as it was read; None for an unknown id."""
        path = self._folder / "documents" / f"{document_id}.json"
        if not document_id.isalnum() or not path.is_file():
            return None
        return document_from(json.loads(path.read_text(encoding="utf-8")))

    def count(self) -> int:
        """How many chunks it holds."""
        return int(self._shard.count(edge.CountRequest(exact=True)))

    def close(self) -> None:
        """Release the files."""
        self._shard.close()

    def _scroll(self, *more: edge.FieldCondition, **wanted: str) -> list[Chunk]:
        conditions: list[edge.ConditionType] = [
            *(edge.FieldCondition(key=key, match=edge.MatchValue(value)) for key, value in wanted.items()),
            *more,
        ]
        records, _ = self._shard.scroll(
            edge.ScrollRequest(limit=_SECTION_LIMIT, filter=edge.Filter(must=conditions), with_payload=True, with_vector=False)
        )
        return sorted((chunk_from(record.payload or {}) for record in records), key=lambda chunk: chunk.ordinal)


class EdgeVersions:
    """The versions of one corpus, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(
        self, metadata: IndexMetadata, documents: Sequence[Document], chunks: Sequence[Chunk], vectors: Sequence[Vector]
    ) -> None:
        """Write a version beside the others; nothing of it is seen before it is complete."""
        target = self._folder / metadata.version
        partial = target.with_name(target.name + _PARTIAL)
        shutil.rmtree(partial, ignore_errors=True)
        (partial / "documents").mkdir(parents=True)
        for document in documents:
            _write_json(partial / "documents" / f"{document.id}.json", document_payload(document))
        _write_shard(partial / "shard", metadata.dimensions, chunks, vectors)
        _write_json(partial / "metadata.json", metadata_payload(metadata))
        _sync_folder(partial)
        partial.replace(target)
        _sync_folder(self._folder)

    def open(self, version: str) -> Index:
        """Open a version; `IndexMissing` if there is none of that name."""
        folder = self._folder / version
        if not (folder / "metadata.json").is_file():
            raise IndexMissing(f"no index version '{version}' in {self._folder}: run python -m ingest")
        return EdgeIndex(folder)

    def current(self) -> str | None:
        """The version that is served."""
        try:
            return (self._folder / "CURRENT").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def all(self) -> list[str]:
        """Complete versions, oldest first."""
        return sorted(
            path.parent.name for path in self._folder.glob("*/metadata.json") if not path.parent.name.endswith(_PARTIAL)
        )

    def swap(self, version: str) -> None:
        """Serve this version from now on."""
        pointer = self._folder / "CURRENT"
        fresh = pointer.with_suffix(f".{os.getpid()}")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(version + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(pointer)
        _sync_folder(self._folder)

    def delete(self, version: str) -> None:
        """Remove a version, and what a killed run left of others."""
        for folder in (self._folder / version, *self._folder.glob(f"*{_PARTIAL}")):
            shutil.rmtree(folder, ignore_errors=True)


def _ranker(search: SubSearch) -> Ranker:
    return Ranker.SPARSE if isinstance(search.vector, SparseVector) else Ranker.DENSE


def _request(search: SubSearch) -> edge.QueryRequest:
    today = float(search.as_of.toordinal())
    must: list[edge.ConditionType] = [
        edge.FieldCondition(key=VALID_FROM, range=edge.RangeFloat(lte=today)),
        edge.FieldCondition(key=VALID_TO, range=edge.RangeFloat(gte=today)),
    ]
    if search.language:
        must.append(edge.FieldCondition(key="language", match=edge.MatchValue(search.language)))
    if isinstance(search.vector, SparseVector):
        sparse = edge.SparseVector(indices=list(search.vector.indices), values=list(search.vector.values))
        query = edge.Query.Nearest(sparse, using=SPARSE)
    else:
        query = edge.Query.Nearest(list(search.vector), using=DENSE)
    return edge.QueryRequest(limit=search.limit, query=query, filter=edge.Filter(must=must), with_payload=False)


def _write_shard(folder: Path, dimensions: int, chunks: Sequence[Chunk], vectors: Sequence[Vector]) -> None:
    folder.mkdir()
    config = edge.EdgeConfig(
        vectors={DENSE: edge.EdgeVectorParams(size=dimensions, distance=edge.Distance.Cosine)},
        sparse_vectors={SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        wal_enabled=False,
    )
    shard = edge.EdgeShard.create(str(folder), config)
    try:
        for name in KEYWORDS:
            shard.update(edge.UpdateOperation.create_field_index(name, edge.PayloadSchemaType.Keyword))
        for name in (VALID_FROM, VALID_TO):
            shard.update(edge.UpdateOperation.create_field_index(name, edge.PayloadSchemaType.Integer))
        for first in range(0, len(chunks), _UPSERT):
            points = [
                edge.Point(chunk.id, _vectors(vector), chunk_payload(chunk))
                for chunk, vector in zip(chunks[first : first + _UPSERT], vectors[first : first + _UPSERT], strict=True)
            ]
            shard.update(edge.UpdateOperation.upsert_points(points))
        shard.optimize()
        shard.flush()
    finally:
        shard.close()


def _vectors(vector: Vector) -> dict[str, list[float] | edge.SparseVector | list[list[float]]]:
    sparse = edge.SparseVector(indices=list(vector.sparse.indices), values=list(vector.sparse.values))
    return {DENSE: list(vector.dense), SPARSE: sparse}


def _write_json(path: Path, content: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
