"""A wrong answer of a result becomes a test case of a set."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from evals.errors import BadResult, BadSet
from evals.read import read_items
from evals.result import Result


def asked(result: Result, item_id: str) -> tuple[str, str]:
    """The question of an item of a result, and its language."""
    item = next((item for item in result.items if item.id == item_id), None)
    if item is None:
        raise BadResult(f"the result has no item '{item_id}'")
    return str(item.detail["question"]), item.lang


def add_case(path: Path, question: str, language: str, facts: Sequence[str], source: str, as_of: date | None) -> str:
    """Append a question to a set; without facts it is one to be refused. Its id. Nothing is written if it is not valid."""
    case: dict[str, object] = {
        "id": f"case-{hashlib.sha256(f'{language} {question}'.encode()).hexdigest()[:8]}", "lang": language, "question": question,
        "answerable": bool(facts),
    }  # fmt: skip
    topic, _, section = source.partition("#")
    case |= {"key_facts": list(facts), "topic": topic, "section": section} if facts else {"expected": "refuse"}
    if as_of:
        case["as_of"] = as_of.isoformat()
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    trial = path.with_name(f".{path.name}.trial.jsonl")
    trial.write_text(before + json.dumps(case, ensure_ascii=False) + "\n", encoding="utf-8")
    try:
        read_items(trial)
    except BadSet as error:
        raise BadSet(f"the case was not added: {error}") from error
    else:
        trial.replace(path)
    finally:
        trial.unlink(missing_ok=True)
    return str(case["id"])
