"""What flows through retrieval: query -> hits -> passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ingest.types import Chunk, Hit, Language, Provenance
from retrieval.concepts import Concept


@dataclass(frozen=True, slots=True)
class Query:
    """A standalone question, the language of its reader, and the date that it is about."""

    text: str
    language: Language
    as_of: date


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring chunks of one section, in order. `number` counts from 1 and is what an answer cites."""

    number: int
    chunks: tuple[Chunk, ...]
    score: float

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
class Evidence:
    """What tells whether passages answer: the best cosine, and the share of the question's concepts that they hold."""

    similarity: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages best first, how they were found, and the question's concepts in each language of the index.

    `sufficient` is False where the corpus does not seem to answer.
    """

    passages: tuple[Passage, ...]
    sufficient: bool
    evidence: Evidence
    ranking: tuple[Hit, ...]
    index_version: str
    concepts: Mapping[Language, tuple[Concept, ...]]
    timings_ms: Mapping[str, float]
