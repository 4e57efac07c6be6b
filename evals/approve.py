"""What staff approve as the answer to a question becomes a sheet of the corpus, which ends on a day."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copy

from evals.errors import BadAnswer
from ingest.check import EXPECTATIONS, check_corpus, languages_of
from ingest.types import Authority, Language

FOLDER = "approved"
_MAX_BYTES = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Approval:
    """An answer, the questions that it answers, on what it rests, and the days on which it holds; all in one language."""

    questions: tuple[str, ...]
    answer: str
    language: Language
    reference: str
    url: str
    verified_on: date
    valid_to: date
    valid_from: date | None = None
    authority: Authority = Authority.SHEET


def approve(approval: Approval, name: str, corpus: Path, today: date, replace: bool = False) -> Path:
    """Write `approved/<name>.<language>.md`; `BadAnswer` tells every mistake, and nothing is written."""
    if not corpus.is_dir():
        raise BadAnswer(f"{corpus} is no folder: name a corpus folder such as corpora/mdm")
    if not _NAME.fullmatch(name):
        raise BadAnswer(f"--id '{name}' is no name of a file: use small letters, digits and hyphens")
    path = corpus / FOLDER / f"{name}.{approval.language}.md"
    mistakes = list(_mistakes(approval, corpus, today))
    if path.exists() and not replace:
        mistakes.append(f"{path} is there already: look at it, then say --replace to write it anew, or --id for another name")
    if not mistakes:
        mistakes = _tried(approval, path, corpus, today)
    if mistakes:
        raise BadAnswer("the answer was not approved:\n  " + "\n  ".join(mistakes))
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(_sheet(approval, name), encoding="utf-8")
    partial.replace(path)
    return path


def _mistakes(approval: Approval, corpus: Path, today: date) -> Iterator[str]:
    """Of what was said, before there is a sheet."""
    for what, said in (("the question", " ".join(approval.questions)), ("the answer", approval.answer)):
        if not said.strip():
            yield f"{what} is empty: write it"
    for option in ("reference", "url"):
        if not getattr(approval, option).strip():
            yield f"--{option} is empty: an answer without a source is not approved"
    if approval.valid_to < today:
        yield f"--until {approval.valid_to} has passed: name the last day on which the answer may be given"
    languages = languages_of(corpus)
    if languages and approval.language not in languages:
        yield (
            f"the corpus is written in {', '.join(languages)}, not in '{approval.language}': write question and answer in one of "
            "them (people are answered whatever their language), and name it by --language"
        )


def _tried(approval: Approval, path: Path, corpus: Path, today: date) -> list[str]:
    """What `python -m ingest --check` says of the sheet beside its own versions in other languages."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / corpus.name
        (trial / FOLDER).mkdir(parents=True)
        name = path.name.removesuffix(f".{approval.language}.md")
        if (corpus / EXPECTATIONS).exists():
            copy(corpus / EXPECTATIONS, trial)
        for version in path.parent.glob(f"{name}.*.md"):
            copy(version, trial / FOLDER)
        (trial / FOLDER / path.name).write_text(_sheet(approval, name), encoding="utf-8")
        return [str(problem) for problem in check_corpus(trial, _MAX_BYTES, today)]


def _sheet(approval: Approval, name: str) -> str:
    """The file: a title, which is the question, and one section."""
    questions = [" ".join(question.split()) for question in approval.questions]
    front = {
        "title": questions[0], "language": approval.language, "group": f"{FOLDER}/{name}", "authority": approval.authority,
        "verified_on": approval.verified_on.isoformat(), "answers": questions,
    }  # fmt: skip
    meta = {"reference": approval.reference.strip(), "url": approval.url.strip(), "confidence": "high"}
    if approval.valid_from:
        meta["valid_from"] = approval.valid_from.isoformat()
    meta["valid_to"] = approval.valid_to.isoformat()
    return f"---\n{_yaml(front)}---\n\n# {questions[0]} {{#answer}}\n\n```meta\n{_yaml(meta)}```\n\n{approval.answer.strip()}\n"


def _yaml(values: Mapping[str, object]) -> str:
    """A line a key; a JSON value is a YAML value."""
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
