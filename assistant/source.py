"""A document as a page: its text, the cited words marked."""

from html import escape

from ingest.arabic import has_arabic
from ingest.types import Block, BlockKind, Document

_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/page/source.css">
</head>
<body>
<main>
<p class="about">{about}</p>
{blocks}
</main>
</body>
</html>
"""


def source_page(document: Document, start: int, end: int) -> str:
    """HTML of the document; characters `start` to `end` of its text are in a `mark`, the first with the id `cited`."""
    provenance = document.provenance
    about = " · ".join(filter(None, (provenance.authority.value, provenance.issuer, provenance.reference, document.path)))
    link = (
        f' · <a href="{escape(provenance.url)}" rel="noopener noreferrer">{escape(provenance.url)}</a>'
        if _is_web(provenance.url)
        else ""
    )
    marked: list[str] = []
    blocks = "\n".join(_block(document.text, block, start, end, marked) for block in document.blocks)
    direction = "rtl" if has_arabic(document.title) else "ltr"
    return _PAGE.format(
        language=escape(document.language),
        direction=direction,
        title=escape(document.title),
        about=escape(about) + link,
        blocks=blocks,
    )


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _block(text: str, block: Block, start: int, end: int, marked: list[str]) -> str:
    tag = f"h{min(max(block.level, 1), 6)}" if block.kind is BlockKind.HEADING else "p"
    return f'<{tag} dir="auto">{_mark(text, block.start, block.end, start, end, marked)}</{tag}>'


def _mark(text: str, first: int, last: int, start: int, end: int, marked: list[str]) -> str:
    left, right = max(first, start), min(last, end)
    if left >= right:
        return _lines(text[first:last])
    name = "" if marked else ' id="cited"'
    marked.append(name)
    return f"{_lines(text[first:left])}<mark{name}>{_lines(text[left:right])}</mark>{_lines(text[right:last])}"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
