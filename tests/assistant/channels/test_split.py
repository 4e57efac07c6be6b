from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.split import shorten, split, units

LETTERS = st.text(alphabet=st.sampled_from("ab .!?\n[1]مرّ👩‍👧é\u0301👍🏽"), max_size=300)


def test_parts_end_with_whole_sentences_and_their_markers() -> None:
    text = "Première phrase. [1] [2]\n\nDeuxième phrase, un peu plus longue. [3] Troisième."
    assert split(text, 40) == ["Première phrase. [1] [2]", "Deuxième phrase, un peu plus longue. [3]", "Troisième."]
    assert split(text, 200) == [text]
    assert split("  \n ", 10) == []


def test_a_long_sentence_is_cut_between_words_and_a_long_word_between_characters() -> None:
    assert split("un deux trois quatre", 9) == ["un deux", "trois", "quatre"]
    family = "👩‍👧"
    assert split(family * 4, 10) == [family * 2, family * 2]
    assert units(family) == 5
    assert split("رّ" * 3, 3) == ["رّ", "رّ", "رّ"]


@given(LETTERS, st.integers(min_value=2, max_value=60))
def test_every_part_fits_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part and units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(LETTERS, st.integers(min_value=4, max_value=60))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    assert units(shorten(text, limit)) <= limit
