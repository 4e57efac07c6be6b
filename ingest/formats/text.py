"""Plain text: one block a paragraph, spans in the file's own characters."""

import codecs
import re

from ingest.errors import UnreadableFile
from ingest.types import Block, BlockKind, Extracted

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(raw: bytes) -> str:
    """UTF-8, or UTF-16 with a byte order mark; anything else is `UnreadableFile`."""
    encoding = next((name for mark, name in _BOMS.items() if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"not UTF-8 (byte {error.start}): save the file as UTF-8") from error


def read(raw: bytes) -> Extracted:
    """Paragraphs are parted by blank lines."""
    content = decode(raw)
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, match.start(), match.start() + len(match.group().rstrip()))
        for match in _PARAGRAPH.finditer(content)
    )
    return Extracted(content, blocks)
