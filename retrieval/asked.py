"""What kind of answer a question asks for (a rate, a time, an amount, a contact), and whether a text has one."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.normalize import fold_letters

_WRITTEN: Any = tomllib.loads(Path(__file__).with_name("asked.toml").read_text(encoding="utf-8"))
_ASKED = {kind: re.compile(rf"(?<!\w)(?:{entry['asked']})(?!\w)") for kind, entry in _WRITTEN.items()}
_HELD = {kind: re.compile(entry["held"]) for kind, entry in _WRITTEN.items()}
_APOSTROPHES = re.compile(r"['’\-]")


def asked_for(question: str) -> frozenset[str]:
    """The kinds that a question asks for; none where its words do not tell."""
    plain = _APOSTROPHES.sub(" ", fold_letters(question))
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(plain))


@lru_cache(20_000)
def held_in(text: str) -> frozenset[str]:
    """The kinds that a text has."""
    plain = fold_letters(text)
    return frozenset(kind for kind, pattern in _HELD.items() if pattern.search(plain))
