"""A draft's text -> its sentences, each with the quotes that its passage numbers lead to."""

import re
from collections.abc import Sequence

from assistant.sentences import spans
from assistant.types import Quote, Sentence
from ingest.encode.sparse import terms
from ingest.numbers import Quantity, quantities, unsupported
from ingest.types import Chunk
from retrieval.types import Passage

_MARK = re.compile(r"\s*[\[【](\d{1,3}(?:\s*[,;،]\s*\d{1,3})*)[\]】]")
_MARKS_AFTER_STOP = re.compile(rf"([.!?؟…]+)((?:{_MARK.pattern})+)")
_LINE_START = re.compile(r"^\s*(?:[-*•#]+|\d{1,2}[.)])\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|`")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_OPEN_MARK = re.compile(r"[\[【<][^\]】>]*\Z")
_WINDOW = 3  # sentences in a quote at most, but for a whole chunk


def complete(text: str, *, ended: bool) -> list[str]:
    """The sentences of a draft that is being written, without the one that may still go on, unless it has `ended`."""
    plain = _LINE_START.sub("", _EMPHASIS.sub("", _THOUGHT.sub("", text)))
    if not ended:
        plain = _OPEN_MARK.sub("", plain)
    plain = re.sub(r"\s*\n\s*", "\n\n", _MARKS_AFTER_STOP.sub(r"\2\1", plain))
    found = [plain[start:end] for start, end in spans(plain) if _MARK.sub("", plain[start:end]).strip(" .!?؟…")]
    return found if ended else found[:-1]


def cited(written: str, passages: Sequence[Passage]) -> Sentence:
    """The sentence without its marks, and a quote of each passage that it names; numbers of no passage lead nowhere."""
    text = " ".join(_MARK.sub("", written).split())
    named = {int(digits) for marks in _MARK.findall(written) for digits in re.findall(r"\d+", marks)}
    return Sentence(text, tuple(_quote(text, passage) for passage in passages if passage.number in named))


def _quote(text: str, passage: Passage) -> Quote:
    """The shortest run of the passage's sentences that holds most of the numbers, then most of the words; else its best chunk."""
    claimed = quantities(text)
    best: tuple[tuple[int, int, int], Chunk, int, int] | None = None
    for chunk in passage.chunks:
        said = frozenset(terms(text, chunk.language))
        places = spans(chunk.text) or [(0, len(chunk.text))]
        for first in range(len(places)):
            for last in range(first, min(first + _WINDOW, len(places))):
                start, end = places[first][0], places[last][1]
                score = _score(chunk.text[start:end], chunk, claimed, said)
                if best is None or (*score, first - last) > best[0]:
                    best = (*score, first - last), chunk, start, end
    assert best is not None  # a passage has a chunk
    (_, shared, _), chunk, start, end = best
    if shared == 0:  # in another language: nothing tells its sentences apart
        start, end = 0, len(chunk.text)
    return Quote(chunk, chunk.start + start, chunk.start + end, chunk.text[start:end])


def _score(shown: str, chunk: Chunk, claimed: frozenset[Quantity], said: frozenset[str]) -> tuple[int, int]:
    missing = unsupported(claimed, quantities(shown))
    return len(claimed) - len(missing), len(said & frozenset(terms(shown, chunk.language)))
