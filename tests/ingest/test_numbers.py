from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.numbers import Quantity, numbers, quantities, unsupported


@pytest.mark.parametrize(
    "text", ["3 264 000", "3.264.000", "3,264,000", "٣٢٦٤٠٠٠", "3264000 DH", "3,264 MDH", "3.264 millions", "3 264 000 درهم"]
)
def test_one_number_in_many_spellings(text: str) -> None:
    assert numbers(text) == {Decimal(3264000)}


def test_rates_dates_and_articles() -> None:
    assert numbers("1,5 % de 20 000 DH le 1er janvier 2026") == {Decimal("1.5"), Decimal(20000), Decimal(1), Decimal(2026)}
    assert numbers("12 milliards") == {Decimal(12 * 10**9)}
    assert numbers("rien") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "5 000 000 DH", "5 MDH", "5,0 millions de dirhams", "cinq millions de dirhams", "خمسة ملايين درهم", "٥ ملايين درهم",
        "five million dirhams", "cinco millones de dirhams", "vijf miljoen dirham", "cinque milioni di dirham",
        "fünf Millionen Dirham", "MAD 5,000,000", "5M DH",
    ],
)  # fmt: skip
def test_one_amount_in_seven_languages(text: str) -> None:
    assert quantities(text) == {Quantity("dirham", Decimal(5000000))}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("quatre-vingt-dix-neuf ans", "year", 99), ("soixante et onze jours", "day", 71), ("dix-sept mois", "month", 17),
        ("deux cent cinquante mille euros", "euro", 250000), ("two hundred and five days", "day", 205),
        ("treinta y cinco días", "day", 35), ("tweeëntwintig maanden", "month", 22), ("ventotto giorni", "day", 28),
        ("zweihundertfünfzig Euro", "euro", 250), ("خمسة وعشرون في المائة", "percent", 25), ("خمسة عشر يوما", "day", 15),
        ("ثلاثمائة ألف درهم", "dirham", 300000), ("مائة وخمسون ألف درهم", "dirham", 150000), ("سنتين", "year", 2),
        ("neuf ans", "year", 9), ("un an", "year", 1), ("0,125 %", "percent", "0.125"), ("١٫٥٪", "percent", "1.5"),
        ("1,250 %", "percent", "1.25"), ("50k DH", "dirham", 50000), ("جوج سنين", "year", 2), ("اثنا عشر شهرا", "month", 12),
        ("أسبوعان", "week", 2), ("5 premières années", "year", 5), ("21 working days", "day", 21), ("a 30-day term", "day", 30),
        ("5 consecutive financial years", "year", 5), ("300 م²", "metre", 300),
    ],
)  # fmt: skip
def test_numbers_in_words_with_their_unit(text: str, unit: str, value: int | str) -> None:
    assert quantities(text) == {Quantity(unit, Decimal(value))}


@pytest.mark.parametrize(
    "text",
    ["un véhicule neuf", "وفق الفقرة ألف من المدونة", "des millions", "taxes due at once", "une SARL", "a company", "واحد منهم"],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert quantities(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("de 5 000 à 250 000 DH", {Quantity("dirham", Decimal(5000)), Quantity("dirham", Decimal(250000))}),
        ("de 2,5 à 10 millions de DH", {Quantity("dirham", Decimal(2500000)), Quantity("dirham", Decimal(10000000))}),
        ("5 ou 10 ans", {Quantity("year", Decimal(5)), Quantity("year", Decimal(10))}),
    ],
)
def test_a_list_shares_its_unit_and_scale(text: str, found: set[Quantity]) -> None:
    assert quantities(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l'article 46 de la loi n° 5-96", {Quantity("article", "46"), Quantity("law", "5-96")}),
        ("القانون رقم 5.96، المادة 46", {Quantity("article", "46"), Quantity("law", "5-96")}),
        ("art. 21 et 22", {Quantity("article", "21"), Quantity("article", "22")}),
        ("article premier", {Quantity("article", "1")}),
        ("Article 5 bis", {Quantity("article", "5 bis")}),
        ("décret 2-22-650", {Quantity("law", "2-22-650")}),
        ("le 1er juillet 2026", {Quantity("date", "2026-07-01")}),
        ("1 July 2026", {Quantity("date", "2026-07-01")}),
        ("July 1, 2026", {Quantity("date", "2026-07-01")}),
        ("01/07/2026", {Quantity("date", "2026-07-01")}),
        ("فاتح يوليوز 2026", {Quantity("date", "2026-07-01")}),
        ("juillet 2026", {Quantity("date", "2026-07")}),
    ],
)
def test_laws_articles_and_dates_are_told_from_plain_numbers(text: str, found: set[Quantity]) -> None:
    assert quantities(text) == found


@pytest.mark.parametrize(
    ("claimed", "shown", "holds"),
    [
        ("15 %", "15 % du coût", True), ("15 %", "15 ans", False), ("15", "15 ans", True), ("15 ans", "l'article 15", False),
        ("15", "l'article 15", False), ("juillet 2026", "le 1er juillet 2026", True),
        ("le 2 juillet 2026", "juillet 2026", False), ("le 1er juillet", "le 1er juillet 2026", True),
        ("le 1er juin 2026", "le 1er juillet 2026", False),
        ("en 2026", "le 1er juillet 2026", True), ("article 47", "article 46", False), ("loi 47-06", "loi 06-47", False),
        ("10 euros", "10 DH", False),
    ],
)  # fmt: skip
def test_what_is_claimed_must_be_shown_as_what_it_is(claimed: str, shown: str, holds: bool) -> None:
    assert (not unsupported(quantities(claimed), quantities(shown))) is holds


@given(st.integers(min_value=1000, max_value=10**11))
def test_grouping_changes_nothing(number: int) -> None:
    for mark in (" ", ".", ",", "\u00a0", "\u202f", "'"):
        assert numbers(f"{number:,}".replace(",", mark) + " DH") == {Decimal(number)}


@given(st.text())
@example(text="1" + "0" * 28)
def test_any_text_supports_itself(text: str) -> None:
    assert not unsupported(quantities(text), quantities(text))


@given(st.sampled_from(["%", " DH", " ans", ""]), st.integers(2, 998), st.integers(2, 998))
def test_another_number_is_never_supported(unit: str, one: int, other: int) -> None:
    assert bool(unsupported(quantities(f"{one}{unit}"), quantities(f"{other}{unit}"))) is (one != other)
