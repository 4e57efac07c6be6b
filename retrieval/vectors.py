"""A question by meaning, once for each language of the index.

Arabic passages are searched by a question in Latin script through the encoder's adapter, with the names of the question's
concepts in Arabic after it: it then stands nearer to the words that it means than to those it is written in.
"""

from collections.abc import Mapping, Sequence

from ingest.arabic import has_arabic
from ingest.language import ARABIC, DARIJA_LATIN
from ingest.types import Encoder, Language
from retrieval.concepts import Concept, spoken_to_written
from retrieval.types import Query

Dense = Sequence[float]


def vectors(
    query: Query, concepts: Mapping[Language, Sequence[Concept]], shown: Language, encoder: Encoder
) -> dict[Language, Dense]:
    """A vector for each language of `concepts`; `shown` is the one that the reader is shown."""
    across = [language for language in concepts if language == ARABIC and not has_arabic(query.text)]
    found = {language: encoder.encode_across([spoken_to_written(query.text, concepts[language])])[0] for language in across}
    if len(found) < len(concepts):
        text = spoken_to_written(query.text, concepts[shown]) if query.language == DARIJA_LATIN else query.text
        plain = encoder.encode_queries([text])[0]
        found |= {language: plain for language in concepts if language not in found}
    return found
