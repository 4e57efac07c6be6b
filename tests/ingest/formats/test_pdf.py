import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import EmptyDocument, UnreadableFile
from ingest.formats.pdf import read


def _pdf(*pages: str, password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password)
    for page in pages:
        for number, line in enumerate(page.split("\n")):
            canvas.drawString(72, 750 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_paragraphs_keep_their_page() -> None:
    extracted = read(_pdf("Article 1\nLe capital est libre.", "Article 2\nLe gérant est nommé."))
    assert [(block.page, extracted.text[block.start : block.end]) for block in extracted.blocks] == [
        (1, "Article 1\nLe capital est libre."),
        (2, "Article 2\nLe gérant est nommé."),
    ]


def test_a_pdf_of_pictures_is_told_from_one_with_text() -> None:
    with pytest.raises(EmptyDocument, match="scan"):
        read(_pdf(""))


@pytest.mark.parametrize("raw", [b"%PDF-1.4 truncated", b"no pdf at all", _pdf("secret", password="x")])
def test_broken_and_encrypted_files_are_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="broken or encrypted"):
        read(raw)
