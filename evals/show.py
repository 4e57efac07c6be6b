"""A result as a table in the terminal."""

from collections.abc import Mapping, Sequence

from evals.metrics import HEADLINES, METRICS
from evals.result import Result

_NAME, _NUMBER = 30, 9


def table(result: Result) -> str:
    """The metrics with their intervals and meanings, then by language."""
    body = result.body(items=False)
    about = result.about
    lines = [
        f"{result.kind} · {about.set} · {body['n']} items · index {about.index_version or about.server} · code {about.code}",
        "",
    ]
    for name, value in body["metrics"].items():
        low, high = body["intervals"].get(name, (value, value))
        lines.append(f"{name:<{_NAME}}{value:>{_NUMBER}.3f}  [{low:.3f} {high:.3f}]  {METRICS[name].meaning}")
    lines += ["", *by_group("language", body["by_language"], HEADLINES[result.kind])]
    lines += ["", "latency ms  " + "  ".join(f"{name} {value}" for name, value in body["latency_ms"].items())]
    return "\n".join(lines)


def by_group(title: str, groups: Mapping[str, Mapping[str, float]], metrics: Sequence[str]) -> list[str]:
    """A row a group, a column a metric."""
    names = [name for name in metrics if any(name in group for group in groups.values())]
    width = {name: max(len(name), _NUMBER) + 2 for name in names}
    rows = [f"{title:<12}{'n':>5}" + "".join(f"{name:>{width[name]}}" for name in names)]
    for group, values in groups.items():
        cells = {name: f"{values[name]:.3f}" if name in values else "-" for name in names}
        rows.append(f"{group:<12}{values['n']:>5.0f}" + "".join(f"{cell:>{width[name]}}" for name, cell in cells.items()))
    return rows


def columns(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows under their names."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    width = {name: max(len(name), *(len(str(row.get(name, "-"))) for row in rows)) + 2 for name in names}
    lines = ["".join(f"{name:>{width[name]}}" for name in names)]
    return "\n".join([*lines, *("".join(f"{row.get(name, '-')!s:>{width[name]}}" for name in names) for row in rows)])
