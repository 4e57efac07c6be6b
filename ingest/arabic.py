"""Arabic out of a PDF in reading order, by where its characters stand on the page.

PDF producers write Arabic in any order: by glyph, by run, left to right. The place of a character is what
can be trusted. The rule: lines by baseline; in a line, characters from left to right, a space where the gap is
wide, the line reversed; runs of Latin letters and digits turned back; brackets mirrored; letter forms folded.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT_RUN = re.compile(r"[0-9A-Za-zÀ-ÿ٠-٩۰-۹](?:[0-9A-Za-zÀ-ÿ٠-٩۰-۹.,:/%'’@_+ -]*[0-9A-Za-zÀ-ÿ٠-٩۰-۹%])?")
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_GAP_EM = 0.14
_BASELINE_EM = 0.3


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its place on the page, in points; `y` is its baseline, counted from below."""

    text: str
    left: float
    right: float
    y: float
    size: float


def has_arabic(text: str) -> bool:
    """Does Arabic script stand in it?"""
    return _ARABIC.search(text) is not None


def reading_lines(glyphs: Sequence[Glyph]) -> list[str]:
    """Lines of a page from top to bottom, each in reading order."""
    lines: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if not g.text.isspace() and g.text != "\x00"), key=lambda g: -g.y):
        if lines and abs(lines[-1][0].y - glyph.y) <= _BASELINE_EM * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [_line(line) for line in lines]


def _line(glyphs: list[Glyph]) -> str:
    bases = sorted((g for g in glyphs if not unicodedata.combining(g.text)), key=lambda g: (g.left, g.right))
    if not bases:
        return ""
    # Several characters on one box are one glyph (lam-alef): they keep their order.
    clusters = [list(same) for _, same in groupby(bases, key=lambda g: (round(g.left, 2), round(g.right, 2)))]
    texts = ["".join(g.text for g in cluster) for cluster in clusters]
    for mark in (g for g in glyphs if unicodedata.combining(g.text)):
        middle = (mark.left + mark.right) / 2
        nearest = min(range(len(clusters)), key=lambda n: abs((clusters[n][0].left + clusters[n][0].right) / 2 - middle))
        texts[nearest] += mark.text
    pieces = [texts[0]]
    for before, after, text in zip(clusters, clusters[1:], texts[1:], strict=False):
        if after[0].left - before[0].right > _GAP_EM * after[0].size:
            pieces.append(" ")
        pieces.append(text)
    if not any(has_arabic(text) for text in texts):
        return "".join(pieces)
    line = "".join(reversed(pieces)).translate(_MIRROR)
    line = _LEFT_TO_RIGHT_RUN.sub(lambda run: run.group()[::-1], line)
    return unicodedata.normalize("NFKC", line)
