"""A Qdrant server or cluster by qdrant-client: two collections per version, an alias for the one that is served.

<corpus>-<version>            vectors and chunks
<corpus>-<version>-documents  the documents as read; point 0 is the version's metadata, written last
<corpus>                      alias of the version that is served
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException

from ingest.errors import IndexMissing, IndexUnavailable
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

_UPSERT = 200
_SECTION_LIMIT = 200
_DOCUMENTS = "-documents"
_METADATA_POINT = 0


def connect(url: str, api_key: str, timeout_seconds: int) -> QdrantClient:
    """A client of the server at `url`; nothing is asked of it yet."""
    return QdrantClient(url=url, api_key=api_key or None, timeout=timeout_seconds, check_compatibility=False)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ApiException as error:
        raise IndexUnavailable(
            f"the Qdrant server refused or did not answer ({error}): check QDRANT_URL and the server"
        ) from error


class ServerIndex:
    """One version, by its two collections."""

    def __init__(self, client: QdrantClient, collection: str, metadata: IndexMetadata) -> None:
        self._client, self._collection, self.metadata = client, collection, metadata

    def search(self, searches: Sequence[SubSearch]) -> list[list[Hit]]:
        """All sub-searches in one request; hits best first, by id only."""
        with _translated():
            found = self._client.query_batch_points(self._collection, [_request(search) for search in searches])
        return [_hits(search, response.points) for search, response in zip(searches, found, strict=True)]

    def chunks(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        """Chunks by id."""
        with _translated():
            records = self._client.retrieve(self._collection, list(ids), with_payload=True)
        return {ChunkId(str(record.id)): chunk_from(record.payload or {}) for record in records}

    def positions(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Position]:
        """Where chunks stand, by id."""
        with _translated():
            records = self._client.retrieve(self._collection, list(ids), with_payload=POSITION)
        return {ChunkId(str(record.id)): position_from(record.payload or {}) for record in records}

    def neighbours(self, at: Position, reach: int) -> list[Chunk]:
        """The chunks of a section at most `reach` places from one of them, itself among them, in order."""
        near = models.Range(gte=at.ordinal - reach, lte=at.ordinal + reach)
        place = models.FieldCondition(key="ordinal", range=near)
        return self._scroll(place, document_id=at.document_id, section_id=at.section_id)

    def parallel(self, group: str, section_id: str, language: Language) -> list[Chunk]:
        """The same section in another language, in order; empty where there is none."""
        return self._scroll(group=group, section_id=section_id, language=language)

    def document(self, document_id: DocumentId) -> Document | None:
        """A document as it was read; None for an unknown id."""
        try:
            point = str(UUID(hex=document_id.ljust(32, "0")))
        except ValueError:
            return None
        with _translated():
            records = self._client.retrieve(self._collection + _DOCUMENTS, [point], with_payload=True)
        return document_from(records[0].payload or {}) if records else None

    def count(self) -> int:
        """How many chunks it holds."""
        with _translated():
            return self._client.count(self._collection, exact=True).count

    def close(self) -> None:
        """The client is shared by all versions: nothing to release."""

    def _scroll(self, *more: models.FieldCondition, **wanted: str) -> list[Chunk]:
        with _translated():
            records, _ = self._client.scroll(self._collection, _matches(*more, **wanted), limit=_SECTION_LIMIT, with_payload=True)
        return sorted((chunk_from(record.payload or {}) for record in records), key=lambda chunk: chunk.ordinal)


class ServerVersions:
    """The versions of one corpus, as collections of a server."""

    def __init__(self, client: QdrantClient, corpus: str) -> None:
        self._client, self._corpus = client, corpus

    def write(
        self, metadata: IndexMetadata, documents: Sequence[Document], chunks: Sequence[Chunk], vectors: Sequence[Vector]
    ) -> None:
        """Write a version beside the others; its metadata goes in last and makes it complete."""
        collection = self._name(metadata.version)
        with _translated():
            self.delete(metadata.version)
            self._client.create_collection(
                collection,
                vectors_config={DENSE: models.VectorParams(size=metadata.dimensions, distance=models.Distance.COSINE)},
                sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            )
            for name in KEYWORDS:
                self._client.create_payload_index(collection, name, models.PayloadSchemaType.KEYWORD)
            for name in (VALID_FROM, VALID_TO):
                self._client.create_payload_index(collection, name, models.PayloadSchemaType.INTEGER)
            for first in range(0, len(chunks), _UPSERT):
                pairs = zip(chunks[first : first + _UPSERT], vectors[first : first + _UPSERT], strict=True)
                self._client.upsert(collection, [_point(chunk, vector) for chunk, vector in pairs], wait=True)
            self._client.create_collection(collection + _DOCUMENTS, vectors_config={})
            for document in documents:
                point = models.PointStruct(
                    id=str(UUID(hex=document.id.ljust(32, "0"))), vector={}, payload=document_payload(document)
                )
                self._client.upsert(collection + _DOCUMENTS, [point], wait=True)
            last = models.PointStruct(id=_METADATA_POINT, vector={}, payload=metadata_payload(metadata))
            self._client.upsert(collection + _DOCUMENTS, [last], wait=True)

    def open(self, version: str) -> Index:
        """Open a version; `IndexMissing` if there is none of that name, or only a part of it."""
        metadata = self._metadata(version)
        if metadata is None:
            raise IndexMissing(f"no index version '{version}' of '{self._corpus}' in the Qdrant server: run python -m ingest")
        return ServerIndex(self._client, self._name(version), metadata)

    def current(self) -> str | None:
        """The version that is served."""
        with _translated():
            aliases = self._client.get_aliases().aliases
        served = next((alias.collection_name for alias in aliases if alias.alias_name == self._corpus), None)
        return served.removeprefix(f"{self._corpus}-") if served else None

    def all(self) -> list[str]:
        """Complete versions, oldest first."""
        return sorted(
            version for version in self._versions(lambda name: not name.endswith(_DOCUMENTS)) if self._metadata(version)
        )

    def swap(self, version: str) -> None:
        """Serve this version from now on: the alias moves in one step."""
        create = models.CreateAliasOperation(
            create_alias=models.CreateAlias(collection_name=self._name(version), alias_name=self._corpus)
        )
        drop = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=self._corpus))
        with _translated():
            self._client.update_collection_aliases([drop, create] if self.current() else [create])

    def delete(self, version: str) -> None:
        """Remove a version."""
        with _translated():
            self._client.delete_collection(self._name(version) + _DOCUMENTS)
            self._client.delete_collection(self._name(version))

    def _name(self, version: str) -> str:
        return f"{self._corpus}-{version}"

    def _versions(self, wanted: Callable[[str], bool]) -> list[str]:
        with _translated():
            names = [collection.name for collection in self._client.get_collections().collections]
        return [name.removeprefix(f"{self._corpus}-") for name in names if name.startswith(f"{self._corpus}-") and wanted(name)]

    def _metadata(self, version: str) -> IndexMetadata | None:
        documents = self._name(version) + _DOCUMENTS
        with _translated():
            if not self._client.collection_exists(documents):
                return None
            records = self._client.retrieve(documents, [_METADATA_POINT], with_payload=True)
        return metadata_from(records[0].payload or {}) if records else None


def _ranker(search: SubSearch) -> Ranker:
    return Ranker.SPARSE if isinstance(search.vector, SparseVector) else Ranker.DENSE


def _hits(search: SubSearch, points: Sequence[models.ScoredPoint]) -> list[Hit]:
    """The local mode returns sparse points that share no term: a server does not."""
    ranker = _ranker(search)
    return [Hit(ChunkId(str(point.id)), point.score, ranker) for point in points if point.score > 0 or ranker is Ranker.DENSE]


def _matches(*more: models.FieldCondition, **wanted: str) -> models.Filter:
    exact = (models.FieldCondition(key=key, match=models.MatchValue(value=value)) for key, value in wanted.items())
    return models.Filter(must=[*exact, *more])


def _request(search: SubSearch) -> models.QueryRequest:
    today = float(search.as_of.toordinal())
    must: list[models.Condition] = [
        models.FieldCondition(key=VALID_FROM, range=models.Range(lte=today)),
        models.FieldCondition(key=VALID_TO, range=models.Range(gte=today)),
    ]
    if search.language:
        must.append(models.FieldCondition(key="language", match=models.MatchValue(value=search.language)))
    query: models.SparseVector | list[float]
    if isinstance(search.vector, SparseVector):
        using = SPARSE
        query = models.SparseVector(indices=list(search.vector.indices), values=list(search.vector.values))
    else:
        using, query = DENSE, list(search.vector)
    return models.QueryRequest(query=query, using=using, limit=search.limit, filter=models.Filter(must=must), with_payload=False)


def _point(chunk: Chunk, vector: Vector) -> models.PointStruct:
    sparse = models.SparseVector(indices=list(vector.sparse.indices), values=list(vector.sparse.values))
    return models.PointStruct(id=chunk.id, vector={DENSE: list(vector.dense), SPARSE: sparse}, payload=chunk_payload(chunk))
