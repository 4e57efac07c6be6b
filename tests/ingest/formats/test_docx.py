import io
import zipfile

import docx
import pytest

from ingest.errors import UnreadableFile
from ingest.formats.docx import read
from ingest.types import BlockKind


def test_reads_headings_paragraphs_and_tables() -> None:
    document = docx.Document()
    document.add_heading("Décret", level=1)
    document.add_paragraph("La prime est de 10 %.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Catégorie A", "10 %"
    buffer = io.BytesIO()
    document.save(buffer)
    extracted = read(buffer.getvalue())
    assert [(block.kind, extracted.text[block.start : block.end]) for block in extracted.blocks] == [
        (BlockKind.HEADING, "Décret"),
        (BlockKind.PARAGRAPH, "La prime est de 10 %."),
        (BlockKind.TABLE, "Catégorie A | 10 %"),
    ]


def test_what_is_no_word_document_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="not a Word document"):
        read(b"PK but not really")


def test_a_bomb_is_refused_by_what_really_inflates() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(201):
            part.write(bytes(1_000_000))
    with pytest.raises(UnreadableFile, match="bomb"):
        read(buffer.getvalue())
