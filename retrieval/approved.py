"""Does a section answer this very question? Staff approve an answer by naming the questions that it answers."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from ingest.encode.sparse import stem, terms, words
from ingest.types import Language, Position
from retrieval.concepts import Concept, Termbase, stems_of
from retrieval.types import Query

_RARE = 0.5  # from this weight on, a word that the termbase does not have must be said by both
_EVERYDAY = 0.25  # up to this weight, a term of the termbase is one that any question may hold
# They ask, but not for anything in particular.
_ASKING = words(
    "quel quelle quels quelles what which cuál cuáles qué welke wat welche welcher welches was quale quali qual "
    "ما ماذا هل شنو واش"
)


def answers(at: Position, query: Query, concepts: Mapping[Language, Sequence[Concept]], termbase: Termbase) -> bool:
    """Whether a question that the section was approved for says the same as the query, whatever its language.

    `concepts` are the query's, in each language of the index.
    """
    return any(_same(query, concepts[at.language], question, at.language, termbase) for question in at.answers)


def _same(query: Query, concepts: Sequence[Concept], question: str, language: Language, termbase: Termbase) -> bool:
    """The same numbers, and each telling concept of the one is said by the other: one that is not would change the meaning.

    A question that is not recognised is lost to nobody: its section is then ranked as any other.
    """
    if _numbers(query.text) != _numbers(question):
        return False
    asked, approved = _telling(concepts, language), _telling(_concepts(question, language, termbase), language)
    said, stems = frozenset(stems_of(concepts)), frozenset(terms(question, language))
    return (
        bool(approved)
        and all(concept.stands_in(stems) for concept in asked)
        and all(concept.stands_in(said) for concept in approved)
    )


def _telling(concepts: Sequence[Concept], language: Language) -> list[Concept]:
    asking = {stem(word, language) for word in _ASKING}
    return [
        concept
        for concept in concepts
        if concept.weight > (_EVERYDAY if concept.label else _RARE) and not concept.stands_in(asking)
    ]


@lru_cache(1_000)
def _concepts(question: str, language: Language, termbase: Termbase) -> tuple[Concept, ...]:
    """Of an approved question, in its own language."""
    return termbase.concepts(question, language, language)


def _numbers(text: str) -> list[str]:
    return sorted(word for word in words(text) if word[0].isdigit())
