"""A document's own structure: headings, and articles of law in their French and Arabic spellings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.provenance import inherit
from ingest.types import BlockKind, Document, Section

_NUMBER = r"(?:\d+|[٠-٩]+)"
_ORDINAL = (
    r"(?:ال|األ|الأ|األو)?(?:أولى|ولى|أول|ول|ثاني[ةه]?|ثالث[ةه]?|رابع[ةه]?|خامس[ةه]?|سادس[ةه]?|سابع[ةه]?|ثامن[ةه]?|تاسع[ةه]?|عاشر[ةه]?|"
    r"حادي[ةه]? عشر[ةه]?|فريد[ةه]?|وحيد[ةه]?)(?: عشر[ةه]?)?(?: و?ال(?:عشرون|عشرين|ثلاثون|ثالثون|ثلاثين|أربعون|أربعين))?"
)
_REPEATED = r"(?:\s*(?:ال)?مكرر[ةه]?(?:\s*(?:مرتين|ثلاث مرات))?)?"
# A line that opens an article: the word, its number, then the end of the line, a mark, or the article's own words,
# but not words that refer to the article ("المادة 3 من هذا القانون", "l'article 3 de la loi").
# In a PDF's order, paragraph 1 of article 41 may read "- 1 - .41". An article that opens with a quotation mark
# stands in a law that changes another: it is the other law's article.
_ARTICLE_AR = re.compile(
    rf"^(?P<mark>[ \t«\"(\-–•\uf0b7]{{0,4}})(?P<word>ا?ل?ملاد[ةه]|المـ?اد[ةه]|املـ?اد[ةه]|الفصل)[ \t:\-–.]{{0,5}}"
    rf"(?:\d{{1,2}} ?- ?\.? ?(?=\d))?(?P<number>(?>\(?\s*{_NUMBER}(?:[.\-–]\s?{_NUMBER})?{_REPEATED}|{_ORDINAL}{_REPEATED}))"
    r"(?!\s*(?:من |أعلاه|أعاله|المذكور|املذكور|المشار|املشار|و ?\d|إلى |الى |المكررة من|،))",
    re.MULTILINE,
)
_ARTICLE_FR = re.compile(
    r"^(?P<mark>[ \t«\"\-–•]{0,4})(?P<word>Article|ARTICLE|Art\.|ART\.)\s*"
    r"(?P<number>premier|PREMIER|1er|unique|L\.?\s?\d+|\d+(?:[.\-–]\d+)*(?:[.\-–](?:[IVXLC]+|[A-Z])\b)*(?:[.\-–]\d+)?)"
    r"(?P<repeated>(?:\s+(?:bis|ter|quater|quinquies|sexies|BIS|TER)\b)?)"
    r"(?=\s*(?:$|[.:\-–—(]|[A-ZÀÉÈ«]))",
    re.MULTILINE,
)
_DIVISIONS = (
    re.compile(r"^[ \t]*(?:الكتاب|LIVRE|Livre)\s+\S.{0,80}$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:القسم|TITRE|Titre)\s+\S.{0,80}$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:الباب|CHAPITRE|Chapitre)\s+\S.{0,80}$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:الفرع|SECTION|Section)\s+\S.{0,80}$", re.MULTILINE),
)
_QUOTED = re.compile(r'[«"]')
# The code or law that a law's article changes, named before the articles that it quotes.
_CHANGED = re.compile(
    r"المدونة العامة للضرائب|مدونة [^\W\d_]+(?: [^\W\d_]+){0,3}|القانون رقم \d+[.\-]\d+|Code (?:général )?d\w+(?: \w+){1,3}"
)
SUMMARY = "short"  # the id of a sheet's short answer
_FIRST_DIVISION_LEVEL = 2
_MAX_HEADING = 160


@dataclass(frozen=True, slots=True)
class _Boundary:
    start: int
    body: int
    level: int  # 0 for an article: it stands under the headings that are open
    heading: str
    article: str = ""
    section_id: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)
    quoted: bool = False  # an article of another law, which this one changes


def sections(document: Document) -> list[Section]:
    """The document's sections in order, their ids unique in it; what is only headings gives none."""
    found: list[Section] = []
    path: dict[int, str] = {}
    used: dict[str, int] = {}
    changing: tuple[str, ...] = ()  # the law's own article whose text quotes others, and what it changes
    boundaries = [_Boundary(0, 0, 1, document.title), *sorted(_boundaries(document), key=lambda b: (b.start, -b.level))]
    ends = [boundary.start for boundary in boundaries[1:]] + [len(document.text)]
    for boundary, end in zip(boundaries, ends, strict=True):
        if boundary.level:
            path = {level: heading for level, heading in path.items() if level < boundary.level}
            path[boundary.level] = boundary.heading
        if not boundary.quoted:
            changing = (boundary.heading, *_changed(document.text[boundary.body : end])) if boundary.article else ()
        start, end = _trim(document.text, boundary.body, end)
        if start >= end:
            continue
        headings = [document.title, *(heading for _, heading in sorted(path.items()) if heading != document.title)]
        article = boundary.article
        if boundary.quoted and changing:
            headings += changing
            article = f"{changing[0]} › {article}"
        if article:
            headings.append(boundary.heading)
        section_id = _unique(boundary.section_id or _slug(article or boundary.heading), used)
        provenance = inherit(document.provenance, boundary.meta)
        found.append(Section(document, section_id, tuple(headings), article, start, end, _page(document, start), provenance))
    return _summary_dated(found)


