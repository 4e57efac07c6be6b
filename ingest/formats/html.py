"""HTML: what a reader sees of a page's own content, in reading order."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.formats.text import decode
from ingest.formats.writer import BlockWriter
from ingest.types import BlockKind, Extracted

_UNSEEN = (
    "script, style, noscript, template, svg, iframe, nav, header, footer, aside, form, button, "
    "[hidden], [aria-hidden='true'], [style*='display:none'], [style*='display: none'], [style*='visibility:hidden']"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEAVES = {"p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "caption", "td", "th"}


def read(raw: bytes) -> Extracted:
    """Headings, paragraphs, lists and table rows; menus, scripts and hidden elements are left out."""
    return parse(decode(raw))


def parse(markup: str) -> Extracted:
    """Read markup that is already text."""
    tree = LexborHTMLParser(markup)
    meta: dict[str, object] = {}
    title, root = tree.css_first("title"), tree.css_first("html")
    if title and title.text(strip=True):
        meta["title"] = title.text(strip=True)
    if root and root.attributes.get("lang"):
        meta["language"] = (root.attributes["lang"] or "").split("-")[0]
    for node in tree.css(_UNSEEN):
        node.decompose()
    writer = BlockWriter()
    body = tree.css_first("main") or tree.css_first("article") or tree.body
    if body is not None:
        _walk(body, writer)
    return writer.extracted(meta)


def _walk(node: LexborNode, writer: BlockWriter) -> None:
    loose: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text" or not (_is_block(child)):
            loose.append(child.text(deep=True) or "")
            continue
        writer.add(BlockKind.PARAGRAPH, _squeeze("".join(loose)))
        loose = []
        if tag in _HEADINGS:
            writer.add(BlockKind.HEADING, _text(child), level=_HEADINGS[tag], section_id=child.attributes.get("id") or "")
        elif tag == "tr":
            writer.add(BlockKind.TABLE, " | ".join(filter(None, (_text(cell) for cell in child.css("td, th")))))
        elif tag in _LEAVES and not any(_is_block(inner) for inner in child.iter()):
            writer.add(BlockKind.LIST if tag == "li" else BlockKind.PARAGRAPH, _text(child))
        else:
            _walk(child, writer)
    writer.add(BlockKind.PARAGRAPH, _squeeze("".join(loose)))


_BLOCKS = {
    *_HEADINGS,
    *_LEAVES,
    "tr",
    "div",
    "section",
    "article",
    "main",
    "ul",
    "ol",
    "dl",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "body",
    "center",
    "details",
    "figure",
    "hr",
    "summary",
}


def _is_block(node: LexborNode) -> bool:
    return (node.tag or "") in _BLOCKS or any((inner.tag or "") in _BLOCKS for inner in node.iter())


def _text(node: LexborNode) -> str:
    return _squeeze(node.text(deep=True))


def _squeeze(text: str) -> str:
    return " ".join(text.split())
