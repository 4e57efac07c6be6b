"""Before anything else: what a reader would not see goes, and messages that try to steer the machine are told."""

import re
from collections.abc import Sequence

from ingest.normalize import fold_letters, strip_invisible

_SPACES = re.compile(r"[\W_]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(message: str, limit: int) -> str:
    """The message without control and invisible characters, at most `limit` long."""
    return _CONTROLS.sub(" ", strip_invisible(message)).strip()[:limit]


def steers(message: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Does the message give the machine orders about itself?"""
    folded = _SPACES.sub(" ", fold_letters(message))
    return any(pattern.search(folded) for pattern in patterns)
