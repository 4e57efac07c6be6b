"""What the report shows, gathered from results: the newest run of each command and set, and how it came there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.compare import SIGNIFICANT, Comparison, compare
from evals.errors import BadResult
from evals.judge import Judged, identity
from evals.metrics import HEADLINES, METRICS
from evals.report import charts
from evals.result import Result, Scored, load

_HERE = Path(__file__).parent
_RUNS = 12  # of the trend
_RIGHT_TO_LEFT = frozenset({"ar", "ary"})
_LANGUAGES = {
    "fr": "French", "ar": "Arabic", "ary": "Darija", "ary-Latn": "Darija (Latin)", "en": "English", "es": "Spanish",
    "nl": "Dutch", "it": "Italian", "de": "German",
}  # fmt: skip
_TITLES = {
    "questions": "Questions", "answers": "Answering", "refusals": "Refusing what should be refused",
    "dialogues": "Conversations", "abstention": "Refraining when the source is taken away", "retrieval": "Finding the sources",
}  # fmt: skip
# What is worst first: an answer that misleads before one that is missing.
_SEVERITY = (
    "refusals_with_sources", "quotes_verbatim", "numbers_outside_quotes", "must_not_violations", "refusal_recall",
    "leave_one_out_abstention", "key_facts_in_text_or_quotes", "turn_success", "key_fact_recall@5", "recall@10",
    "language_accuracy", "status_accuracy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """The newest run of a command over a set, with those before it, oldest first."""

    result: Result
    earlier: tuple[Result, ...]

    @property
    def comparison(self) -> Comparison | None:
        """With the run before."""
        return compare(self.earlier[-1], self.result) if self.earlier else None


def gather(paths: Sequence[Path]) -> list[Run]:
    """Results by command and set; `BadResult` where none is readable."""
    runs: dict[tuple[str, str], list[Result]] = {}
    for path in paths:
        result = load(path)
        runs.setdefault((result.kind, Path(result.about.set).name), []).append(result)
    if not runs:
        raise BadResult("there is no result to report: run an evaluation first, e.g. python -m evals questions --set FILE")
    ordered = [sorted(results, key=lambda result: result.about.at) for results in runs.values()]
    found = [Run(results[-1], tuple(results[-_RUNS:-1])) for results in ordered]
    return sorted(found, key=lambda run: list(_TITLES).index(run.result.kind))


def page(runs: Sequence[Run], judged: Judged | None = None) -> str:
    """The whole report as one HTML file; a model's verdicts beside the answers where they are given."""
    if judged and all(identity(run.result) != judged.of for run in runs):
        raise BadResult(f"the verdicts are of the run of {judged.of['at']} over {judged.of['set']}, not shown here")
    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    items = sorted((_item(run, item, judged) for run in runs for item in run.result.items), key=lambda item: item["severity"])
    return environment.get_template("page.html").render(
        runs=[_run(run) for run in runs],
        items=items,
        judged=judged,
        wrong=sum(bool(item["why"]) for item in items),
        languages={code: _LANGUAGES.get(code, code) for code in dict.fromkeys(item["lang"] for item in items)},
        metrics=METRICS,
        newest=max(run.result.about.at for run in runs),
        # Our own files, not anybody's input.
        style=Markup((_HERE / "style.css").read_text(encoding="utf-8")),  # noqa: S704
        script=Markup((_HERE / "script.js").read_text(encoding="utf-8")),  # noqa: S704
    )


