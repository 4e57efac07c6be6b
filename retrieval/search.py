"""One sub-search per language and kind: each language has its own quota, so that none crowds out another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.encode.sparse import vector
from ingest.types import Hit, Index, Language, Ranker, SubSearch
from retrieval.concepts import Concept, stems_of
from retrieval.settings import RetrievalSettings
from retrieval.types import Query
from retrieval.vectors import QuestionVectors

# What a reader of one language reads next best, among the languages that corpora are written in.
READS: dict[str, tuple[str, ...]] = {
    "fr": ("fr", "en", "ar"),
    "en": ("en", "fr", "ar"),
    "ar": ("ar", "fr", "en"),
    "ary": ("ar", "fr", "en"),
    "ary-Latn": ("fr", "ar", "en"),
    "es": ("fr", "en", "ar"),
    "it": ("fr", "en", "ar"),
    "nl": ("en", "fr", "ar"),
    "de": ("en", "fr", "ar"),
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """One sub-search's hits, best first, and the weight of its vote."""

    ranker: Ranker
    language: Language
    weight: float
    hits: Sequence[Hit]


def reading_language(reader: Language, available: Sequence[Language]) -> Language:
    """The language to show a reader, of those that there are."""
    return next((Language(language) for language in READS.get(reader, ("fr", "en", "ar")) if language in available), available[0])


def search(
    query: Query,
    dense: QuestionVectors,
    concepts: Mapping[Language, Sequence[Concept]],
    index: Index,
    settings: RetrievalSettings,
) -> list[Ranking]:
    """A dense and a sparse ranking for each language of the index, over what is in force on the query's date.

    Where the dense one is by the adapter, the nearest chunk without it follows, with no vote: its cosine tells how near it is.
    """
    shown = reading_language(query.language, index.metadata.languages)
    searches: list[SubSearch] = []
    kinds: list[tuple[Ranker, Language, float]] = []
    for language in index.metadata.languages:
        weight = 1.0 if language == shown else settings.other_language_weight
        if language in dense.adapted:
            searches.append(SubSearch(dense.adapted[language], query.as_of, language, settings.sub_search_limit))
            kinds.append((Ranker.ADAPTED, language, weight))
            searches.append(SubSearch(dense.plain, query.as_of, language, 1))
            kinds.append((Ranker.DENSE, language, 0.0))
        else:
            searches.append(SubSearch(dense.plain, query.as_of, language, settings.sub_search_limit))
            kinds.append((Ranker.DENSE, language, weight))
        sparse = vector(stems_of(concepts[language]))
        if sparse.indices:
            searches.append(SubSearch(sparse, query.as_of, language, settings.sub_search_limit))
            kinds.append((Ranker.SPARSE, language, weight * settings.sparse_weight))
    return [Ranking(*kind, hits) for kind, hits in zip(kinds, index.search(searches), strict=True)]
