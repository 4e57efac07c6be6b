from collections.abc import Sequence

import pytest

from ingest.types import Language
from retrieval.concepts import Concept
from retrieval.types import Query
from retrieval.vectors import vectors
from tests.conftest import TODAY

FR, AR = Language("fr"), Language("ar")
CONCEPTS = {
    AR: (Concept(1.0, (frozenset({"راسمال"}),), "رأسمال"), Concept(1.0, (frozenset({"x"}),))),
    FR: (Concept(1.0, (frozenset({"capital"}),), "capital"),),
}


class _Spy:
    """An encoder that says what it was asked."""

    name, dimensions = "spy", 1

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.across: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> list[list[float]]:
        self.plain += texts
        return [[0.0]] * len(texts)

    def encode_across(self, texts: Sequence[str]) -> list[list[float]]:
        self.across += texts
        return [[1.0]] * len(texts)

    encode_passages = encode_queries


def test_arabic_is_searched_by_the_adapter_with_the_concepts_names() -> None:
    encoder = _Spy()
    found = vectors(Query("capital minimum", FR, TODAY), CONCEPTS, FR, (AR,), encoder)
    assert (found.plain, found.adapted) == ([0.0], {AR: [1.0]})
    assert (encoder.across, encoder.plain) == (["capital minimum رأسمال"], ["capital minimum"])


@pytest.mark.parametrize(("text", "language"), [("ما هو رأسمال الشركة", "ar"), ("شحال خاص الفلوس", "ary")])
def test_a_question_in_arabic_script_needs_no_adapter(text: str, language: str) -> None:
    encoder = _Spy()
    vectors(Query(text, Language(language), TODAY), CONCEPTS, AR, (AR,), encoder)
    assert (encoder.across, encoder.plain) == ([], [text])


@pytest.mark.parametrize("alone", [(), (FR,)])
def test_arabic_that_stands_beside_another_version_needs_no_adapter(alone: tuple[Language, ...]) -> None:
    assert not vectors(Query("capital minimum", FR, TODAY), CONCEPTS, FR, alone, _Spy()).adapted


def test_darija_in_latin_letters_is_written_out_for_the_language_shown() -> None:
    encoder = _Spy()
    vectors(Query("chhal dyal capital", Language("ary-Latn"), TODAY), CONCEPTS, FR, (AR,), encoder)
    assert encoder.plain == ["chhal dyal capital capital"]
