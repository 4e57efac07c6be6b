"""DOCX: mammoth makes HTML of it, the HTML reader does the rest."""

import io
import zipfile

import mammoth

from ingest.errors import UnreadableFile
from ingest.formats import html
from ingest.types import Extracted

MAX_ENTRIES = 1_000
MAX_INFLATED_BYTES = 200_000_000
_CHUNK_BYTES = 1 << 20


def read(raw: bytes) -> Extracted:
    """`UnreadableFile` for what is no DOCX, or inflates beyond the limits."""
    _check_zip(raw)
    try:
        markup = mammoth.convert_to_html(io.BytesIO(raw), convert_image=mammoth.images.img_element(lambda _: {"src": ""})).value
    except (KeyError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise UnreadableFile("not a Word document, or a broken one: open it in Word and save it again") from error
    return html.parse(f"<main>{markup}</main>")


def _check_zip(raw: bytes) -> None:
    """Count the bytes that really inflate: a header may lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise UnreadableFile(f"{len(entries)} parts inside, more than {MAX_ENTRIES}: not a usual Word document")
            inflated = 0
            for entry in entries:
                with archive.open(entry) as part:
                    while piece := part.read(_CHUNK_BYTES):
                        inflated += len(piece)
                        if inflated > MAX_INFLATED_BYTES:
                            raise UnreadableFile("inflates to more than 200 MB: refused as a bomb")
    except (zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError) as error:
        raise UnreadableFile("not a Word document (.docx), or encrypted") from error
