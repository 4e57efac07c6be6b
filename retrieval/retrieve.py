"""Question -> passages, top to bottom."""

from ingest.types import Encoder, Index
from retrieval.approved import answers
from retrieval.concepts import Termbase
from retrieval.fuse import fuse, scores
from retrieval.passages import passages
from retrieval.rerank import rerank, signals
from retrieval.search import reading_language, search
from retrieval.settings import RetrievalSettings
from retrieval.sufficiency import confidence, evidence
from retrieval.timing import Stopwatch
from retrieval.types import Query, Retrieved
from retrieval.vectors import vectors
from retrieval.weights import load


def retrieve(query: Query, index: Index, encoder: Encoder, termbase: Termbase, settings: RetrievalSettings) -> Retrieved:
    """The passages that are in force on the query's date, best first, in the reader's language where there is one."""
    watch = Stopwatch()
    languages = index.metadata.languages
    language = reading_language(query.language, languages)
    with watch.step("concepts"):
        concepts = {each: termbase.concepts(query.text, query.language, each) for each in languages}
    with watch.step("encode"):
        dense = vectors(query, concepts, language, index.metadata.alone, encoder)
    with watch.step("search"):
        rankings = search(query, dense, concepts, index, settings)
    with watch.step("fuse"):
        ranking = fuse(rankings, settings.rrf_k)
    with watch.step("passages"):
        found = passages(ranking, scores(rankings), index, language, settings, lambda at: answers(at, query, concepts, termbase))
    weights = load()
    with watch.step("rerank"):
        order = weights.adapted if dense.adapted else weights.plain
        found, seen_of = rerank(found, signals(found, query.text, concepts), order)
        place = {passage.hit: passage.number for passage in found}
        ranking = sorted(ranking, key=lambda hit: place.get(hit.chunk_id, len(found) + 1))
        found, seen_of = found[: settings.passages], seen_of[: settings.passages]
    with watch.step("sufficiency"):
        seen = evidence(query, concepts, found, seen_of)
        chance = confidence(seen, weights.evidence, weights.intercept)
        likely = seen.similarity >= settings.min_similarity and chance >= settings.min_confidence
        sufficient = bool(found) and (likely or found[0].approved)
    return Retrieved(found, seen_of, chance, sufficient, seen, tuple(ranking), index.metadata.version, concepts, watch.timings_ms)
