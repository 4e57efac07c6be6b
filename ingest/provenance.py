"""Front matter and meta blocks -> `Provenance`; a section inherits what it does not say."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

from ingest.errors import BadManifest
from ingest.types import Authority, Confidence, Provenance

KEYS = frozenset(field.name for field in fields(Provenance))
_DATES = frozenset({"published", "verified_on", "valid_from", "valid_to"})
_LISTS = frozenset({"topics", "regions", "sectors", "facts", "answers"})


def inherit(base: Provenance, meta: Mapping[str, object]) -> Provenance:
    """`base` with what `meta` says instead; `BadManifest` names the key that cannot be read."""
    said = {key: _value(key, value) for key, value in meta.items()}
    merged = replace(base, **said)  # type: ignore[arg-type]
    if merged.valid_from and merged.valid_to and merged.valid_from > merged.valid_to:
        raise BadManifest(f"valid_from {merged.valid_from} is after valid_to {merged.valid_to}")
    return merged


def _value(key: str, value: object) -> object:
    if key not in KEYS:
        raise BadManifest(f"unknown key '{key}'; known are {', '.join(sorted(KEYS))}")
    try:
        if key in _DATES:
            return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))
        if key in _LISTS:
            return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        if key == "authority":
            return Authority(str(value))
        if key == "confidence":
            return Confidence(str(value))
    except ValueError as error:
        expected = {"authority": ", ".join(Authority), "confidence": ", ".join(Confidence)}.get(key, "a date as 2026-01-31")
        raise BadManifest(f"{key}: '{value}' is not {expected}") from error
    return bool(value) if key == "conflict" else str(value)
