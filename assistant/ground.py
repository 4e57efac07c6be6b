"""Keep what can be shown: quotes letter for letter in their source, sentences that their quotes support. Fails closed."""

from collections.abc import Sequence
from typing import Protocol

from assistant.support import supports
from assistant.types import Sentence, Status
from ingest.types import Document, DocumentId, Encoder, Language

_LEAST_SHARE = 1 / 3  # of a draft's sentences: with fewer left, what is left is no answer


class Documents(Protocol):
    """Where quotes are looked up: an index."""

    def document(self, document_id: DocumentId) -> Document | None: ...


def ground(draft: Sequence[Sentence], index: Documents, encoder: Encoder) -> list[Sentence]:
    """The sentences of the draft that hold, in order."""
    return [sentence for sentence in draft if _holds(sentence, index, encoder)]


def status_of(draft: Sequence[Sentence], grounded: Sequence[Sentence]) -> Status:
    """How the turn ends, by how much of its draft holds."""
    if not grounded or len(grounded) < len(draft) * _LEAST_SHARE:
        return Status.NOT_GROUNDED
    return Status.ANSWERED if len(grounded) == len(draft) else Status.PARTIAL


def _holds(sentence: Sentence, index: Documents, encoder: Encoder) -> bool:
    if not sentence.quotes:
        return False
    sources: dict[Language, list[str]] = {}
    for quote in sentence.quotes:
        document = index.document(quote.chunk.document_id)
        if document is None or not quote.text or document.text[quote.start : quote.end] != quote.text:
            return False
        sources.setdefault(quote.chunk.language, []).append(quote.text)
    return any(supports(sentence.text, texts, language, encoder) for language, texts in sources.items())
