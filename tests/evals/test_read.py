import json
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from evals.errors import BadSet
from evals.items import Dialogue, Gold, Question
from evals.read import dialogues, questions, read_items

LAW = {"id": "l1", "lang": "fr", "question": "Combien ?", "gold": [{"file": "a.txt", "snippet": "mot"}], "key_facts": ["5"]}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_reads_questions_and_dialogues_of_json_lines(tmp_path: Path) -> None:
    turns = [
        {"user": "Bonjour", "lang": "fr", "expected": "smalltalk"},
        {"question": "Combien ?", "lang": "fr", "key_facts": ["5"]},
    ]
    items = read_items(lines(tmp_path / "s.jsonl", LAW, {"id": "d1", "turns": turns}))
    [law], [dialogue] = questions(items), dialogues(items)
    assert law.gold == (Gold("a.txt", "mot"),)
    assert law.as_of == date(2026, 11, 23)
    assert isinstance(dialogue, Dialogue)
    assert [turn.expected for turn in dialogue.turns] == ["smalltalk", "answer"]


def test_an_item_with_an_expected_status_and_no_facts_is_not_to_be_answered(tmp_path: Path) -> None:
    [item] = read_items(lines(tmp_path / "s.jsonl", {"id": "s1", "lang": "fr", "question": "Merci !", "expected": "small_talk"}))
    assert isinstance(item, Question)
    assert not item.answerable


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_reads_a_spreadsheet_of_staff(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "s.xlsx",
        ("Question", "Langue", "Faits attendus", "Source attendue", "Date", "answerable"),
        ("Quel plafond ?", "français", "5 MDH|5 000 000\n10 %", "financing/mdm-invest#aid", datetime(2026, 1, 31), None),
        (None, None, None, None, None, None),
        ("What is the weather?", "", "", "", "", "no"),
    )
    first, second = questions(read_items(path))
    assert first.lang == "fr"
    assert first.key_facts == ("5 MDH|5 000 000", "10 %")
    assert first.place == ("financing/mdm-invest", "aid")
    assert first.as_of == date(2026, 1, 31)
    assert (second.lang, second.answerable) == ("en", False)
    assert read_items(path)[0].id == first.id


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_reads_csv_as_spreadsheets_write_it(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "s.csv"
    cells = ["question", "language", "expected facts"], ['"Quel\nplafond ?"', "fr", "5 MDH"]
    path.write_text("\ufeff" + "\r\n".join(delimiter.join(row) for row in cells), encoding="utf-8")
    [item] = questions(read_items(path))
    assert (item.question, item.key_facts) == ("Quel\nplafond ?", ("5 MDH",))


def test_tells_every_mistake_by_line_and_column(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "s.xlsx",
        ("question", "Langue", "expected facts", "as of", "id"),
        ("Quel plafond ?", "klingon", "5 MDH", "", "a"),
        ("Quel taux ?", "fr", "", "", "b"),
        ("", "fr", "5", "", "c"),
        ("Quel délai ?", "fr", "5", "next week", "d"),
        ("Quel prix ?", "fr", "5", "", "e"),
        ("Quel coût ?", "fr", "5", "", "e"),
    )
    with pytest.raises(BadSet) as caught:
        read_items(path)
    text = str(caught.value)
    assert "5 mistake(s)" in text
    assert "line 2, column 'Langue': 'klingon' is none of fr, ar" in text
    assert "line 3, column 'expected facts': is empty" in text
    assert "line 4, column 'question': is empty" in text
    assert "line 5, column 'as of': 'next week' is no date" in text
    assert "line 7, column 'id': 'e' stands at line 6 too" in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "line 1 is no JSON"),
        ("[]", "line 1: an object"),
        ("", "holds no question"),
        ('{"id": "d", "turns": [{"lang": "fr"}]}', "turn 1 has no text"),
        ('{"id": "d", "turns": [{"lang": "fr", "user": "x", "expected": "dance"}]}', "turn 1: expected 'dance' is none of"),
        ('{"id": "d", "turns": []}', "column 'turns': a list of turns"),
        ('{"question": "x y z", "lang": "fr", "key_facts": "5"}', "column 'key_facts': a list of texts"),
        ('{"question": "x y z", "lang": "fr", "answerable": "perhaps"}', "'perhaps' is neither yes nor no"),
        ('{"question": "x", "lang": "fr", "gold": [{"file": "a"}]}', "column 'gold'"),
    ],
)
def test_says_what_is_wrong_with_json_lines(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadSet, match=said):
        read_items(path)


def test_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match="cannot be opened"):
        read_items(tmp_path / "none.jsonl")
    with pytest.raises(BadSet, match=r"\.jsonl, \.csv or \.xlsx"):
        read_items(tmp_path / "a.ods")
    with pytest.raises(BadSet, match="no column is called 'question'"):
        read_items(workbook(tmp_path / "b.xlsx", ("frage", "language")))
    (tmp_path / "c.csv").write_bytes("question\nété".encode("latin-1"))
    with pytest.raises(BadSet, match="CSV UTF-8"):
        read_items(tmp_path / "c.csv")


@pytest.mark.parametrize(("written", "read"), [("2026-01-31", date(2026, 1, 31)), ("03/02/2026", date(2026, 2, 3))])
def test_a_date_is_read_as_a_spreadsheet_writes_it(tmp_path: Path, written: str, read: date) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"question;faits attendus;as of\nQuel est le plafond ?;5 MDH;{written}\n", encoding="utf-8")
    assert read_items(path)[0].as_of == read
