"""`python -m evals corpus-health`: what in the corpus wants a look, and which document is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from evals.result import Result
from ingest.normalize import fold
from ingest.pipeline import parse
from ingest.settings import IngestSettings
from ingest.types import Confidence, Section

_SOON = timedelta(days=90)
_UNSURE = frozenset({"no_source", "not_grounded"})
_MIN_REPEATED = 80  # characters: a shorter text repeats by nature


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: of which kind, where, and what about it."""

    kind: str
    place: str
    what: str


KINDS = {
    "past": "out of force: kept for questions about earlier days; is there a section in force beside it?",
    "ending": f"out of force within {_SOON.days} days: prepare what follows",
    "unsure": "of low confidence: find a better source",
    "repeated": "says the same words as another section: keep one",
    "unseen": "never found by any question of the results: is it needed, or worded as nobody asks?",
    "gap": "asked and not answered: the document that is missing, or the nearest one to complete",
}


def health(folder: Path, settings: IngestSettings, results: Sequence[Result], today: date) -> list[Finding]:
    """Everything that wants a look. What is never found, and the gaps, are told from results; without them, neither is."""
    sections = parse(folder, settings, lambda *_: None).sections
    once = list({_place(section): section for section in reversed(sections)}.values())[::-1]  # of parallel versions, the first
    return [*_of_validity(once, today), *_repeated(sections), *_unseen(once, results), *_gaps(results)]


def _place(section: Section) -> str:
    return f"{section.document.group}#{section.id}"


def _of_validity(sections: Sequence[Section], today: date) -> Iterable[Finding]:
    for section in sections:
        provenance = section.provenance
        if provenance.valid_to is not None and provenance.valid_to < today:
            yield Finding("past", _place(section), f"until {provenance.valid_to}")
        elif provenance.valid_to is not None and provenance.valid_to <= today + _SOON:
            yield Finding("ending", _place(section), f"until {provenance.valid_to}")
        if provenance.confidence is Confidence.LOW:
            yield Finding("unsure", _place(section), provenance.reference)


def _repeated(sections: Sequence[Section]) -> Iterable[Finding]:
    first: dict[str, Section] = {}
    for section in sections:
        text = fold(section.document.text[section.start : section.end])
        if len(text) >= _MIN_REPEATED and (other := first.setdefault(text, section)) is not section:
            yield Finding("repeated", f"{_place(section)} ({section.document.language})", f"as {_place(other)}")


def _unseen(sections: Sequence[Section], results: Sequence[Result]) -> Iterable[Finding]:
    seen = {passage["place"] for result in results for item in result.items for passage in item.detail.get("passages") or ()}
    if seen:
        for section in sections:
            if _place(section) not in seen:
                yield Finding("unseen", _place(section), " › ".join(section.headings))


def _gaps(results: Sequence[Result]) -> Iterable[Finding]:
    told: set[str] = set()
    for result in results:
        for item in result.items:
            question = str(item.detail.get("question", ""))
            if item.detail.get("status") in _UNSURE and question not in told:
                told.add(question)
                nearest = next(iter(item.detail.get("passages") or ()), None)
                yield Finding("gap", str(nearest["place"]) if nearest else "no document is near", question)
