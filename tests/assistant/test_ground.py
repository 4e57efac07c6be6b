from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ground import ground, status_of
from assistant.types import Quote, Sentence, Status
from ingest.numbers import numbers
from ingest.types import Chunk, ChunkId, Document, DocumentId, Index, Language, Provenance
from tests.fakes import HashEncoder


@pytest.fixture
def quote(index: Index) -> Quote:
    chunk = index.parallel("companies/sarl", "capital-before", Language("fr"))[0]
    return Quote(chunk, chunk.start, chunk.end, chunk.text)


def test_what_stands_in_the_source_is_kept(quote: Quote, index: Index) -> None:
    sentence = Sentence("Le capital minimum était de 10.000 DH avant 2011.", (quote,))
    assert ground([sentence], index, HashEncoder()) == [sentence]


@pytest.mark.parametrize(
    "text",
    ["Le capital minimum était de 100 000 DH.", "Le capital minimum est de 10 000 DH depuis 2012.", "Le taux est de 10 %."],
)
def test_a_number_that_no_quote_holds_is_dropped(text: str, quote: Quote, index: Index) -> None:
    assert ground([Sentence(text, (quote,))], index, HashEncoder()) == []


def test_a_quote_that_is_not_to_the_letter_is_dropped(quote: Quote, index: Index) -> None:
    altered = replace(quote, text=quote.text.replace("SARL", "SAS"))
    moved = replace(quote, start=quote.start + 1)
    unknown = replace(quote, chunk=replace(quote.chunk, document_id=DocumentId("0" * 16)))
    for wrong in (altered, moved, unknown):
        assert ground([Sentence("Le capital.", (wrong,))], index, HashEncoder()) == []


def test_a_sentence_without_a_quote_is_dropped(index: Index) -> None:
    assert ground([Sentence("Le capital.", ())], index, HashEncoder()) == []


@pytest.mark.parametrize(
    ("kept", "of", "status"),
    [
        (3, 3, Status.ANSWERED),
        (2, 3, Status.PARTIAL),
        (1, 3, Status.PARTIAL),
        (1, 4, Status.NOT_GROUNDED),
        (0, 1, Status.NOT_GROUNDED),
    ],
)
def test_how_much_must_be_left(kept: int, of: int, status: Status) -> None:
    sentence = Sentence("Le capital.", ())
    assert status_of([sentence] * of, [sentence] * kept) is status


def test_an_empty_draft_is_not_grounded() -> None:
    assert status_of([], []) is Status.NOT_GROUNDED


_WORDS = [
    "la prime",
    "le capital",
    "la SARL",
    "est de",
    "10",
    "5 000 000 DH",
    "30 %",
    "n'a pas",
    "trois ans",
    "en 2025",
    "1,5 million",
    ".",
]


@given(st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join), max_size=5))
def test_no_number_of_what_is_kept_is_missing_in_its_quotes(texts: list[str]) -> None:
    said = "Avant 2011, le capital minimum de la SARL était de 10 000 DH. La prime est de 30 %, au plus 1,5 million en 3 ans."
    document = Document(DocumentId("d"), "d.md", "D", Language("fr"), "g", "0" * 64, said, (), Provenance())
    chunk = Chunk(ChunkId("c"), document.id, "g", "s", 0, "D", ("D",), "", Language("fr"), said, 0, len(said), 0, 9, Provenance())
    quote = Quote(chunk, 0, len(said), said)
    kept = ground([Sentence(text, (quote,)) for text in texts], OneDocument(document), HashEncoder())
    assert all(numbers(sentence.text) <= numbers(said) for sentence in kept)


class OneDocument:
    """An index that holds a document, and is asked for nothing else."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def document(self, document_id: DocumentId) -> Document | None:
        return self._document if document_id == self._document.id else None
