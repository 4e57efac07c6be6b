"""`make gate`: the frozen items against their floors and against the last result.

Four parts: retrieval, questions, dialogues, abstention. It fails when a metric is below its floor in `floors.toml`
(above, where less is better), or worse than in `last.json` by more than luck (paired permutation, p < 0.05).
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.compare import SIGNIFICANT
from evals.errors import BadResult
from evals.items import Item
from evals.metrics import METRICS, difference
from evals.result import FORMAT, Result, load_body
from evals.run import asked_of, measure
from evals.setup import Bench

_ROUNDING = 1e-9
PARTS = ("retrieval", "questions", "dialogues", "abstention")
FLOORS, LAST = Path("evals/floors.toml"), Path("evals/last.json")

Floors = Mapping[str, Mapping[str, float]]
"""A bound by part and metric."""

Last = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Scores by part and item."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One metric of one part."""

    part: str
    metric: str
    value: float | None
    floor: float
    before: float | None
    p: float | None

    @property
    def failed(self) -> str:
        """Why it fails; empty if it holds."""
        if self.value is None:
            return "was not measured"
        sign = -1 if METRICS[self.metric].less_is_better else 1
        if (self.value - self.floor) * sign < -_ROUNDING:
            return f"is {'above its ceiling' if sign < 0 else 'below its floor'}"
        if self.before is not None and self.p is not None and (self.value - self.before) * sign < 0 and self.p < SIGNIFICANT:
            return "is worse than the last result by more than luck"
        return ""


def run_gate(items: Sequence[Item], bench: Bench, frozen: Path) -> dict[str, Result]:
    """Measure every part."""
    about = bench.about(frozen)
    asked = {part: asked_of(part, items) for part in PARTS}
    return {part: measure(part, asked[part], about, bench) for part in PARTS if asked[part]}


def judge(parts: Mapping[str, Result], floors: Floors, last: Last) -> list[Verdict]:
    """Every metric that has a floor."""
    verdicts = []
    for part, bounds in floors.items():
        body = parts[part].metrics if part in parts else {}
        for metric, floor in bounds.items():
            before = {each: scores[metric] for each, scores in last.get(part, {}).items() if metric in scores}
            after = {item.id: item.scores[metric] for item in parts[part].items if metric in item.scores} if part in parts else {}
            both = [each for each in after if each in before]
            moved = difference([before[each] for each in both], [after[each] for each in both]) if both else None
            verdicts.append(
                Verdict(part, metric, body.get(metric), floor, moved.before if moved else None, moved.p if moved else None)
            )
    return verdicts


def table(verdicts: Sequence[Verdict], parts: Mapping[str, Result], last: Last) -> str:
    """The verdicts, and where one fails the items that fell."""
    lines = [f"{'':<42}{'value':>8}{'floor':>8}{'last':>8}{'p':>7}"]
    for verdict in verdicts:
        numbers = (verdict.value, verdict.floor, verdict.before, verdict.p)
        cells = "".join(f"{'-' if number is None else format(number, '.3f'):>8}" for number in numbers)
        lines.append(
            f"{verdict.part + ' ' + verdict.metric:<42}{cells}  {'FAILS: ' + verdict.failed if verdict.failed else 'holds'}"
        )
    for verdict in verdicts:
        if verdict.failed and verdict.part in parts:
            fell = _fell(verdict, parts[verdict.part], last.get(verdict.part, {}))
            lines += [
                "",
                f"{verdict.part} {verdict.metric} {verdict.failed}; items that fell:",
                *(fell or ["  none since the last result"]),
            ]
    return "\n".join(lines)


def _fell(verdict: Verdict, part: Result, last: Mapping[str, Mapping[str, float]]) -> list[str]:
    sign = -1 if METRICS[verdict.metric].less_is_better else 1
    fallen = []
    for item in part.items:
        value, before = item.scores.get(verdict.metric), last.get(item.id, {}).get(verdict.metric)
        worst = 0.0 if sign > 0 else 1.0
        if value is not None and (value == worst if before is None else (value - before) * sign < 0):
            why = "; ".join(item.detail.get("why") or ())
            fallen.append(f"  {item.id} ({item.lang}) {item.detail.get('question', '')}" + (f"\n      {why}" if why else ""))
    return fallen


def read_floors(path: Path) -> Floors:
    """The bounds; a metric that is not known is told."""
    try:
        floors = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadResult(f"{path} cannot be read: {error}") from error
    unknown = [
        f"{part}.{metric}" for part, bounds in floors.items() for metric in bounds if part not in PARTS or metric not in METRICS
    ]
    if unknown:
        raise BadResult(f"{path} names what is not measured: {', '.join(unknown)}")
    return floors


def read_last(path: Path) -> Last:
    """The scores of the result that the floors were last raised from; none, if there is none."""
    last: Last = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return last


def raised(floors: Floors, parts: Mapping[str, Result]) -> dict[str, dict[str, float]]:
    """Floors moved up to what was measured, less each metric's slack. None is ever moved down."""
    found: dict[str, dict[str, float]] = {}
    for part, result in parts.items():
        metrics = result.metrics
        kept = {name: float(bound) for name, bound in floors.get(part, {}).items() if name not in metrics}
        for name, value in metrics.items():
            sign = -1 if METRICS[name].less_is_better else 1
            bound = min(1.0, max(0.0, round(value - sign * METRICS[name].slack, 3)))
            old = floors.get(part, {}).get(name, bound)
            kept[name] = min(old, bound) if sign < 0 else max(old, bound)
        found[part] = kept
    return found


def write_floors(floors: Floors, path: Path, source: str) -> None:
    """One readable file: a table a part, a line a metric."""
    lines = [
        "# What `make gate` asks for on the frozen items: at least, or at most where it says so. Raised, never lowered, by",
        "#   python -m evals floors --raise RESULT    (lower one by hand, and say why in the commit)",
        f"# Last raised from {source}.",
    ]
    for part in PARTS:
        if part in floors:
            lines += ["", f"[{part}]"]
            for name in (name for name in METRICS if name in floors[part]):
                most = "at most; " if METRICS[name].less_is_better else ""
                lines.append(f"{json.dumps(name)} = {floors[part][name]:g}".ljust(40) + f"  # {most}{METRICS[name].meaning}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_last(parts: Mapping[str, Result], path: Path) -> None:
    """The scores that the next run is compared with, an item a line."""
    lines = []
    for part, result in parts.items():
        rows = [f"  {json.dumps(item.id)}: {json.dumps(dict(item.scores))}" for item in result.items]
        lines.append(f" {json.dumps(part)}: {{\n" + ",\n".join(rows) + "\n }")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def save_gate(parts: Mapping[str, Result], path: Path) -> None:
    """All results in one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"format": FORMAT, "kind": "gate", "parts": {part: result.body() for part, result in parts.items()}}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load_gate(path: Path) -> dict[str, Result]:
    """Read what `save_gate` wrote."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return {part: load_body(result, path) for part, result in body["parts"].items()}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BadResult(f"{path} is no result of a gate: {error}") from error
