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
    paragraphs += [*_checks(citations, frame), frame.dated(as_of)]
    return "\n\n".join(paragraphs), citations


def compose_written(sentences: Sequence[Sentence], frame: Frame, as_of: date) -> tuple[str, tuple[Citation, ...]]:
    """Sentences in the reader's own language, each closed by the numbers of its quotes; then as in `compose`."""
    quotes = list(dict.fromkeys(quote for sentence in sentences for quote in sentence.quotes))
    numbers = {quote: number for number, quote in enumerate(quotes, start=1)}
    citations = tuple(_citation(number, quote) for quote, number in numbers.items())
    said = [f"{sentence.text} {''.join(f'[{numbers[quote]}]' for quote in sentence.quotes)}" for sentence in sentences]
    return "\n\n".join((" ".join(said), *_checks(citations, frame), frame.dated(as_of))), citations


def _checks(citations: Sequence[Citation], frame: Frame) -> list[str]:
    checks = []
    if any(citation.provenance.conflict for citation in citations):
        checks.append(frame.conflict)
    if any(citation.provenance.confidence is not Confidence.HIGH for citation in citations):
        checks.append(frame.medium)
    return checks


def _citation(number: int, quote: Quote) -> Citation:
    chunk = quote.chunk
    return Citation(
        number, chunk.document_id, chunk.title, chunk.headings, chunk.article, chunk.page, quote.start, quote.end, quote.text,
        chunk.language, chunk.provenance,
    )  # fmt: skip
