"""A file of items -> items: JSON Lines, or a spreadsheet (CSV, XLSX) made by staff.

A spreadsheet has a first row of headings: question, language, expected facts, expected source; more are known. One
expected fact a line in its cell, or parted by `;`, with `|` between ways to say it. A source is `folder/sheet` or
`folder/sheet#section`. A row whose "answerable" is no needs no facts. All mistakes are told at once, by line and column.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from evals.errors import BadSet
from evals.items import DEFAULT_AS_OF, EXPECTED_TURNS, Dialogue, DialogueTurn, Gold, Item, Question
from ingest.language import FRENCH, LANGUAGES, identify
from ingest.types import Language

_SHOWN = 20
_HEADINGS = {
    "id": ("id", "number", "numéro", "n°"),
    "question": ("question", "questions", "السؤال", "سؤال"),
    "lang": ("language", "lang", "langue", "اللغة", "لغة"),
    "key_facts": ("expected facts", "key facts", "key_facts", "facts", "faits attendus", "faits", "الحقائق المنتظرة"),
    "source": ("expected source", "source", "source attendue", "المصدر المنتظر", "المصدر"),
    "must_not": ("must not", "must_not", "ne doit pas dire"),
    "answerable": ("answerable", "répondable", "a une réponse"),
    "expected": ("expected", "expected status", "statut attendu"),
    "category": ("category", "catégorie"),
    "as_of": ("as of", "as_of", "date", "التاريخ"),
    "type": ("type",),
    "difficulty": ("difficulty", "difficulté"),
    "answer": ("answer", "reference answer", "réponse"),
}
_FIELD_OF = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
_LANGUAGE_NAMES = {
    "french": "fr", "français": "fr", "francais": "fr", "الفرنسية": "fr", "arabic": "ar", "arabe": "ar", "العربية": "ar",
    "english": "en", "anglais": "en", "spanish": "es", "espagnol": "es", "dutch": "nl", "néerlandais": "nl", "italian": "it",
    "italien": "it", "german": "de", "allemand": "de", "darija": "ary", "الدارجة": "ary", "darija latin": "ary-Latn",
}  # fmt: skip
_NO, _YES = frozenset({"no", "non", "false", "0", "لا"}), frozenset({"yes", "oui", "true", "1", "نعم"})
_DATES = ("%Y-%m-%d", "%d/%m/%Y")  # the second as a spreadsheet in French or Arabic writes it
_PARTED = re.compile(r"[;\n؛]")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, where it stands, and what its columns are called there."""

    place: str
    values: Mapping[str, Any]
    column: Mapping[str, str]


class _Mistake(Exception):
    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text


def read_items(path: Path) -> list[Item]:
    """The items of a file; `BadSet` tells every mistake."""
    items: list[Item] = []
    mistakes: list[str] = []
    seen: dict[str, str] = {}
    for row in _rows(path):
        try:
            item = _item(row.values)
        except _Mistake as mistake:
            where = f"column '{row.column.get(mistake.name, mistake.name)}'" if mistake.name else "the row"
            mistakes.append(f"{row.place}, {where}: {mistake.text}")
            continue
        if item.id in seen:
            mistakes.append(f"{row.place}, column '{row.column.get('id', 'id')}': '{item.id}' stands at {seen[item.id]} too")
        seen.setdefault(item.id, row.place)
        items.append(item)
    if mistakes:
        more = f"\n  and {len(mistakes) - _SHOWN} more" if len(mistakes) > _SHOWN else ""
        raise BadSet(f"{path} has {len(mistakes)} mistake(s):\n  " + "\n  ".join(mistakes[:_SHOWN]) + more)
    if not items:
        raise BadSet(f"{path} holds no question")
    return items


