"""The gate's items: a part of each set, frozen by id and content, so that one run compares with the next."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from evals.errors import BadSet
from evals.items import Item, Question
from evals.read import read_items

FROZEN = Path("evals/frozen.json")


def freeze(sets: Sequence[Path], every: int, path: Path) -> int:
    """Choose one item of `every` in each set and language, by the hash of its id; how many."""
    chosen = {}
    for source in sets:
        groups: dict[str, list[Item]] = {}
        for item in sorted(read_items(source), key=lambda item: hashlib.sha256(item.id.encode()).hexdigest()):
            groups.setdefault(item.lang, []).append(item)
        kept = [item for items in groups.values() for item in items[::every]]
        chosen[source.name] = {item.id: _digest(item) for item in sorted(kept, key=lambda item: item.id)}
    path.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")
    return sum(map(len, chosen.values()))


def thaw(folder: Path, path: Path) -> list[Item]:
    """The frozen items; `BadSet` names those that are gone or were changed since."""
    if not path.exists():
        raise BadSet(f"{path} is missing: choose the gate's items with python -m evals freeze")
    items: list[Item] = []
    changed: list[str] = []
    for name, digests in json.loads(path.read_text(encoding="utf-8")).items():
        found = {item.id: item for item in read_items(folder / name)}
        changed += [f"{name}: {each}" for each, digest in digests.items() if each not in found or _digest(found[each]) != digest]
        items += [found[each] for each in digests if each in found]
    if changed:
        shown = "\n  ".join(changed[:20])
        raise BadSet(
            f"{len(changed)} frozen items are gone or were changed:\n  {shown}\n"
            "if the change is meant, freeze again (python -m evals freeze) and raise the floors from a new gate result"
        )
    return items


def _digest(item: Item) -> str:
    """Of what a right answer is; comments and references may change."""
    kept = asdict(item)
    for name in ("answer", "category", "type", "difficulty", "title", "tags"):
        kept.pop(name, None)
    if not isinstance(item, Question):
        for turn in kept["turns"]:
            turn.pop("reference")
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()[:12]