def _summary_dated(sections: list[Section]) -> list[Section]:
    """A sheet's short answer sums up the rules of today: it is true since the last of them changed, not for ever."""
    today = max((section.provenance.verified_on or date.min for section in sections), default=date.min)
    starts = [start for section in sections if (start := section.provenance.valid_from) and start <= today]
    return [
        replace(section, provenance=replace(section.provenance, valid_from=max(starts)))
        if section.id == SUMMARY and starts and section.provenance.valid_from is None
        else section
        for section in sections
    ]


def _boundaries(document: Document) -> Iterator[_Boundary]:
    structured = any(block.kind is BlockKind.HEADING and block.level > 1 for block in document.blocks)
    described = False  # a section that a sheet describes is one rule: an article named in it opens nothing
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            described = bool(block.meta)
            article = next(iter(_articles(text, 0)), None)
            yield _Boundary(
                block.start, block.end, block.level, text, article.article if article else "", block.section_id, block.meta
            )
        elif block.kind is BlockKind.PARAGRAPH and not described:
            yield from _articles(text, block.start)
            if not structured:
                yield from _divisions(text, block.start)


def _articles(text: str, offset: int) -> Iterator[_Boundary]:
    for pattern in (_ARTICLE_AR, _ARTICLE_FR):
        for match in pattern.finditer(text):
            label = " ".join(f"{match['word']} {match['number'].strip('( ')}{match.groupdict().get('repeated') or ''}".split())
            quoted = _QUOTED.search(match["mark"]) is not None
            yield _Boundary(offset + match.start(), offset + match.start(), 0, label, article=label, quoted=quoted)


def _changed(article: str) -> tuple[str, ...]:
    """The code or law that an article names as the one it changes, if any."""
    named = _CHANGED.search(article.replace("\u0640", ""))
    return (" ".join(named.group().split()),) if named else ()


def _divisions(text: str, offset: int) -> Iterator[_Boundary]:
    for depth, pattern in enumerate(_DIVISIONS):
        for match in pattern.finditer(text):
            heading = " ".join(match.group().split())[:_MAX_HEADING]
            yield _Boundary(offset + match.start(), offset + match.end(), _FIRST_DIVISION_LEVEL + depth, heading)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _page(document: Document, position: int) -> int:
    return next((block.page for block in document.blocks if block.end > position), 0)


def _slug(heading: str) -> str:
    return "-".join(re.findall(r"\w+", heading.lower()))[:60] or "section"


def _unique(section_id: str, used: dict[str, int]) -> str:
    used[section_id] = used.get(section_id, 0) + 1
    return section_id if used[section_id] == 1 else f"{section_id}-{used[section_id]}"
