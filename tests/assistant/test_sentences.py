from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Un. Deux ! Trois ?", ["Un.", "Deux !", "Trois ?"]),
        ("La loi n° 5-96, art. 46, le dit. Elle vaut.", ["La loi n° 5-96, art. 46, le dit.", "Elle vaut."]),
        ("Le taux est de 1.5 % par an. Il change.", ["Le taux est de 1.5 % par an.", "Il change."]),
        ("ما هو المبلغ؟ خمسة ملايين.", ["ما هو المبلغ؟", "خمسة ملايين."]),
        ("Sans point\n\nAutre alinéa", ["Sans point", "Autre alinéa"]),
        ("...", []),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text)] == sentences


@given(st.text())
def test_spans_are_in_order_and_lose_no_word(text: str) -> None:
    found = spans(text)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    left = "".join(text[end:start] for (_, end), (start, _) in zip([(0, 0), *found], [*found, (len(text), 0)], strict=True))
    assert not any(character.isalnum() for character in left)


def test_an_arabic_semicolon_ends_no_sentence() -> None:
    text = "القطاع من شروط البرنامج: الصناعة؛ ويضيف الإصلاح الطاقة. وهذا كل شيء."
    assert [text[start:end] for start, end in spans(text)] == [
        "القطاع من شروط البرنامج: الصناعة؛ ويضيف الإصلاح الطاقة.",
        "وهذا كل شيء.",
    ]
