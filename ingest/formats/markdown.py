"""Markdown with front matter; `## Heading {#id}` and a ```meta block after it describe a section."""

import re
from collections.abc import Callable, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.errors import BadManifest
from ingest.formats.text import decode
from ingest.formats.writer import BlockWriter
from ingest.types import BlockKind, Extracted

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_ADVICE = {
    "mapping values are not allowed here": "a value that holds a colon stands between quotes, as in title: 'The SARL: capital'",
}
_SECTION_ID = re.compile(r"\s*\{#([\w.-]+)\}\s*$")


class _Yaml(yaml.SafeLoader):
    """Dates stay text: `provenance` reads them, and can say which key a date such as 2026-02-30 stands at."""


_Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PARSER = MarkdownIt("commonmark").enable("table")


Fault = Callable[[int, str], None]
"""Told a line of the file, from 1, and what is wrong there."""


def read(raw: bytes) -> Extracted:
    """The text without its markup; `BadManifest` where front matter or a meta block is not YAML."""
    return parse(raw, _refuse)


def parse(raw: bytes, fault: Fault) -> Extracted:
    """As `read`, but what is wrong is told to `fault`; if that returns, reading goes on without it."""
    content = decode(raw)
    front = _FRONT_MATTER.match(content)
    meta = _mapping(front.group(1), 2, fault) if front else {}
    if not front and content.startswith("---\n"):
        fault(1, "the front matter has no end: close it with a line ---")
    skipped = content[: front.end()].count("\n") if front else 0
    writer = BlockWriter()
    _write(_PARSER.parse(content[front.end() :] if front else content), writer, skipped, fault)
    return writer.extracted(meta)


def _write(tokens: Sequence[Token], writer: BlockWriter, skipped: int, fault: Fault) -> None:
    in_list, heading = 0, 0
    row: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "bullet_list_open" | "ordered_list_open":
                in_list += 1
            case "bullet_list_close" | "ordered_list_close":
                in_list -= 1
            case "tr_open":
                row = []
            case "tr_close":
                writer.add(BlockKind.TABLE, " | ".join(row or []))
                row = None
            case "inline":
                text = _plain(token)
                if row is not None:
                    row.append(text)
                elif heading:
                    marker = _SECTION_ID.search(text)
                    title = text[: marker.start()] if marker else text
                    section_id, line = marker.group(1) if marker else "", (token.map or [0])[0] + skipped + 1
                    writer.add(BlockKind.HEADING, title, level=heading, section_id=section_id, line=line)
                    heading = 0
                else:
                    writer.add(BlockKind.LIST if in_list else BlockKind.PARAGRAPH, text)
            case "fence" if token.info.strip() == "meta":
                line = (token.map or [0])[0] + skipped + 2
                if not writer.describe(_mapping(token.content, line, fault)):
                    fault(line, "a meta block stands right after its heading")
            case "fence" | "code_block":
                writer.add(BlockKind.PARAGRAPH, token.content)


def _plain(token: Token) -> str:
    """An inline token's text; images and raw HTML are left out, comments with them."""
    words = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(
        words.get(child.type, child.content if child.type in {"text", "code_inline", "text_special"} else "")
        for child in token.children or []
    )


def _mapping(content: str, line: int, fault: Fault) -> dict[str, object]:
    try:
        loaded = yaml.load(content, _Yaml)  # noqa: S506, a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", error))
        fault(line + (mark.line if mark else 0), f"not YAML: {_ADVICE.get(problem, problem)}")
        return {}
    if loaded is not None and not isinstance(loaded, dict):
        fault(line, "lines of the form 'key: value' were expected")
        return {}
    return {str(key): value for key, value in (loaded or {}).items()}


def _refuse(line: int, message: str) -> None:
    raise BadManifest(f"line {line}: {message}")
