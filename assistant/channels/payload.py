"""Tolerant reading of Meta's JSON: what is missing or of another type reads as empty."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def text_of(holder: Any, name: str) -> str:
    """A field as text; ids come as numbers or as strings. Half a character (a lone surrogate) reads as a question mark."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return str(found).encode(errors="replace").decode() if found is not None else ""


def items_of(holder: Any, name: str) -> list[Mapping[str, Any]]:
    """The objects of a list; none where there is no list."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def digest(item: Any) -> str:
    """An id for what has none of its own: the same for the same content."""
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
