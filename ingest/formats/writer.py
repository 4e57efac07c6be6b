"""Builds a document's text block by block, so that every block knows its span."""

from collections.abc import Mapping
from dataclasses import replace

from ingest.types import Block, BlockKind, Extracted

_GAP = "\n\n"


class BlockWriter:
    """Collects blocks; `extracted` gives the text with a blank line between two blocks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    def add(self, kind: BlockKind, text: str, *, level: int = 0, page: int = 0, section_id: str = "", line: int = 0) -> None:
        """Append one block; text that is only space is left out."""
        text = text.strip()
        if not text:
            return
        if self._parts:
            self._parts.append(_GAP)
            self._length += len(_GAP)
        start, self._length = self._length, self._length + len(text)
        self._parts.append(text)
        self._blocks.append(Block(kind, start, self._length, level, page, section_id, line=line))

    def describe(self, meta: Mapping[str, object]) -> bool:
        """Give the last block, which must be a heading, its meta; False if it is none."""
        if not self._blocks or self._blocks[-1].kind is not BlockKind.HEADING:
            return False
        self._blocks[-1] = replace(self._blocks[-1], meta=meta)
        return True

    def extracted(self, meta: Mapping[str, object] | None = None) -> Extracted:
        """The text and its blocks."""
        return Extracted("".join(self._parts), tuple(self._blocks), meta or {})
