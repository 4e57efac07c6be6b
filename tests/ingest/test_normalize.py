from hypothesis import given
from hypothesis import strategies as st

from ingest.normalize import fold, fold_letters, join_thousands, legible, strip_invisible


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_digits_signs_and_glued_numbers() -> None:
    assert fold("الـمَادة٤٦") == "المادة 46"
    assert fold("L’État") == "l'état"


def test_letters_lose_accents_and_forms() -> None:
    assert fold_letters("Société à Fès") == "societe a fes"
    assert fold_letters("الأولى") == "الاولي"


def test_thousands_are_joined() -> None:
    assert [join_thousands(text) for text in ("3 264 000", "3.264.000", "3,264,000", "5.96", "2024, 300")] == [
        "3264000",
        "3264000",
        "3264000",
        "5.96",
        "2024, 300",
    ]


def test_what_nobody_sees_is_dropped() -> None:
    assert strip_invisible("a\u200bb\u202ec\U000e0041d") == "abcd"


def test_legible_parts_numbers_from_words_and_shortens_leaders() -> None:
    assert legible("مبلغ 20.000درهم ..................... 3") == "مبلغ 20.000 درهم … 3"
    assert legible("Le taux est de 10 %. Il est fixe...") == "Le taux est de 10 %. Il est fixe..."
