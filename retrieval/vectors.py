"""A question by meaning, once for each language of the index.

Arabic passages are searched by a question in Latin script through the encoder's adapter, with the names of the question's
concepts in Arabic after it: it then stands nearer to the words that it means than to those it is written in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.arabic import has_arabic
from ingest.language import ARABIC, DARIJA_LATIN
from ingest.types import Encoder, Language
from retrieval.concepts import Concept, spoken_to_written
from retrieval.types import Query


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """The question as the encoder reads it, and for some languages as its adapter does."""

    plain: Sequence[float]
    adapted: Mapping[Language, Sequence[float]] = field(default_factory=dict)


def vectors(
    query: Query,
    concepts: Mapping[Language, Sequence[Concept]],
    shown: Language,
    alone: Sequence[Language],
    encoder: Encoder,
) -> QuestionVectors:
    """The question's vectors; `concepts` by language of the index, `shown` is the language that the reader is shown.

    The adapter is for Arabic that stands `alone`: a sheet's Arabic version is found by the one in the reader's language.
    """
    text = spoken_to_written(query.text, concepts[shown]) if query.language == DARIJA_LATIN else query.text
    plain = encoder.encode_queries([text])[0]
    if ARABIC not in alone or has_arabic(query.text):
        return QuestionVectors(plain)
    named = spoken_to_written(query.text, concepts[ARABIC])
    return QuestionVectors(plain, {ARABIC: encoder.encode_across([named])[0]})
