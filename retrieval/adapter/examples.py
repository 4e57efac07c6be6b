"""What the adapter learns from: questions in Latin script, and the Arabic chunks that answer them."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.arabic import has_arabic
from ingest.errors import BadManifest
from ingest.language import ARABIC, ENGLISH, FRENCH
from ingest.repair import firm_letters
from ingest.types import Chunk, Document, Language

SEED = 0
_HELD_OUT = 8  # every eighth law
_KEYS = (slice(0, 60), slice(20, 70), slice(-60, None))  # of a passage's firm letters: one of them stands in its document
_MIN_KEY = 15
_OVERLAP = 0.5  # of the shorter of chunk and passage
_LONGEST = 160  # characters: longer ones are summaries of a passage, not questions
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_SENTENCE_LENGTHS = range(30, 220)


@dataclass(frozen=True, slots=True)
class Example:
    """A question, where its answer stands (`source`), and the numbers of the chunks that answer it."""

    text: str
    language: Language
    source: str
    relevant: tuple[int, ...]


def questions(folder: Path, documents: Sequence[Document], chunks: Sequence[Chunk]) -> list[Example]:
    """The pairs of a folder (`passages*.jsonl`, `pairs*.jsonl`) whose passage stands in a document; in order."""
    passages, pairs = (list(_lines(folder, name)) for name in ("passages", "pairs"))
    if not passages or not pairs:
        raise BadManifest(f"{folder}: passages*.jsonl and pairs*.jsonl were expected")
    find = _Finder(documents, chunks)
    relevant = {passage["id"]: find(str(passage["law"]), str(passage["text"])) for passage in passages}
    return [
        Example(text, Language(str(pair["lang"])), chunks[numbers[0]].document_id, numbers)
        for pair in pairs
        if (numbers := relevant.get(pair["id"], ())) and not has_arabic(text := str(pair["text"])) and len(text) <= _LONGEST
    ]


def split(of: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Questions to train on, and those of the laws that are held out."""
    laws = sorted({question.source for question in of})
    held_out = set(random.Random(SEED).sample(laws, len(laws) // _HELD_OUT))
    return [each for each in of if each.source not in held_out], [each for each in of if each.source in held_out]


def parallels(chunks: Sequence[Chunk], offset: int) -> list[Example]:
    """Sentences of French and English sections, and the Arabic chunks of the same sections; these are numbered from `offset`."""
    sections: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, chunk in enumerate(chunks):
        sections[chunk.group, chunk.section_id].append(number)
    found = []
    for (group, _), numbers in sections.items():
        arabic = tuple(number + offset for number in numbers if chunks[number].language == ARABIC)
        for number in numbers:
            if arabic and chunks[number].language in (FRENCH, ENGLISH):
                sentences = (each.strip() for each in _SENTENCE.split(chunks[number].text))
                found += [
                    Example(sentence, chunks[number].language, group, arabic)
                    for sentence in sentences
                    if len(sentence) in _SENTENCE_LENGTHS and "|" not in sentence
                ]
    return found


class _Finder:
    """The chunks in which a passage stands."""

    def __init__(self, documents: Sequence[Document], chunks: Sequence[Chunk]) -> None:
        self._by_title: dict[str, list[str]] = defaultdict(list)
        self._firm: dict[str, tuple[str, list[int]]] = {}
        self._chunks: dict[str, list[tuple[int, Chunk]]] = defaultdict(list)
        for document in documents:
            self._by_title[document.title].append(document.id)
            self._firm[document.id] = firm_letters(document.text)
        for number, chunk in enumerate(chunks):
            self._chunks[chunk.document_id].append((number, chunk))

    def __call__(self, title: str, text: str) -> tuple[int, ...]:
        letters, _ = firm_letters(text)
        for key in (letters[each] for each in _KEYS):
            for document in self._by_title.get(title, ()):
                at = self._firm[document][0].find(key) if len(key) >= _MIN_KEY else -1
                if at >= 0:
                    return self._overlapping(document, at - letters.find(key), len(letters))
        return ()

    def _overlapping(self, document: str, first: int, length: int) -> tuple[int, ...]:
        places = self._firm[document][1]
        start, end = places[max(0, first)], places[min(len(places), max(0, first) + length) - 1]
        return tuple(
            number
            for number, chunk in self._chunks[document]
            if min(chunk.end, end) - max(chunk.start, start) > _OVERLAP * min(chunk.end - chunk.start, end - start)
        )


def _lines(folder: Path, name: str) -> Iterator[dict[str, object]]:
    for path in sorted(folder.glob(f"{name}*.jsonl")):
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
