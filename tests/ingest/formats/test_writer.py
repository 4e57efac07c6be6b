from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.writer import BlockWriter
from ingest.types import BlockKind


@given(st.lists(st.text()))
def test_every_block_knows_its_span(texts: list[str]) -> None:
    writer = BlockWriter()
    for text in texts:
        writer.add(BlockKind.PARAGRAPH, text)
    extracted = writer.extracted()
    assert [extracted.text[block.start : block.end] for block in extracted.blocks] == [
        text.strip() for text in texts if text.strip()
    ]


def test_only_a_heading_takes_meta() -> None:
    writer = BlockWriter()
    writer.add(BlockKind.PARAGRAPH, "text")
    assert not writer.describe({"a": "b"})
