import pytest

from ingest.errors import UnreadableFile
from ingest.formats.text import read


def test_paragraphs_keep_the_spans_of_the_file() -> None:
    extracted = read(b"un\ndeux\n\n\n  trois  \n")
    assert [extracted.text[block.start : block.end] for block in extracted.blocks] == ["un\ndeux", "trois"]


def test_utf16_with_a_mark_is_read() -> None:
    assert read("المادة".encode("utf-16")).text == "المادة"


def test_other_encodings_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read("économie".encode("latin-1"))
