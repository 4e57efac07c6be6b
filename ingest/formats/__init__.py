"""One file per format, each with `read(raw: bytes) -> Extracted`; `READERS` says which reads what."""

from collections.abc import Callable
from pathlib import PurePath

from ingest.errors import UnsupportedFile
from ingest.formats import docx, html, markdown, pdf, text
from ingest.types import Extracted

READERS: dict[str, Callable[[bytes], Extracted]] = {
    ".md": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".docx": docx.read,
    ".pdf": pdf.read,
    ".txt": text.read,
}


def read(path: PurePath, raw: bytes) -> Extracted:
    """Read a file's bytes by the reader for its name's ending; `UnsupportedFile` where there is none."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnsupportedFile(f"no reader for '{path.suffix or path.name}': use {', '.join(sorted(READERS))}")
    return reader(raw)