def _run(run: Run) -> dict[str, Any]:
    body = run.result.body(items=False)
    main = next(name for name in HEADLINES[run.result.kind] if name in body["metrics"])
    groups = [
        ("Language", "by_language"),
        ("Kind of question", "by_type"),
        ("Topic", "by_topic"),
        ("Difficulty", "by_difficulty"),
    ]
    return {
        "id": f"{run.result.kind}-{Path(run.result.about.set).stem}",
        "title": _TITLES[run.result.kind],
        "set": Path(run.result.about.set).name,
        "n": body["n"],
        "about": run.result.about,
        "latency": body["latency_ms"],
        "cards": [_card(run, name, body) for name in HEADLINES[run.result.kind] if name in body["metrics"]],
        "others": {name: value for name, value in body["metrics"].items() if name not in HEADLINES[run.result.kind]},
        "main": main,
        "groups": [_group(title, body[key], run, main) for title, key in groups if len(body[key]) > 1],
        "changes": _changes(run.comparison),
    }


def _card(run: Run, name: str, body: dict[str, Any]) -> dict[str, Any]:
    values = [result.metrics[name] for result in (*run.earlier, run.result) if name in result.metrics]
    moved = run.comparison.metrics.get(name) if run.comparison else None
    sure = moved is not None and moved.p < SIGNIFICANT
    better = moved is not None and (moved.change < 0) == METRICS[name].less_is_better
    return {
        "name": name,
        "value": body["metrics"][name],
        "interval": body["intervals"].get(name),
        "meaning": METRICS[name].meaning,
        "less_is_better": METRICS[name].less_is_better,
        "spark": charts.spark(name, values) if len(values) > 1 else "",
        "moved": moved,
        "verdict": ("better" if better else "worse") if sure else "within luck",
    }


def _group(title: str, groups: dict[str, dict[str, float]], run: Run, main: str) -> dict[str, Any]:
    names = [name for name in HEADLINES[run.result.kind] if any(name in values for values in groups.values())]
    rows = {_LANGUAGES.get(group, group) if title == "Language" else group: values for group, values in groups.items()}
    shown = {name: (values[main], int(values["n"])) for name, values in rows.items() if main in values}
    ordered = dict(sorted(shown.items(), key=lambda row: row[1]))
    chart = charts.bars(f"{main} by {title.lower()}", ordered) if ordered else ""
    return {"title": title, "names": names, "rows": rows, "chart": chart}


def _changes(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    fell: list[dict[str, Any]] = []
    rose: list[dict[str, Any]] = []
    for old, new in comparison.changed:
        pair = {"id": new.id, "lang": new.lang, "question": new.detail.get("question", ""), "why": new.detail.get("why") or []}
        (fell if len(_wrong(new)) > len(_wrong(old)) else rose).append(pair)
    moved = {name: each for name, each in comparison.metrics.items() if each.change}
    return {"since": comparison.before.about.at, "metrics": moved, "fell": fell, "rose": rose, "settings": comparison.settings}


def _wrong(item: Scored) -> list[str]:
    """The metrics that the item fails, worst first."""
    return [name for name in _SEVERITY if item.scores.get(name) == (1.0 if METRICS[name].less_is_better else 0.0)]


def _item(run: Run, item: Scored, judged: Judged | None) -> dict[str, Any]:
    wrong, detail = _wrong(item), item.detail
    ours = judged is not None and identity(run.result) == judged.of
    why = list(detail.get("why") or [])
    return {
        "id": item.id,
        "kind": run.result.kind,
        "run": f"{run.result.kind}-{Path(run.result.about.set).stem}",
        "set": Path(run.result.about.set).name,
        "lang": item.lang,
        "dir": "rtl" if item.lang in _RIGHT_TO_LEFT else "ltr",
        "type": item.type or item.category,
        "status": detail.get("status", ""),
        "why": why,
        "verdict": judged.verdicts.get(item.id) if judged and ours else None,
        "severity": (not why, _SEVERITY.index(wrong[0]) if wrong else len(_SEVERITY), -len(wrong), item.id),
        "detail": detail,
        "said_dir": "rtl" if detail.get("language") in _RIGHT_TO_LEFT else "ltr",
        "passages": [
            {**passage, "dir": "rtl" if passage["language"] in _RIGHT_TO_LEFT else "ltr"}
            for passage in detail.get("passages") or []
            if passage["text"] and why
        ],
    }
