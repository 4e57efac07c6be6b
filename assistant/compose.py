"""Grounded sentences -> an answer's text and its citations, in the frame of the asker's language."""

from collections.abc import Sequence
from datetime import date

from assistant.prompts import Frame
from assistant.types import Citation, Quote, Sentence
from ingest.types import Confidence, Language

_WRITTEN_AS = {"ary": "ar"}  # a reader of Darija in Arabic letters needs no notice before Arabic


def compose(sentences: Sequence[Sentence], frame: Frame, reader: Language, as_of: date) -> tuple[str, tuple[Citation, ...]]:
    """Paragraphs, one a quote, each closed by its number; then what to check, and the day it is true on."""
    quotes = list(dict.fromkeys(quote for sentence in sentences for quote in sentence.quotes))
    citations = tuple(_citation(number, quote) for number, quote in enumerate(quotes, start=1))
    paragraphs = []
    language = citations[0].language
    if language != _WRITTEN_AS.get(reader, reader):
        paragraphs.append(frame.original.format(language=frame.names.get(language, language)))
    for citation, quote in zip(citations, quotes, strict=True):
        said = " ".join(sentence.text for sentence in sentences if quote in sentence.quotes)
        paragraphs.append(f"{said} [{citation.number}]")
    if any(citation.provenance.conflict for citation in citations):
        paragraphs.append(frame.conflict)
    if any(citation.provenance.confidence is not Confidence.HIGH for citation in citations):
        paragraphs.append(frame.medium)
    paragraphs.append(frame.dated(as_of))
    return "\n\n".join(paragraphs), citations


def _citation(number: int, quote: Quote) -> Citation:
    chunk = quote.chunk
    return Citation(
        number, chunk.document_id, chunk.title, chunk.headings, chunk.article, chunk.page, quote.start, quote.end, quote.text,
        chunk.language, chunk.provenance,
    )  # fmt: skip
