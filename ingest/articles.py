"""Articles of laws, read where they stand: `art. 133-I-G`, `المادتان 4 المكررة و30 المكررة-1`, "articles 23, 27 and 85".

Arabic names the letters of a division (`المادة 133-I-زاي`) and says how often an article repeats another (`المكررة ثلاث مرات`);
both become `133-i-g` and `160 quater`. The words, in all languages, stand in `numbers.toml`.
"""

import re
from dataclasses import dataclass

from ingest.spelled import WRITTEN, any_of

_REFERENCES = WRITTEN["references"]
_REPEATS = {word: name for name, words in WRITTEN["repeats"].items() for word in words}
_LETTERS = {word: name for name, words in WRITTEN["letters"].items() for word in words}
_REPEAT = rf"(?:\s*(?:{any_of(_REPEATS)})(?!\w))"
_DIVISION = rf"(?:-(?:\d+|{any_of(_LETTERS)}|[a-z]+)°?(?!\w))"
_LABEL = rf"\d+(?:[-.]\d+)*°?{_REPEAT}?{_DIVISION}*{_REPEAT}?"
_JOINT = rf"\s*(?:{any_of(WRITTEN['joints']['words'])})\s*(?:l['’]\s*)?"
_COUNTED = rf"\s*(?:{any_of(word for words in WRITTEN['units'].values() for word in words)})(?!\w)"
_MORE = r"[.,]\d|\s\d{3}(?!\d)"  # the rest of an amount: "article 11, 500 000 DH"
_YEAR = r"(?:19|20)\d{2}(?!\d)"
_ARABIC_PREFIX = r"(?:و?[فبلك]?(?:ال|لل|ل)?)?"
_ARTICLES = re.compile(
    rf"(?<!\w){_ARABIC_PREFIX}(?:{any_of(_REFERENCES['article'])})\.?\s*(?:{any_of(_REFERENCES['number'])})?\s*(?:من\s+)?"
    rf"({_LABEL}(?!\w|{_MORE})(?:{_JOINT}(?!{_YEAR}){_LABEL}(?!\w|{_MORE}|{_COUNTED}))*|(?:{any_of(_REFERENCES['first'])})(?!\w))"
)
_PARTS = re.compile(rf"(\d+(?:[-.]\d+)*)°?({_REPEAT}?)({_DIVISION}*)({_REPEAT}?)")


@dataclass(frozen=True, slots=True)
class Article:
    """`number` with what repeats it ("46", "5 bis", "78-3"); `division`, the place in it ("i-g", "b-1"), may be empty."""

    number: str
    division: str = ""

    def __str__(self) -> str:
        return f"{self.number}-{self.division}" if self.division else self.number


def take_articles(text: str) -> tuple[frozenset[Article], str]:
    """The articles that a folded text names, and the text without them."""
    found: set[Article] = set()

    def take(match: re.Match[str]) -> str:
        found.update(map(_article, _PARTS.finditer(match[1])))
        if not match[1][0].isdigit():
            found.add(Article("1"))
        return " ; "

    rest = _ARTICLES.sub(take, text)
    return frozenset(found), rest


def _article(match: re.Match[str]) -> Article:
    number, early, division, late = match.groups()
    repeat = _REPEATS.get(" ".join((early or late).split()), "")
    parts = (part.strip("°") for part in division.split("-")[1:])
    return Article(f"{number} {repeat}".strip(), "-".join(_LETTERS.get(part, part) for part in parts))
