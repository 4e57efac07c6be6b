"""The items of a set: questions and dialogues, frozen. `read.py` reads them from files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest.types import Language

DEFAULT_AS_OF = date(2026, 11, 23)  # what a set that names no date is about
EXPECTED_TURNS = ("answer", "smalltalk", "profile", "clarify", "refuse", "redirect")


@dataclass(frozen=True, slots=True)
class Gold:
    """A place in a raw file that answers: `snippet` stands there letter for letter."""

    file: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what a right answer is.

    `key_facts` must all be in the answer, each with `|` between alternatives; `must_not` are the classic error.
    `topic` and `section` name the place in a corpus of sheets, `gold` the place in a corpus of raw files.
    `expected` is how the turn should end where it should not be answered: a status, or a family of them.
    """

    id: str
    lang: Language
    question: str
    answerable: bool = True
    key_facts: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    topic: str = ""
    section: str = ""
    type: str = ""
    difficulty: str = ""
    as_of: date = DEFAULT_AS_OF
    category: str = ""
    expected: str = ""
    answer: str = ""

    @property
    def place(self) -> tuple[str, str] | None:
        """The sheet and section that answer (section empty: the whole sheet), where the item names a sheet."""
        return (self.topic, self.section) if "/" in self.topic else None


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """One message of a dialogue, and what should come of it: one of `EXPECTED_TURNS`, or a status."""

    number: int
    lang: Language
    text: str
    expected: str
    key_facts: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Several turns of one conversation."""

    id: str
    turns: tuple[DialogueTurn, ...]
    title: str = ""
    tags: tuple[str, ...] = ()
    as_of: date = DEFAULT_AS_OF

    @property
    def lang(self) -> Language:
        """Of its first turn."""
        return self.turns[0].lang


Item = Question | Dialogue