def read_log(path: Path) -> list[Question]:
    """The questions of a log, asked as they stand: of a .txt file, a line each; of another, without need of facts."""
    if path.suffix != ".txt":
        rows = [row.values for row in _rows(path)]
    else:
        try:
            rows = [{"question": line} for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError) as error:
            raise BadSet(f"{path} cannot be read: {error}") from error
    asked = [(_text(row, "question") or _text(row, "message"), row) for row in rows]
    if not any(text for text, _ in asked):
        raise BadSet(f"{path} holds no question")
    return [
        Question(_text(row, "id") or f"line-{place}", identify(text) or FRENCH, text, as_of=_date(row))
        for place, (text, row) in enumerate(asked, start=1)
        if text
    ]


def questions(items: list[Item]) -> list[Question]:
    """Those that are single questions."""
    return [item for item in items if isinstance(item, Question)]


def dialogues(items: list[Item]) -> list[Dialogue]:
    """Those that are dialogues."""
    return [item for item in items if isinstance(item, Dialogue)]


def _rows(path: Path) -> Iterator[_Row]:
    try:
        if path.suffix == ".jsonl":
            yield from _json_rows(path.read_text(encoding="utf-8-sig"))
        elif path.suffix == ".csv":
            text = path.read_text(encoding="utf-8-sig")
            delimiter = max(",;\t", key=text.partition("\n")[0].count)
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            yield from _table_rows((reader.line_num, cells) for cells in reader)
        elif path.suffix == ".xlsx":
            sheet = load_workbook(io.BytesIO(path.read_bytes()), data_only=True).worksheets[0]
            yield from _table_rows(enumerate(([*cells] for cells in sheet.iter_rows(values_only=True)), start=1))
        else:
            raise BadSet(f"{path}: .jsonl, .csv or .xlsx was expected")
    except UnicodeDecodeError as error:
        raise BadSet(f"{path}: not UTF-8 (byte {error.start}): save it as 'CSV UTF-8', or as .xlsx") from error
    except OSError as error:
        raise BadSet(f"{path} cannot be opened: {error.strerror or error}") from error


def _json_rows(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                values = json.loads(line)
            except ValueError as error:
                raise BadSet(f"line {number} is no JSON: {error}") from error
            if not isinstance(values, dict):
                raise BadSet(f"line {number}: an object in braces was expected")
            yield _Row(f"line {number}", values, {})


def _table_rows(rows: Iterator[tuple[int, list[Any]]]) -> Iterator[_Row]:
    number, headings = next(rows, (1, []))
    written = [str(heading or "").strip() for heading in headings]
    names = [_FIELD_OF.get(" ".join(heading.lower().split()), "") for heading in written]
    if "question" not in names:
        known = ", ".join(sorted(_FIELD_OF))
        raise BadSet(f"line {number}: no column is called 'question'; found are {', '.join(written)}; known are {known}")
    column = {name: heading for name, heading in zip(names, written, strict=True) if name}
    for number, cells in rows:
        values = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell not in (None, "")}
        if values:
            yield _Row(f"line {number}", _from_table(values), column)


def _from_table(values: dict[str, Any]) -> dict[str, Any]:
    """The cells of a row -> the values of a line of JSON."""
    for name in ("key_facts", "must_not"):
        values[name] = [part.strip() for part in _PARTED.split(str(values.get(name, ""))) if part.strip()]
    if "answerable" in values:
        said = str(values["answerable"]).strip().lower()
        values["answerable"] = False if said in _NO else True if said in _YES else said
    topic, _, section = str(values.pop("source", "")).strip().partition("#")
    return {**values, "topic": topic, "section": section}


def _item(values: Mapping[str, Any]) -> Item:
    return _dialogue(values) if "turns" in values else _question(values)


