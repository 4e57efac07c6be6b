"""Before anything else: what a reader would not see goes, and messages that try to steer the machine are told."""

import re

from ingest.injection import orders
from ingest.normalize import strip_invisible

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(message: str, limit: int) -> str:
    """The message without control and invisible characters, at most `limit` long."""
    return _CONTROLS.sub(" ", strip_invisible(message)).strip()[:limit]


def steers(message: str) -> bool:
    """Does the message give the machine orders about itself?"""
    return bool(orders(message))
