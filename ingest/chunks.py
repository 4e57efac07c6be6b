"""Sections -> chunks within a token budget, cut at paragraphs and sentences; every chunk keeps its span."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from semantic_text_splitter import TextSplitter

from ingest.tokens import MODEL, TokenCounter
from ingest.types import Chunk, ChunkId, Section

_TAIL = 8  # what is left of a section is no chunk of its own under an eighth of the budget


class Chunker:
    """Cuts sections into chunks of at most `tokens` tokens (o200k_base), an eighth more where a tail is joined."""

    def __init__(self, tokens: int, counter: TokenCounter) -> None:
        self.tokens = tokens
        self._splitter = TextSplitter.from_tiktoken_model(MODEL, tokens)
        self._counter = counter

    def chunks(self, sections: Sequence[Section]) -> list[Chunk]:
        """Chunks in order; their ids say document, place and text, so that the same input gives the same ids."""
        found: list[Chunk] = []
        for section in sections:
            document = section.document
            for start, text in self._cut(document.text, section.start, section.end):
                found.append(
                    Chunk(
                        id=_chunk_id(document.id, start, section.headings, text),
                        document_id=document.id,
                        group=document.group,
                        section_id=section.id,
                        ordinal=len(found),
                        title=document.title,
                        headings=section.headings,
                        article=section.article,
                        language=document.language,
                        text=text,
                        start=start,
                        end=start + len(text),
                        page=section.page,
                        tokens=self._counter.count(text),
                        provenance=section.provenance,
                    )
                )
        return found

    def _cut(self, text: str, first: int, last: int) -> list[tuple[int, str]]:
        """Where the pieces of a section start, and their texts; a short tail goes with the piece before it."""
        starts = [first + offset for offset, _ in self._splitter.chunk_indices(text[first:last])]
        if len(starts) > 1 and self._counter.count(text[starts[-1] : last]) * _TAIL < self.tokens:
            starts.pop()
        return [(start, text[start:end].rstrip()) for start, end in pairwise([*starts, last])]


def _chunk_id(document_id: str, start: int, headings: Sequence[str], text: str) -> ChunkId:
    """A UUID in hexadecimal, which Qdrant takes as a point's id."""
    digest = hashlib.sha256("\x1f".join((document_id, str(start), *headings, text)).encode()).hexdigest()
    return ChunkId(f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}")
