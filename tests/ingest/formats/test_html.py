from ingest.formats.html import parse
from ingest.types import BlockKind

PAGE = """<!doctype html><html lang="fr-MA"><head><title>Titre</title><style>p{}</style></head><body>
<nav>Menu</nav><main><h1>Aide</h1><p>Un <b>prêt</b> de 10&nbsp;%.</p><div>Texte libre <span>dedans</span></div>
<ul><li>un</li><li>deux</li></ul><table><tr><th>A</th><td>1</td></tr></table>
<p style="display:none">caché</p>
<p hidden>caché aussi</p>
<!-- commentaire --><script>x()</script></main><footer>pied</footer></body></html>"""


def test_keeps_what_a_reader_sees_in_order() -> None:
    extracted = parse(PAGE)
    assert [(block.kind, extracted.text[block.start : block.end]) for block in extracted.blocks] == [
        (BlockKind.HEADING, "Aide"),
        (BlockKind.PARAGRAPH, "Un prêt de 10 %."),
        (BlockKind.PARAGRAPH, "Texte libre dedans"),
        (BlockKind.LIST, "un"),
        (BlockKind.LIST, "deux"),
        (BlockKind.TABLE, "A | 1"),
    ]
    assert extracted.meta == {"title": "Titre", "language": "fr"}
