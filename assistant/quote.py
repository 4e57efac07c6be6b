"""A quote in its place: the words around it in the original, and the same section in the other languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ingest.types import BlockKind, Document, Index, Language

_AROUND = 1_200  # characters of the section shown before and after the quote
_MOST_PARALLEL = 3_000
PARALLEL_LANGUAGES = (Language("fr"), Language("ar"), Language("en"))


@dataclass(frozen=True, slots=True)
class Place:
    """The section of a document that characters `start` to `end` stand in. `section_id` is empty outside of sheets."""

    heading: str
    section_id: str
    start: int
    end: int


def place(document: Document, start: int) -> Place:
    """The section around a character."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    before = [block for block in headings if block.start <= start]
    after = [block for block in headings if block.start > start]
    end = after[0].start if after else len(document.text)
    if not before:
        return Place("", "", 0, end)
    heading = before[-1]
    return Place(document.text[heading.start : heading.end], heading.section_id, heading.end, end)


def quote_body(document: Document, start: int, end: int, index: Index) -> dict[str, Any]:
    """As JSON: `before`, `quote` and `after` from the section in the original, and its parallel versions."""
    found = place(document, start)
    before_from = max(min(found.start, start), start - _AROUND)
    after_to = min(max(found.end, end), end + _AROUND)
    return {
        "title": document.title,
        "heading": found.heading,
        "language": document.language,
        "before": _cut_start(document.text[before_from:start], before_from > found.start),
        "quote": document.text[start:end],
        "after": _cut_end(document.text[end:after_to], after_to < found.end),
        "parallels": [
            parallel
            for language in PARALLEL_LANGUAGES
            if language != document.language and (parallel := _parallel(document.group, found.section_id, language, index))
        ],
    }


def _parallel(group: str, section_id: str, language: Language, index: Index) -> dict[str, Any] | None:
    chunks = index.parallel(group, section_id, language) if group and section_id else []
    document = index.document(chunks[0].document_id) if chunks else None
    if document is None:
        return None
    start, end = min(chunk.start for chunk in chunks), max(chunk.end for chunk in chunks)
    address = urlencode({"start": start, "end": end})
    return {
        "title": document.title,
        "heading": _last([chunk.headings for chunk in chunks]),
        "language": language,
        "text": _cut_end(document.text[start : min(end, start + _MOST_PARALLEL)], end - start > _MOST_PARALLEL),
        "source_url": f"/v1/sources/{document.id}?{address}#cited",
    }


def _last(headings: Sequence[tuple[str, ...]]) -> str:
    return headings[0][-1] if headings and headings[0] else ""


def _cut_start(text: str, cut: bool) -> str:
    return f"… {text.partition(' ')[2]}" if cut else text.lstrip()


def _cut_end(text: str, cut: bool) -> str:
    return f"{text.rpartition(' ')[0]} …" if cut else text.rstrip()
