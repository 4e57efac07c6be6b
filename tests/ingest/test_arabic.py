"""Reading order from places: each case sets glyphs as a PDF paints them, left to right, in any order."""

from ingest.arabic import Glyph, reading_lines


def _line(visual: list[str], y: float = 700.0, gaps: frozenset[int] = frozenset()) -> list[Glyph]:
    """Glyphs one em wide, from the left; a gap of half an em before the positions in `gaps`."""
    glyphs, x = [], 0.0
    for position, text in enumerate(visual):
        x += 5.0 if position in gaps else 0.0
        glyphs += [Glyph(character, x, x + 10, y, 10.0) for character in text]
        x += 10
    return glyphs


def test_arabic_runs_from_the_right() -> None:
    assert reading_lines(_line(["ة", "د", "ا", "م"])) == ["مادة"]


def test_numbers_inside_arabic_keep_their_order() -> None:
    assert reading_lines(_line(["4", "6", "ة", "د", "ا", "م"], gaps=frozenset({2}))) == ["مادة 46"]


def test_brackets_are_mirrored() -> None:
    assert reading_lines(_line(["(", "ب", "ا", ")"])) == ["(اب)"]


def test_characters_on_one_box_keep_their_order() -> None:
    """The lam-alef ligature is one glyph with two characters."""
    assert reading_lines(_line(["م", "لا", "س"])) == ["سلام"]


def test_a_vowel_sign_joins_the_nearest_letter() -> None:
    glyphs = [*_line(["ب", "ت"]), Glyph("\u064e", 11, 19, 700.0, 10.0)]
    assert reading_lines(glyphs) == ["ت\u064eب"]


def test_lines_run_from_the_top_and_latin_stays() -> None:
    assert reading_lines([*_line(["B"], y=600), *_line(["A"], y=700)]) == ["A", "B"]
