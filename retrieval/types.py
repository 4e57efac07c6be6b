"""What flows through retrieval: query -> hits -> passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ingest.types import Chunk, ChunkId, Hit, Language, Provenance
from retrieval.concepts import Concept


@dataclass(frozen=True, slots=True)
class Query:
    """A standalone question, the language of its reader, and the date that it is about."""

    text: str
    language: Language
    as_of: date


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring chunks of one section, in order. `number` counts from 1 and is what an answer cites.

    `similarity` is the best cosine of the section, in any language; `nearness` is the same between 0 for the last hit and 1
    for the first, by the vector that was searched with; `words` is its BM25 score beside the best one's; `hit` is the chunk
    that was found. `approved` says that staff approved it for this question.
    """

    number: int
    chunks: tuple[Chunk, ...]
    score: float
    similarity: float = 0.0
    nearness: float = 0.0
    words: float = 0.0
    hit: ChunkId | None = None
    approved: bool = False

    @property
    def first(self) -> Chunk:
        """The chunk that opens it."""
        return self.chunks[0]

    @property
    def language(self) -> Language:
        """Of its text."""
        return self.first.language

    @property
    def provenance(self) -> Provenance:
        """Of its section."""
        return self.first.provenance

    @property
    def text(self) -> str:
        """The chunks' texts, a line apart."""
        return "\n".join(chunk.text for chunk in self.chunks)


@dataclass(frozen=True, slots=True)
class Signals:
    """Of one passage, or the weights of each.

    fused       its fused score beside the best one's
    similarity  the best cosine of its section, in any language
    nearness    the same by the vector that was searched with, 1 for the nearest hit and 0 for the last one
    words       its BM25 score beside the best one's
    sentence    the share of the question's concepts in its best sentence and its headings
    covered     the share of them in all of it
    title       the share of them in its document's title
    lacks       1 if the question asks for a rate, a time, an amount or a contact, and it has none
    """

    fused: float
    similarity: float
    nearness: float
    words: float
    sentence: float
    covered: float
    title: float
    lacks: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whether passages answer.

    similarity  the best cosine of any language
    sentence    the share of the question's concepts in the best sentence of the first passages
    words       the BM25 score of the first passages beside the best one's
    lead        how far the first passage's score is ahead of those behind it
    concepts    how many concepts the question has, as a logarithm: a short one says less of what it lacks
    spoken      1 for a question in Darija, which the encoder reads less well
    """

    similarity: float
    sentence: float
    words: float
    lead: float
    concepts: float
    spoken: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages best first with their signals, how they were found, and the question's concepts in each language of the index.

    `ranking` has the chunk of each section that was found, best first, then all other hits.
    `confidence` is the chance that the passages answer, by their evidence; `sufficient` is False where it is too small.
    """

    passages: tuple[Passage, ...]
    signals: tuple[Signals, ...]
    confidence: float
    sufficient: bool
    evidence: Evidence
    ranking: tuple[Hit, ...]
    index_version: str
    concepts: Mapping[Language, tuple[Concept, ...]]
    timings_ms: Mapping[str, float]
