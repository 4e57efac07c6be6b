"""A long text -> parts within a channel's limit, cut at the ends of sentences."""

import regex

from assistant.sentences import spans

_MARKERS = regex.compile(r"(?:\s*\[\d+\])+")  # they belong to the sentence before
_GRAPHEME = regex.compile(r"\X")
_LEAST_FILLED = 0.25  # a sentence's end before this share of the limit is too early


def units(text: str) -> int:
    """The length as Meta counts it: UTF-16 units, two for an emoji."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` units; nothing but space is lost between them."""
    parts, rest = [], text.strip()
    while units(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def shorten(text: str, limit: int) -> str:
    """The text, cut with an ellipsis to at most `limit` units."""
    return text if units(text) <= limit else f"{text[: _most(text, limit - 1)].rstrip()}…"


def _cut(text: str, limit: int) -> int:
    """Where to cut: after the last whole sentence, else between words, else between characters as a reader sees them."""
    most = _most(text, limit)
    ends = [_after_markers(text, end) for _, end in spans(text)]
    fitting = [end for end in ends if most * _LEAST_FILLED <= end <= most]
    if fitting:
        return fitting[-1]
    space = max(text.rfind(" ", 1, most + 1), text.rfind("\n", 1, most + 1))
    return space if space > 0 and text[:space].strip() else most


def _after_markers(text: str, end: int) -> int:
    found = _MARKERS.match(text, end)
    return int(found.end()) if found else end


def _most(text: str, limit: int) -> int:
    """The length of the longest beginning of whole characters within the limit; a character longer than that is cut."""
    length = used = 0
    for found in _GRAPHEME.finditer(text):
        used += units(found.group())
        if used > limit:
            break
        length = found.end()
    return length or _code_points(text, limit)


def _code_points(text: str, limit: int) -> int:
    length = used = 0
    for character in text:
        used += units(character)
        if used > limit:
            break
        length += 1
    return max(1, length)
