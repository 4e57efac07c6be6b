"""Sections -> chunks within a token budget, cut at paragraphs and sentences; every chunk keeps its span."""

import hashlib
from collections.abc import Sequence

from semantic_text_splitter import TextSplitter

from ingest.tokens import MODEL, TokenCounter
from ingest.types import Chunk, ChunkId, Section


class Chunker:
    """Cuts sections into chunks of at most `tokens` tokens (o200k_base)."""

    def __init__(self, tokens: int, counter: TokenCounter) -> None:
        self.tokens = tokens
        self._splitter = TextSplitter.from_tiktoken_model(MODEL, tokens)
        self._counter = counter

    def chunks(self, sections: Sequence[Section]) -> list[Chunk]:
        """Chunks in order; their ids say document, place and text, so that the same input gives the same ids."""
        found: list[Chunk] = []
        for section in sections:
            document = section.document
            for offset, text in self._splitter.chunk_indices(document.text[section.start : section.end]):
                start = section.start + offset
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


def _chunk_id(document_id: str, start: int, headings: Sequence[str], text: str) -> ChunkId:
    """A UUID in hexadecimal, which Qdrant takes as a point's id."""
    digest = hashlib.sha256("\x1f".join((document_id, str(start), *headings, text)).encode()).hexdigest()
    return ChunkId(f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}")
