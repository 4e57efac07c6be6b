from ingest.corpus import document
from ingest.duplicates import split_duplicates


def test_the_same_words_are_kept_once() -> None:
    first = document("a.txt", "Le même texte, assez long.".encode(), {})
    same = document("b.txt", "LE MÊME   texte assez long".encode(), {})
    other = document("c.txt", b"Un autre texte, assez long.", {})
    kept, left_out = split_duplicates([first, same, other])
    assert kept == [first, other]
    assert left_out == [(same, first)]
