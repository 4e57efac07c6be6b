import pytest

from ingest.articles import Article, take_articles
from ingest.spelled import folded


@pytest.mark.parametrize(
    ("text", "named", "rest"),
    [
        ("l'article 46 de la loi", {"46"}, "de la loi"),
        ("article premier", {"1"}, ""),
        ("Article 5bis", {"5 bis"}, ""),
        ("articles 64-IV, 73-II-F-12°, 86-6° et 160 bis", {"64-iv", "73-ii-f-12", "86-6", "160 bis"}, ""),
        ("المواد 64-IV و73-II-واو-12° و86-6° و160 المكررة", {"64-iv", "73-ii-f-12", "86-6", "160 bis"}, ""),
        ("المادة 29-ب-1-ج", {"29-b-1-c"}, ""),
        ("المادتان 4 المكررة مرتين و30 المكررة-1", {"4 ter", "30 bis-1"}, ""),
        ("حسب قراءتنا للمواد 155 و160 و162 من التعليمات", {"155", "160", "162"}, "حسب قراءتنا"),
        ("المواد 60 ومن 62 إلى 65", {"60", "62", "65"}, ""),
        ("artículos 3 y 4", {"3", "4"}, ""),
        ("Artikel 3 und 4", {"3", "4"}, ""),
        ("article 7, 5 % et 30 jours", {"7"}, "5 % et 30 jours"),
        ("l'article 11, 500 000 DH", {"11"}, "500 000 dh"),
        ("المادة 11، 500.000 درهم", {"11"}, "500.000 درهم"),
        ("l'article 5 et 2026", {"5"}, "et 2026"),
        ("les articles vendus", set(), "les articles vendus"),
    ],
)
def test_articles_and_what_is_left(text: str, named: set[str], rest: str) -> None:
    found, left = take_articles(folded(text))
    assert {str(article) for article in found} == named
    assert folded(rest) in left


def test_a_division_is_told_from_its_article() -> None:
    assert take_articles("article 133-i-g") == (frozenset({Article("133", "i-g")}), " ; ")
    assert take_articles("article 78-3 bis")[0] == {Article("78-3 bis")}
