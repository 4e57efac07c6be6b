from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair import firm_letters, is_damaged, repair

_DAMAGED = "يحدد النظام األساسي شكل الشركة ،ومدتها التي ال يمكن أن تتجاوز 99سنة وتسميتها ومقرها االجتماعي. "


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("األسهم", "الأسهم"),
        ("اإلدارة", "الإدارة"),
        ("االجتماعي", "الاجتماعي"),
        ("لألحكام", "للأحكام"),
        ("ولإلدارات", "وللإدارات"),
        ("خالل", "خلال"),
        ("املادة", "المادة"),
        ("املقاوالت", "المقاولات"),
        ("ال يجوز", "لا يجوز"),
        ("إال برضاهم", "إلا برضاهم"),
        ("ثالثة ماليين درهم", "ثلاثة ملايين درهم"),
        ("اآلجال", "الآجال"),
        ("في المغرب ،وال يمكن", "في المغرب، ولا يمكن"),
        ("القانون رقم ( )78.12 المتعلق", "القانون رقم (78.12)  المتعلق"),
        ("مالك العقار", "مالك العقار"),
        ("عالم", "عالم"),
    ],
)
def test_words_of_a_damaged_text(broken: str, right: str) -> None:
    repaired = repair(_DAMAGED * 3 + broken)
    assert repaired.endswith(right)


def test_a_whole_line_of_a_law() -> None:
    assert repair(_DAMAGED * 3).startswith(
        "يحدد النظام الأساسي شكل الشركة، ومدتها التي لا يمكن أن تتجاوز 99سنة وتسميتها ومقرها الاجتماعي. "
    )


@given(st.text(alphabet="الأإآمتسخ وبف،.() 12", max_size=80))
def test_the_length_stays(text: str) -> None:
    assert len(repair(_DAMAGED + text)) == len(_DAMAGED + text)


@given(st.text(max_size=60))
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once = repair(_DAMAGED + text)
    assert repair(once) == once


def test_no_sheet_is_touched() -> None:
    sheets = sorted(Path("corpora/mdm").rglob("*.ar.md"))
    assert len(sheets) >= 60
    for path in sheets:
        text = path.read_text(encoding="utf-8")
        assert not is_damaged(text)
        assert repair(text) == text


def test_a_damaged_text_is_found_in_its_repair() -> None:
    broken = "ينشر هذا القانون .\nاملادة 3\nيحدد رأسمال الشركة خالل األجل ."
    (letters, places), (sought, _) = firm_letters(repair(broken + broken)), firm_letters("خالل األجل")
    assert letters.count(sought) == 2
    assert repair(broken + broken)[places[letters.find(sought)]] == "خ"
