"""Keep what can be shown: quotes letter for letter in their source, numbers that stand in a quote. Fails closed."""

from collections.abc import Sequence

from assistant.numbers import numbers
from assistant.types import Sentence
from ingest.types import Index


def ground(draft: Sequence[Sentence], index: Index) -> list[Sentence]:
    """The sentences of the draft that hold, in order."""
    return [sentence for sentence in draft if _holds(sentence, index)]


def _holds(sentence: Sentence, index: Index) -> bool:
    if not sentence.quotes:
        return False
    quoted: set[object] = set()
    for quote in sentence.quotes:
        document = index.document(quote.chunk.document_id)
        if document is None or not quote.text or document.text[quote.start : quote.end] != quote.text:
            return False
        quoted |= numbers(quote.text)
    return numbers(sentence.text) <= quoted
