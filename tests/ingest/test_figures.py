import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures import figures, reference_numbers


@pytest.mark.parametrize(
    "texts",
    [
        ("3 000 000 DH", "3,000,000 DH", "3.000.000 درهم", "٣.٠٠٠.٠٠٠ درهم"),
        ("12,5 %", "12.5%", "12.5 في المائة", "12,50 %"),
        ("le 1er juillet 2026", "1 July 2026", "July 1, 2026", "فاتح يوليوز 2026", "1 يوليوز 2026", "1 يوليو 2026"),
        ("avant le 31 janvier", "before 31 January", "قبل 31 يناير"),
        ("août 2025", "August 2025", "غشت 2025"),
        ("loi n° 5-96", "law 5-96", "القانون رقم 5.96"),
        ("décret n° 2-15-258", "decree 2-15-258", "المرسوم رقم 2.15.258"),
        ("lois n° 5-96 et n° 17-95", "laws 5-96 and 17-95", "القانونان رقم 5.96 و17.95"),
        ("dans 2 ans", "within two years", "داخل سنتين"),
        ("30 jours", "trente jours", "30 days", "a 30-day term", "30 يوما", "ثلاثون يوما"),
        ("les 5 premiers exercices", "the first 5 financial years", "خلال أول 5 سنوات محاسبية"),
        ("douze derniers mois", "the last 12 months", "آخر 12 شهرا", "اثنا عشر شهرا"),
        ("300 m²", "300 square metres", "300 م²", "300 متر مربع"),
        ("l'article 133-I-G", "article 133-I-G", "المادة 133-I-زاي"),
        ("art. 4 bis et 30 bis-1", "arts. 4 bis and 30 bis-1", "المادتان 4 المكررة و30 المكررة-1"),
        ("articles 23, 27 et 85 du CGI", "articles 23, 27 and 85 of the CGI", "المواد 23 و27 و85 من المدونة"),
        ("art. 77 à 81", "arts. 77 to 81", "المواد من 77 إلى 81", "المواد 77 إلى 81"),
        ("article 160 quater", "المادة 160 المكررة ثلاث مرات"),
        ("trois conditions", "3 conditions", "three conditions", "بثلاثة شروط", "ثلاثة شروط"),
        ("les 2 associés", "both partners", "الشريكان", "les associés"),
        ("5 % de 1,5 à 3, 7 % au-delà", "5% from 1.5 to 3, 7% above", "5% من 1,5 إلى 3، و7% فوق ذلك"),
        ("l'exercice 2023", "the 2023 tax year", "سنة 2023"),
        ("3,26 millions de DH", "3 260 000 DH", "3.26 million dirhams", "3,26 مليون درهم"),
        ("100 DH par an", "100 DH a year", "100 درهم في السنة", "100 DH"),
    ],
)
def test_one_figure_in_the_languages_of_a_sheet(texts: tuple[str, ...]) -> None:
    assert len({figures(text) for text in texts}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 000 000 DH", "3 000 DH"),
        ("12,5 %", "12,6 %"),
        ("12,5 %", "125 %"),
        ("1er juillet 2026", "1er juillet 2025"),
        ("1er juillet 2026", "2 juillet 2026"),
        ("avant le 31 janvier", "avant le 30 janvier"),
        ("loi n° 5-96", "loi n° 5-97"),
        ("10 %", "dix pour cent"),
        ("30 jours", "60 jours"),
        ("6 mois", "6 ans"),
        ("200 DH", "300 DH"),
        ("3 associés", "4 associés"),
        ("quinze provinces", "16 provinces"),
        ("article 133-I-G", "article 133-I-F"),
        ("article 133-I-G", "المادة 133-I-واو"),
        ("article 5 bis", "article 5 ter"),
        ("article 46", "article 47"),
    ],
)
def test_another_figure_is_another(one: str, other: str) -> None:
    assert figures(one) != figures(other)


def test_what_is_read() -> None:
    text = "Depuis le 1er janvier 2026, 10,5 % de 20 000 DH (loi n° 50-25, art. 8), en 2027"
    assert figures(text) == {"2026-01-01", "10.5%", "20000", "50-25", "art. 8", "2027"}
    assert figures("100.000 شاب في أفق 2030، و270.000 منصب") == {"100000", "2030", "270000"}
    assert figures("les 2 associés, dans un délai de 30 jours puis de 1 an") == {"30 day"}
    assert figures("") == frozenset()


@given(st.integers(1_000, 10**10))
def test_thousands_are_parted_in_three_ways(amount: int) -> None:
    english = f"{amount:,} DH"
    assert figures(english) == figures(english.replace(",", " ")) == figures(english.replace(",", ".")) == {str(amount)}


def test_numbers_of_a_reference() -> None:
    assert reference_numbers("Loi n° 5-96, art. 44 et 46") == reference_numbers("القانون رقم 5.96، المادتان 44 و46")
    assert reference_numbers("Loi n° 5-96, art. 44") != reference_numbers("Loi n° 5-96, art. 45")
    assert reference_numbers("CGI, art. 64-II") == reference_numbers("المدونة العامة للضرائب، المادة 64-II")
    assert reference_numbers("CGI, art. 64-II") != reference_numbers("CGI, art. 64-III")