def _question(values: Mapping[str, Any]) -> Question:
    text = _text(values, "question")
    if not text:
        raise _Mistake("question", "is empty")
    gold, key_facts, expected = _gold(values), _facts(values, "key_facts"), _text(values, "expected")
    answerable = values.get("answerable", bool(key_facts or gold or not expected))
    if not isinstance(answerable, bool):
        raise _Mistake("answerable", f"'{answerable}' is neither yes nor no")
    if answerable and not key_facts and not gold and not _text(values, "section"):
        raise _Mistake("key_facts", "is empty: name a fact that a right answer holds, or its section, or say answerable: no")
    lang = _language(values, text)
    return Question(
        id=_text(values, "id") or f"q-{hashlib.sha256(f'{lang} {text}'.encode()).hexdigest()[:10]}",
        lang=lang, question=text, answerable=answerable, key_facts=key_facts, must_not=_facts(values, "must_not"), gold=gold,
        topic=_text(values, "topic"), section=_text(values, "section"), type=_text(values, "type"),
        difficulty=_text(values, "difficulty"), as_of=_date(values), category=_text(values, "category"),
        expected=expected, answer=_text(values, "answer"),
    )  # fmt: skip


def _dialogue(values: Mapping[str, Any]) -> Dialogue:
    turns = values["turns"]
    if not isinstance(turns, list) or not turns:
        raise _Mistake("turns", "a list of turns was expected")
    if not _text(values, "id"):
        raise _Mistake("id", "is empty")
    read = tuple(_turn(number, turn) for number, turn in enumerate(turns, start=1))
    tags = tuple(map(str, values.get("tags") or ()))
    return Dialogue(_text(values, "id"), read, _text(values, "title"), tags, _date(values))


def _turn(number: int, values: object) -> DialogueTurn:
    if not isinstance(values, dict):
        raise _Mistake("turns", f"turn {number} is no object")
    text = _text(values, "user") or _text(values, "question")
    if not text:
        raise _Mistake("turns", f"turn {number} has no text ('user' or 'question')")
    try:
        facts, language = _facts(values, "key_facts"), _language(values, text)
    except _Mistake as mistake:
        raise _Mistake("turns", f"turn {number}, '{mistake.name}': {mistake.text}") from mistake
    expected = _text(values, "expected") or ("refuse" if values.get("answerable") is False else "answer")
    if expected not in EXPECTED_TURNS:
        raise _Mistake("turns", f"turn {number}: expected '{expected}' is none of {', '.join(EXPECTED_TURNS)}")
    slots = {str(key): str(value) for key, value in (values.get("slots") or {}).items()}
    return DialogueTurn(number, language, text, expected, facts, slots, _text(values, "reference"))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    return (str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)).strip()


def _language(values: Mapping[str, Any], text: str) -> Language:
    said = _text(values, "lang") or _text(values, "language")
    language = _LANGUAGE_NAMES.get(said.lower(), said) if said else identify(text)
    if language is None:
        raise _Mistake("lang", f"is empty, and the question does not tell it: name one of {', '.join(LANGUAGES)}")
    if language not in LANGUAGES:
        raise _Mistake("lang", f"'{said}' is none of {', '.join(LANGUAGES)}")
    return Language(language)


def _facts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    facts = values.get(name) or []
    if not isinstance(facts, list) or not all(isinstance(fact, str) and fact.strip("| ") for fact in facts):
        raise _Mistake(name, "a list of texts was expected, none of them empty")
    return tuple(facts)


def _gold(values: Mapping[str, Any]) -> tuple[Gold, ...]:
    try:
        return tuple(Gold(str(place["file"]), str(place["snippet"])) for place in values.get("gold") or ())
    except (KeyError, TypeError) as error:
        raise _Mistake("gold", "a list of places with 'file' and 'snippet' was expected") from error


def _date(values: Mapping[str, Any]) -> date:
    value = values.get("as_of")
    if value in (None, ""):
        return DEFAULT_AS_OF
    if isinstance(value, datetime):
        return value.date()
    for form in _DATES:
        with suppress(ValueError):
            return datetime.strptime(str(value).strip(), form).date()
    raise _Mistake("as_of", f"'{value}' is no date as 2026-01-31 or 31/01/2026")
