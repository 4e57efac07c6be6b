import pytest

from ingest.errors import BadManifest
from ingest.formats.markdown import read
from ingest.types import BlockKind

SHEET = """---
title: Fiche
language: fr
---

# Fiche

## Règle {#rule}

```meta
reference: Loi 1
confidence: high
```

Un **texte** avec [un lien](https://example.org) <!-- caché -->.

- premier
- second

| a | b |
|---|---|
| 1 | 2 |
"""


def test_reads_front_matter_sections_and_plain_text() -> None:
    extracted = read(SHEET.encode())
    blocks = [(block.kind, extracted.text[block.start : block.end]) for block in extracted.blocks]
    assert extracted.meta == {"title": "Fiche", "language": "fr"}
    assert blocks == [
        (BlockKind.HEADING, "Fiche"),
        (BlockKind.HEADING, "Règle"),
        (BlockKind.PARAGRAPH, "Un texte avec un lien ."),
        (BlockKind.LIST, "premier"),
        (BlockKind.LIST, "second"),
        (BlockKind.TABLE, "a | b"),
        (BlockKind.TABLE, "1 | 2"),
    ]
    assert extracted.blocks[1].section_id == "rule"
    assert extracted.blocks[1].meta == {"reference": "Loi 1", "confidence": "high"}


def test_broken_front_matter_names_its_line() -> None:
    with pytest.raises(BadManifest, match="line 3"):
        read(b"---\ntitle: a\nbad: [\n---\ntext")


def test_meta_away_from_a_heading_is_refused() -> None:
    with pytest.raises(BadManifest, match="right after its heading"):
        read(b"## H {#h}\n\ntext\n\n```meta\na: b\n```\n")
