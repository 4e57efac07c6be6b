"""A chat model judges the answers of a result, beside people's labels of some of them. Never part of the gate.

What it says counts only as far as it agrees with people, so that its agreement is measured first, and nothing of what it
says is told where too few answers are labelled to measure it.
"""

import asyncio
import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import ModelError
from assistant.types import ChatModel, Message, Role
from evals.agreement import Agreement, agreement
from evals.errors import BadLabels, BadResult, ServiceAway
from evals.result import Result, Scored
from evals.settings import JudgeSettings

RIGHT, PARTLY, WRONG, UNDECIDED = "right", "partly", "wrong", "undecided"
LABELS = (RIGHT, PARTLY, WRONG)
MIN_LABELS = 30
_TRIES = 2
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


class _Said(BaseModel):
    """What the model is asked to write."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Literal["right", "partly", "wrong"]
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one answer: a label, or `undecided` where the model gave none; and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A result's verdicts by item, whose they are, and how far they agree with people. `of` tells which result."""

    of: Mapping[str, str]
    model: str
    agreement: Agreement
    verdicts: Mapping[str, Verdict]


def judge(
    result: Result,
    labels: Mapping[str, str],
    model: ChatModel,
    prompt: str,
    settings: JudgeSettings,
    progress: Callable[[int], object],
) -> Judged:
    """`BadLabels` before anything is asked, if people labelled too few of the result's answers."""
    items = judged_items(result)
    labelled = [item.id for item in items if item.id in labels]
    if len(labelled) < MIN_LABELS:
        raise BadLabels(
            f"{len(labelled)} of the result's {len(items)} answers have a label; {MIN_LABELS} are needed: with fewer, nobody can "
            "tell how often the judge errs, and what it says is worth nothing. Label more answers"
        )
    verdicts = asyncio.run(_judge_all(items, model, prompt, settings, progress))
    if all(verdict.label == UNDECIDED for verdict in verdicts.values()):
        raise ServiceAway(f"the judge decided nothing; of the first answer it said: {verdicts[items[0].id].reason}")
    agreed = agreement([labels[each] for each in labelled], [verdicts[each].label for each in labelled])
    return Judged(identity(result), settings.model_name, agreed, verdicts)


def judged_items(result: Result) -> list[Scored]:
    """The items whose expected answer is known; `BadResult` where there is no answer to judge."""
    items = [item for item in result.items if "said" in item.detail and (item.detail["expected"] or item.detail["answer"])]
    if not items:
        raise BadResult(f"a result of '{result.kind}' holds no answers to judge: take one of 'questions' or 'answers'")
    return items


def identity(result: Result) -> dict[str, str]:
    """What tells a result from all others."""
    return {"kind": result.kind, "set": result.about.set, "at": result.about.at}


def read_labels(path: Path) -> dict[str, str]:
    """People's labels by item, of a CSV file with the columns `id` and `label`; `BadLabels` tells every mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabels(f"{path} cannot be read: {error}: name a CSV file, saved as UTF-8") from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if not {"id", "label"} <= set(reader.fieldnames or ()):
        raise BadLabels(f"{path}: the first line must name the columns 'id' and 'label'")
    labels: dict[str, str] = {}
    mistakes = []
    for row in reader:
        name, label = (row["id"] or "").strip(), (row["label"] or "").strip().lower()
        if label and label not in LABELS:
            mistakes.append(f"line {reader.line_num}: label '{label}' is none of {', '.join(LABELS)}")
        elif name in labels:
            mistakes.append(f"line {reader.line_num}: '{name}' has a label already")
        elif name and label:
            labels[name] = label
    if mistakes:
        raise BadLabels(f"{path} has {len(mistakes)} mistake(s):\n  " + "\n  ".join(mistakes))
    return labels


def save_judged(judged: Judged, path: Path) -> None:
    """As JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"kind": "judge", **asdict(judged)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load_judged(path: Path) -> Judged:
    """Read what `save_judged` wrote."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        verdicts = {name: Verdict(**verdict) for name, verdict in body["verdicts"].items()}
        return Judged(body["of"], body["model"], Agreement(**body["agreement"]), verdicts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadResult(f"{path} is no file of verdicts: {error}") from error


async def _judge_all(
    items: Sequence[Scored], model: ChatModel, prompt: str, settings: JudgeSettings, progress: Callable[[int], object]
) -> dict[str, Verdict]:
    waiting = iter(items)
    verdicts: dict[str, Verdict] = {}

    async def work() -> None:
        for item in waiting:
            verdicts[item.id] = await _judge_one(item.detail, model, prompt, settings.seconds)
            progress(1)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(settings.parallel):
                group.create_task(work())
    finally:
        await model.close()
    return {item.id: verdicts[item.id] for item in items}


async def _judge_one(detail: Mapping[str, Any], model: ChatModel, prompt: str, seconds: float) -> Verdict:
    """What the model says of one answer; `undecided` where that is no verdict, or where it said nothing twice."""
    shown = {
        "question": detail["question"], "expected_facts": detail["expected"], "reference_answer": detail["answer"],
        "answer": detail["said"], "quotes": [citation["quote"] for citation in detail["citations"]],
    }  # fmt: skip
    messages = [Message(Role.SYSTEM, prompt), Message(Role.PERSON, json.dumps(shown, ensure_ascii=False))]
    failed = ""
    for _ in range(_TRIES):
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            return _verdict("".join([piece async for piece in model.stream(messages, deadline)]))
        except ModelError as error:
            failed = f"the model gave no answer ({error.cause})"
    return Verdict(UNDECIDED, failed)


def _verdict(written: str) -> Verdict:
    found = _OBJECT.search(written)
    try:
        said = _Said.model_validate_json(found.group() if found else written)
    except ValidationError:
        return Verdict(UNDECIDED, f"the model wrote no verdict: {' '.join(written.split())[:120]}")
    return Verdict(said.verdict, said.reason)
