"""Chunks, documents and metadata as JSON: what both engines keep beside the vectors."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from ingest.provenance import inherit
from ingest.types import Block, BlockKind, Chunk, Document, IndexMetadata, Position, Provenance

DENSE, SPARSE = "dense", "sparse"
# Fields that searches filter by. Dates are ordinals of days, open ends far away.
KEYWORDS = ("language", "document_id", "group", "section_id")
VALID_FROM, VALID_TO = "valid_from", "valid_to"
_ALWAYS, _FOR_EVER = 0, date.max.toordinal()
POSITION = [field.name for field in fields(Position)]
_CHUNK_FIELDS = [field.name for field in fields(Chunk) if field.name not in {"provenance", "headings"}]


def chunk_payload(chunk: Chunk) -> dict[str, Any]:
    """A chunk's fields, and its validity as two whole numbers to filter by."""
    provenance = chunk.provenance
    return {
        **{name: getattr(chunk, name) for name in _CHUNK_FIELDS},
        "headings": list(chunk.headings),
        "answers": list(provenance.answers),
        "provenance": _provenance(provenance),
        VALID_FROM: provenance.valid_from.toordinal() if provenance.valid_from else _ALWAYS,
        VALID_TO: provenance.valid_to.toordinal() if provenance.valid_to else _FOR_EVER,
    }


def chunk_from(payload: Mapping[str, Any]) -> Chunk:
    """The chunk that `chunk_payload` wrote."""
    return Chunk(
        **{name: payload[name] for name in _CHUNK_FIELDS},
        headings=tuple(payload["headings"]),
        provenance=inherit(Provenance(), payload["provenance"]),
    )


def position_from(payload: Mapping[str, Any]) -> Position:
    """Where the chunk that `chunk_payload` wrote stands; the payload needs no more than `POSITION`."""
    found: dict[str, Any] = {name: payload[name] for name in POSITION if name in payload}
    return Position(**{**found, "answers": tuple(payload.get("answers", ()))})


def document_payload(document: Document) -> dict[str, Any]:
    """A document with its text and blocks."""
    return {
        "id": document.id, "path": document.path, "title": document.title, "language": document.language, "group": document.group,
        "sha256": document.sha256, "text": document.text, "provenance": _provenance(document.provenance),
        "blocks": [[b.kind.value, b.start, b.end, b.level, b.page, b.section_id] for b in document.blocks],
    }  # fmt: skip


def document_from(payload: Mapping[str, Any]) -> Document:
    """The document that `document_payload` wrote; its blocks without the meta of sheets, which sections took over."""
    return Document(
        **{name: payload[name] for name in ("id", "path", "title", "language", "group", "sha256", "text")},
        blocks=tuple(Block(BlockKind(kind), *rest) for kind, *rest in payload["blocks"]),
        provenance=inherit(Provenance(), payload["provenance"]),
    )


def metadata_payload(metadata: IndexMetadata) -> dict[str, Any]:
    """An index version's metadata."""
    return {**asdict(metadata), "languages": list(metadata.languages), "alone": list(metadata.alone)}


def metadata_from(payload: Mapping[str, Any]) -> IndexMetadata:
    """The metadata that `metadata_payload` wrote, or an earlier version of it."""
    return IndexMetadata(**{**payload, "languages": tuple(payload["languages"]), "alone": tuple(payload.get("alone", ()))})


def _provenance(provenance: Provenance) -> dict[str, Any]:
    """Only what differs from the default, dates in ISO form."""
    default = Provenance()
    said = {field.name: getattr(provenance, field.name) for field in fields(Provenance)}
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in said.items()
        if value != getattr(default, name)
    }
