from dataclasses import replace

import pytest

from assistant.ground import ground
from assistant.types import Quote, Sentence
from ingest.types import DocumentId, Index, Language


@pytest.fixture
def quote(index: Index) -> Quote:
    chunk = index.parallel("companies/sarl", "capital-before", Language("fr"))[0]
    return Quote(chunk, chunk.start, chunk.end, chunk.text)


def test_what_stands_in_the_source_is_kept(quote: Quote, index: Index) -> None:
    sentence = Sentence("Le capital minimum était de 10.000 DH avant 2011.", (quote,))
    assert ground([sentence], index) == [sentence]


@pytest.mark.parametrize(
    "text",
    ["Le capital minimum était de 100 000 DH.", "Le capital minimum est de 10 000 DH depuis 2012.", "Le taux est de 10 %."],
)
def test_a_number_that_no_quote_holds_is_dropped(text: str, quote: Quote, index: Index) -> None:
    assert ground([Sentence(text, (quote,))], index) == []


def test_a_quote_that_is_not_to_the_letter_is_dropped(quote: Quote, index: Index) -> None:
    altered = replace(quote, text=quote.text.replace("SARL", "SAS"))
    moved = replace(quote, start=quote.start + 1)
    unknown = replace(quote, chunk=replace(quote.chunk, document_id=DocumentId("0" * 16)))
    for wrong in (altered, moved, unknown):
        assert ground([Sentence("Le capital.", (wrong,))], index) == []


def test_a_sentence_without_a_quote_is_dropped(index: Index) -> None:
    assert ground([Sentence("Le capital.", ())], index) == []
