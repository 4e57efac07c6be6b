"""PDF with text: pdfium gives characters with places, `arabic.reading_lines` their order."""

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.arabic import Glyph, has_arabic, reading_lines
from ingest.errors import EmptyDocument, UnreadableFile
from ingest.formats.writer import BlockWriter
from ingest.types import BlockKind, Extracted

MAX_PAGES = 2_000
_PARAGRAPH_ENDS = (".", ":", ";", "؛", "!", "?", "؟")


def read(raw: bytes) -> Extracted:
    """A block a paragraph, with its page. `UnreadableFile` if broken or encrypted, `EmptyDocument` if only pictures."""
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(f"a broken or encrypted PDF ({error}): export it again without a password") from error
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(f"{len(document)} pages, more than {MAX_PAGES}: split it")
        writer = BlockWriter()
        for number in range(len(document)):
            _write_page(document, number, writer)
    finally:
        document.close()
    extracted = writer.extracted()
    if not extracted.text:
        raise EmptyDocument("a PDF without text (a scan?): run text recognition on it first")
    return extracted


def _write_page(document: pdfium.PdfDocument, number: int, writer: BlockWriter) -> None:
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        raise UnreadableFile(f"page {number + 1} cannot be read ({error})") from error
    text_page = page.get_textpage()
    try:
        plain = text_page.get_text_bounded()
        lines = reading_lines(_glyphs(text_page)) if has_arabic(plain) else plain.replace("\r\n", "\n").split("\n")
    finally:
        text_page.close()
        page.close()
    paragraph: list[str] = []
    for line in (*lines, ""):
        line = line.replace("\ufffe", "").replace("\x00", "").strip()
        if line:
            paragraph.append(line)
        if paragraph and (not line or line.endswith(_PARAGRAPH_ENDS)):
            writer.add(BlockKind.PARAGRAPH, "\n".join(paragraph), page=number + 1)
            paragraph = []


def _glyphs(text_page: pdfium.PdfTextPage) -> list[Glyph]:
    glyphs = []
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page.raw, index)
        x, y = pdfium_c.c_double(), pdfium_c.c_double()
        pdfium_c.FPDFText_GetCharOrigin(text_page.raw, index, x, y)
        left, _, right, _ = text_page.get_charbox(index, loose=True)
        size = pdfium_c.FPDFText_GetFontSize(text_page.raw, index)
        glyphs.append(Glyph(chr(code), left, right, y.value, size or 1.0))
    return glyphs
