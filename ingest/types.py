"""What flows through ingestion: document -> section -> chunk -> vector -> hit.

Imports nothing of the package, so that every other file may import it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType, Protocol

DocumentId = NewType("DocumentId", str)
ChunkId = NewType("ChunkId", str)
Language = NewType("Language", str)  # BCP 47: fr, ar, en, ary, ary-Latn


class Authority(StrEnum):
    """Rank of a source, highest first."""

    LAW = "loi"
    DECREE = "décret"
    ORDER = "arrêté"
    CIRCULAR = "circulaire"
    OFFICIAL_PAGE = "page officielle"
    SHEET = "fiche"
    PRESS = "presse"


class Confidence(StrEnum):
    """How well a rule was seen at its source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who says it, where, and on which dates it is the rule. `None` dates leave the period open.

    `answers`: the questions that staff approved it as the answer to; retrieval puts it first for them.
    """

    authority: Authority = Authority.SHEET
    confidence: Confidence = Confidence.HIGH
    reference: str = ""
    issuer: str = ""
    url: str = ""
    published: date | None = None
    verified_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    conflict: bool = False
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `text[start:end]` of its document's text, in reading order.

    `level` is a heading's depth, 1 for the title. `page` counts from 1, 0 where a format has none.
    `section_id` and `meta` are what a sheet writes at a heading, `line` is where in its file, from 1, 0 where a format has none.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    page: int = 0
    section_id: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a format reads out of a file: its text, the blocks over it, and its front matter."""

    text: str
    blocks: tuple[Block, ...]
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read. `group` is shared by parallel versions in other languages."""

    id: DocumentId
    path: str
    title: str
    language: Language
    group: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading or article. `headings` is the path from the title down."""

    document: Document
    id: str
    headings: tuple[str, ...]
    article: str
    start: int
    end: int
    page: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Position:
    """Where a chunk stands: its section, in a language, and its place among the document's chunks.

    `answers` are the questions that its section was approved for.
    """

    document_id: DocumentId
    group: str
    section_id: str
    language: Language
    ordinal: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit that is indexed: `text` is its document's text from `start` to `end`, to the letter."""

    id: ChunkId
    document_id: DocumentId
    group: str
    section_id: str
    ordinal: int
    title: str
    headings: tuple[str, ...]
    article: str
    language: Language
    text: str
    start: int
    end: int
    page: int
    tokens: int
    provenance: Provenance

    @property
    def position(self) -> Position:
        """Where it stands."""
        return Position(self.document_id, self.group, self.section_id, self.language, self.ordinal, self.provenance.answers)

    @property
    def indexed_text(self) -> str:
        """What is encoded: title and headings before the text."""
        return " — ".join((*self.headings, self.text)) if self.headings else self.text


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Weights by term: `indices` are unsigned 32-bit hashes of stems, no two alike."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Vector:
    """A chunk by meaning (`dense`, unit length) and by terms (`sparse`)."""

    dense: Sequence[float]
    sparse: SparseVector


class Ranker(StrEnum):
    """Which search a hit came from."""

    DENSE = "dense"
    ADAPTED = "adapted"  # dense, by the encoder's adapter: its cosines are on a scale of their own
    SPARSE = "sparse"
    FUSED = "fused"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that one ranker returned, by id. Scores of different rankers do not compare."""

    chunk_id: ChunkId
    score: float
    ranker: Ranker


@dataclass(frozen=True, slots=True)
class SubSearch:
    """One search over the chunks of one language (any, if `None`) that are in force on `as_of`."""

    vector: Sequence[float] | SparseVector
    as_of: date
    language: Language | None
    limit: int


@dataclass(frozen=True, slots=True)
class IndexMetadata:
    """What an index version was built from; whatever changes answers stands here.

    `alone` are the languages in which a document stands without a version in another one. `digest` is of the chunks, `stamp`
    of the files as they lay there; it is empty where a run must read them again, since there is something to say of them.
    """

    version: str
    corpus: str
    built_at: str
    encoder: str
    dimensions: int
    chunk_tokens: int
    k1: float
    b: float
    average_terms: float
    documents: int
    sections: int
    chunks: int
    languages: tuple[Language, ...]
    digest: str
    alone: tuple[Language, ...] = ()
    stamp: str = ""


class Encoder(Protocol):
    """Text -> dense vectors of unit length. `encode_across` is for queries in Latin script that are to find Arabic passages."""

    name: str
    dimensions: int

    def encode_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...
    def encode_across(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...
    def encode_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


class Index(Protocol):
    """One index version, open for search. Unknown ids are left out of what `chunks` and `positions` return.

    `positions` is what `chunks` says of where they stand, many times faster.
    """

    metadata: IndexMetadata

    def search(self, searches: Sequence[SubSearch]) -> list[list[Hit]]: ...
    def chunks(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]: ...
    def positions(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Position]: ...
    def neighbours(self, at: Position, reach: int) -> list[Chunk]: ...
    def parallel(self, group: str, section_id: str, language: Language) -> list[Chunk]: ...
    def document(self, document_id: DocumentId) -> Document | None: ...
    def count(self) -> int: ...
    def close(self) -> None: ...


class Versions(Protocol):
    """The versions of one corpus's index: written beside each other, one of them current."""

    def write(
        self, metadata: IndexMetadata, documents: Sequence[Document], chunks: Sequence[Chunk], vectors: Sequence[Vector]
    ) -> None: ...
    def open(self, version: str) -> Index: ...
    def current(self) -> str | None: ...
    def all(self) -> list[str]: ...
    def swap(self, version: str) -> None: ...
    def delete(self, version: str) -> None: ...
