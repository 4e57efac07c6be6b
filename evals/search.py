"""The only place that calls retrieval: a question's ranking, and its passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.services import CurrentIndex
from evals.items import Gold, Question
from ingest.corpus import document_id
from ingest.repair import firm_letters
from ingest.types import Chunk, Encoder, Index, Language
from retrieval.concepts import Termbase
from retrieval.retrieve import retrieve
from retrieval.settings import RetrievalSettings
from retrieval.types import Query, Retrieved

_WITH_TEXT, _CHARACTERS = 5, 700
Place = tuple[str, str]
"""A sheet's group and a section of it."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """What a search needs, opened once."""

    index: CurrentIndex
    encoder: Encoder
    termbase: Termbase
    settings: RetrievalSettings

    def search(self, text: str, language: Language, as_of: date) -> Retrieved:
        """Search as a turn does."""
        return retrieve(Query(text, language, as_of), self.index.get(), self.encoder, self.termbase, self.settings)

    def ranked(self, found: Retrieved, depth: int) -> list[Chunk]:
        """The chunks of the ranking before they became passages, best first."""
        ids = [hit.chunk_id for hit in found.ranking[:depth]]
        chunks = self.index.get().chunks(ids)
        return [chunks[each] for each in ids if each in chunks]


def passages_of(found: Retrieved) -> list[dict[str, object]]:
    """Passages as they are written into a result: all by name, the first of them with their words."""
    return [
        {
            "number": passage.number,
            "place": f"{passage.first.group}#{passage.first.section_id}",
            "language": passage.language,
            "title": " › ".join(passage.first.headings),
            "text": passage.text[:_CHARACTERS] if passage.number <= _WITH_TEXT else "",
        }
        for passage in found.passages
    ]


class Relevance:
    """Whether a chunk answers a question, by the places that its item names."""

    def __init__(self, question: Question, index: Index) -> None:
        self._place = question.place
        self._named = bool(question.gold)
        self._spans = [span for gold in question.gold if (span := _span(gold, index)) is not None]
        self.lost = len(question.gold) - len(self._spans)

    def __bool__(self) -> bool:
        """Whether the item names a place at all; one that the index has lost counts as not found."""
        return self._place is not None or self._named

    def __call__(self, chunk: Chunk) -> bool:
        if self._place is not None:
            group, section = self._place
            return chunk.group == group and section in ("", chunk.section_id)
        return any(
            chunk.document_id == document and chunk.start < end and start < chunk.end for document, start, end in self._spans
        )


def first_of_each_section(chunks: Sequence[Chunk]) -> list[Chunk]:
    """A ranking of sections: parallel versions and neighbouring chunks count once."""
    seen: dict[Place, Chunk] = {}
    for chunk in chunks:
        seen.setdefault((chunk.group, chunk.section_id), chunk)
    return list(seen.values())


def _span(gold: Gold, index: Index) -> tuple[str, int, int] | None:
    """Where a snippet stands; None if its document is not in the index, or does not hold it.

    A snippet is to the letter of the file, which may be damaged, and the document is repaired.
    """
    document = index.document(document_id(gold.file))
    if document is None:
        return None
    snippet, _ = firm_letters(gold.snippet)
    letters, places = firm_letters(document.text)
    first = letters.find(snippet) if snippet else -1
    return (document.id, places[first], places[first + len(snippet) - 1] + 1) if first >= 0 else None
