import pytest

from ingest.encode.sparse import terms
from ingest.types import Language
from retrieval.concepts import Concept, Termbase, rarity, spoken_to_written, stems_of

FR, AR, EN, NL, LATIN = map(Language, ("fr", "ar", "en", "nl", "ary-Latn"))
COLUMNS = ("id", "domain", "ar", "fr", "en", "nl", "ary_latn", "ary")
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (
        ("tax", "tax", "ضريبة", "impôt|taxe", "tax", "belasting", "dariba", ""),
        (
            "cit",
            "tax",
            "الضريبة على الشركات",
            "impôt sur les sociétés|IS",
            "corporate tax",
            "vennootschapsbelasting",
            "dariba dyal charikat",
            "",
        ),
        ("how-much", "question", "كم", "combien", "how much", "hoeveel", "chhal", ""),
    )
]
TERMBASE = Termbase(ROWS)


def _sets(text: str, language: Language, target: Language) -> list[tuple[frozenset[str], ...]]:
    return [concept.alternatives for concept in TERMBASE.concepts(text, language, target)]


def test_the_longest_run_of_words_is_taken() -> None:
    (concept,) = TERMBASE.concepts("impôt sur les sociétés", FR, EN)
    assert frozenset(terms("corporate tax", EN)) in concept.alternatives
    assert frozenset({"tax"}) not in concept.alternatives


def test_each_language_is_said_in_the_words_of_the_index() -> None:
    arabic = frozenset(terms("الضريبة على الشركات", AR))
    for text, language in (("vennootschapsbelasting", NL), ("dariba dyal charikat", LATIN), ("IS", LATIN)):
        assert arabic in _sets(text, language, AR)[0]


def test_common_words_weigh_little_and_questions_a_quarter() -> None:
    how_much, of, tax = (concept.weight for concept in TERMBASE.concepts("combien de taxe", FR, FR))
    assert of == 0.0
    assert tax == 1.0
    assert how_much == pytest.approx(0.25 * rarity("combien", FR))


def test_rarity_falls_from_one_to_nothing() -> None:
    assert [rarity("de", FR), rarity("tamwilcom", FR), rarity("dyal", LATIN)] == [0.0, 1.0, 0.25]
    assert 0 < rarity("faire", FR) < 1


def test_a_word_as_it_is_spelt_goes_before_its_stem() -> None:
    rows = [{"id": "sign", "fr": "signe", "en": "sign"}, {"id": "signature", "fr": "signer", "en": "signature"}]
    (concept,) = Termbase(rows).concepts("signer", FR, EN)
    assert concept.label == "signature"


def test_an_unknown_word_is_kept() -> None:
    assert _sets("Tamwilcom", NL, FR) == [(frozenset({"tamwilcom"}),)]


def test_a_concept_stands_where_one_of_its_alternatives_does() -> None:
    concept = Concept(1.0, (frozenset({"a", "b"}), frozenset({"c"})))
    assert [concept.stands_in(stems) for stems in ({"a"}, {"a", "b"}, {"c"})] == [False, True, True]


def test_stems_share_the_weight_of_an_alternative() -> None:
    """Two stems of one alternative: 1 / sqrt(2) each; the heavier of two concepts counts."""
    concepts = (Concept(1.0, (frozenset({"a", "b"}),)), Concept(0.25, (frozenset({"a"}),)))
    assert stems_of(concepts) == {"a": pytest.approx(2**-0.5), "b": pytest.approx(2**-0.5)}


def test_darija_in_latin_letters_is_written_out_for_the_encoder() -> None:
    concepts = TERMBASE.concepts("chhal dyal dariba dyal charikat", LATIN, FR)
    assert spoken_to_written("chhal", concepts) == "chhal combien impôt sur les sociétés"


def test_no_file_is_no_translation(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert Termbase.load(tmp_path / "none.csv").concepts("impôt", FR, EN)[0].alternatives == (frozenset(terms("impôt", FR)),)
