import pytest

from ingest.encode.sparse import terms, weigh, weigh_query
from ingest.types import Language

FR, AR, EN = Language("fr"), Language("ar"), Language("en")


def test_bm25_by_hand() -> None:
    """tf=2, length 4, average 2, k1=1.2, b=0.75: norm = 1.2 (0.25 + 0.75*2) = 2.1; 2*2.2/(2+2.1) = 1.0732."""
    vector = weigh(["a", "a", "b", "c"], k1=1.2, b=0.75, average=2.0)
    assert sorted(vector.values, reverse=True) == pytest.approx([4.4 / 4.1, 2.2 / 3.1, 2.2 / 3.1])
    assert len(set(vector.indices)) == 3


def test_a_query_counts_its_terms() -> None:
    assert sorted(weigh_query(["a", "b", "a"]).values) == [1.0, 2.0]


def test_inflections_share_a_stem() -> None:
    assert terms("les sociétés", FR)[-1] == terms("une société", FR)[-1]
    assert terms("investments", EN) == terms("investment", EN)
    assert terms("الشركات", AR) == terms("شركات", AR) == terms("والشركات", AR)


def test_amounts_and_articles_are_terms() -> None:
    assert terms("3 000 000 DH", FR)[0] == terms("3.000.000 درهم", AR)[0] == "3000000"
    assert "5.96" in terms("القانون رقم 5.96", AR)


def test_elisions_are_no_words() -> None:
    assert terms("l'impôt d'une société", FR) == terms("impôt une société", FR)


def test_darija_in_latin_letters_is_compared_by_its_consonants() -> None:
    latin = Language("ary-Latn")
    assert terms("charika chhal n7ell", latin) == terms("sharika shhal n7el", latin)
    assert terms("dar dir", latin) == ["dar", "dir"]
