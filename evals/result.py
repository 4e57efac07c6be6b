"""The outcome of a run: every item with its scores, the means over them, and what was measured."""

import hashlib
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.errors import BadResult
from evals.items import Dialogue, Item
from evals.metrics import intervals, means, percentiles

FORMAT = 1
_SECRETS = ("key", "password", "secret", "token", "url")


@dataclass(frozen=True, slots=True)
class Scored:
    """One item, asked: its scores, and what is needed to understand them."""

    id: str
    lang: str
    scores: Mapping[str, float]
    milliseconds: float
    type: str = ""
    topic: str = ""
    difficulty: str = ""
    category: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What was measured: whatever changes answers stands here."""

    at: str
    set: str
    set_sha256: str
    corpus: str
    server: str
    index_version: str
    encoder: str
    model: str
    code: str
    settings: Mapping[str, Any]
    prompts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """A run of one command over one set."""

    kind: str
    about: About
    items: tuple[Scored, ...]

    @property
    def metrics(self) -> dict[str, float]:
        """The means over all items."""
        return means([item.scores for item in self.items])

    def body(self, items: bool = True) -> dict[str, Any]:
        """As JSON; without the items it is what `--json` prints."""
        scores = [item.scores for item in self.items]
        return {
            "format": FORMAT,
            "kind": self.kind,
            "n": len(self.items),
            "metrics": self.metrics,
            "intervals": intervals(scores),
            "by_language": self.means_by(lambda item: item.lang),
            "by_type": self.means_by(lambda item: item.type or item.category),
            "by_topic": self.means_by(lambda item: item.topic.partition("/")[0]),
            "by_difficulty": self.means_by(lambda item: item.difficulty),
            "latency_ms": percentiles([item.milliseconds for item in self.items]),
            "about": asdict(self.about),
            **({"items": [asdict(item) for item in self.items]} if items else {}),
        }

    def means_by(self, key: Callable[[Scored], str]) -> dict[str, dict[str, float]]:
        """The means of each group; items without the key are left out."""
        groups: dict[str, list[Mapping[str, float]]] = {}
        for item in self.items:
            if key(item):
                groups.setdefault(key(item), []).append(item.scores)
        return {name: {"n": len(scores), **means(scores)} for name, scores in sorted(groups.items())}


def save(result: Result, path: Path | None, state: Path) -> Path:
    """Write a result, under the date, the kind and the set's name unless a path is given."""
    path = path or dated(state, result.about, f"{result.kind}-{Path(result.about.set).stem}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(result.body(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)
    return path


def dated(state: Path, about: About, name: str) -> Path:
    """Where a result is written, by the time of its run."""
    stamp = about.at.replace("-", "").replace(":", "").replace("T", "-")[:15]
    return state / "evals" / f"{stamp}-{name}"


def load(path: Path) -> Result:
    """Read a result; `BadResult` says what is wrong with it."""
    try:
        return load_body(json.loads(path.read_text(encoding="utf-8")), path)
    except (OSError, ValueError) as error:
        raise BadResult(f"{path} is no result of an evaluation: {error}") from error


def load_body(body: Mapping[str, Any], path: Path) -> Result:
    """A result from its JSON."""
    try:
        if body["format"] != FORMAT:
            raise BadResult(f"{path} has format {body['format']}, {FORMAT} was expected: run the evaluation again")
        return Result(body["kind"], About(**body["about"]), tuple(Scored(**item) for item in body["items"]))
    except (KeyError, TypeError) as error:
        raise BadResult(f"{path} is no result of an evaluation: {error}") from error


def grouping(item: Item) -> dict[str, str]:
    """What an item is counted by."""
    if isinstance(item, Dialogue):
        return {"id": item.id, "lang": item.lang, "type": "dialogue"}
    return {
        "id": item.id, "lang": item.lang, "type": item.type, "topic": item.topic, "difficulty": item.difficulty,
        "category": item.category,
    }  # fmt: skip


def now() -> str:
    """The time of a run."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def sha256(path: Path) -> str:
    """Of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prompts_hashes(folder: Path) -> dict[str, str]:
    """Of every text that the assistant says."""
    return {path.relative_to(folder).as_posix(): sha256(path)[:12] for path in sorted(folder.rglob("*")) if path.is_file()}


def public(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without what nobody should read."""
    return {key: value for key, value in settings.items() if not key.endswith(_SECRETS)}


def code_version() -> str:
    """The commit, with a mark if the files differ from it; "unknown" where there is no git."""
    try:
        described = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
        return subprocess.run(described, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - no input
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def select(items: Sequence[Item], only: Sequence[str]) -> list[Item]:
    """Those with these ids; all, if none is named."""
    wanted = frozenset(only)
    return [item for item in items if not wanted or item.id in wanted]
