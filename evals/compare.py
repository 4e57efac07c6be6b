"""`python -m evals compare A B`: what moved between two results, and whether by more than luck."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.errors import BadResult
from evals.metrics import METRICS, Difference, difference
from evals.result import Result, Scored

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the items that both hold."""

    before: Result
    after: Result
    metrics: dict[str, Difference]
    changed: tuple[tuple[Scored, Scored], ...]

    @property
    def settings(self) -> list[str]:
        """What else differs: a setting, a prompt, the code, the index. A server that was asked by address tells no settings."""
        told = all(result.about.settings for result in (self.before, self.after))
        first, second = (_flat(result, told) for result in (self.before, self.after))
        return [
            f"{name}: {first.get(name, '-')} -> {second.get(name, '-')}"
            for name in sorted(first.keys() | second.keys())
            if first.get(name) != second.get(name)
        ]


def compare(before: Result, after: Result) -> Comparison:
    """Pair the items of two results by id; `BadResult` if they have none in common."""
    if before.kind != after.kind:
        raise BadResult(f"one result is of '{before.kind}', the other of '{after.kind}': they do not compare")
    first = {item.id: item for item in before.items}
    pairs = [(first[item.id], item) for item in after.items if item.id in first]
    if not pairs:
        raise BadResult("the two results have no item in common")
    metrics = {}
    for name in METRICS:
        both = [(old.scores[name], new.scores[name]) for old, new in pairs if name in old.scores and name in new.scores]
        if both:
            metrics[name] = difference([old for old, _ in both], [new for _, new in both])
    changed = tuple((old, new) for old, new in pairs if any(_moves(old, new, metrics)))
    return Comparison(before, after, metrics, changed)


def worse(name: str, moved: Difference) -> bool:
    """A metric moved the wrong way by more than luck."""
    sign = -1 if METRICS[name].less_is_better else 1
    return moved.change * sign < 0 and moved.p < SIGNIFICANT


def table(comparison: Comparison) -> str:
    """The comparison, for the terminal."""
    items = max(moved.items for moved in comparison.metrics.values())
    lines = [f"{comparison.after.kind}: {items} items in both; p by paired permutation, interval by bootstrap", ""]
    lines.append(f"{'':<30}{'before':>8}{'after':>8}{'change':>9}  {'95 % interval':<18}{'p':>7}")
    for name, moved in comparison.metrics.items():
        better = (moved.change < 0) == METRICS[name].less_is_better
        mark = "" if moved.p >= SIGNIFICANT else "  better" if better else "  WORSE"
        lines.append(
            f"{name:<30}{moved.before:>8.3f}{moved.after:>8.3f}{moved.change:>+9.3f}  "
            f"[{moved.low:+.3f} {moved.high:+.3f}]  {moved.p:>7.3f}{mark}"
        )
    lines += ["", f"{len(comparison.changed)} items scored otherwise"]
    for old, new in comparison.changed:
        lines.append(f"  {new.id} ({new.lang}) {', '.join(_moves(old, new, comparison.metrics))}")
    if comparison.settings:
        lines += ["", "what else differs", *(f"  {line}" for line in comparison.settings)]
    return "\n".join(lines)


def _moves(old: Scored, new: Scored, metrics: Iterable[str]) -> Iterator[str]:
    """What an item's scores moved by, of the metrics that both results measured at all."""
    for name in metrics:
        if old.scores.get(name) != new.scores.get(name):
            yield f"{name} {_number(old, name)} -> {_number(new, name)}"


def _number(scored: Scored, name: str) -> str:
    return f"{scored.scores[name]:g}" if name in scored.scores else "-"


def _flat(result: Result, with_settings: bool) -> dict[str, str]:
    about = result.about
    plain = {
        "set": about.set_sha256[:12], "corpus": about.corpus, "server": about.server, "index": about.index_version,
        "encoder": about.encoder, "model": about.model, "code": about.code,
    }  # fmt: skip
    if not with_settings:
        return plain
    settings = {f"{part}.{name}": str(value) for part, values in about.settings.items() for name, value in values.items()}
    return {**plain, **settings, **{f"prompts/{name}": value for name, value in about.prompts.items()}}
