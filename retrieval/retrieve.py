"""Question -> passages, top to bottom."""

from ingest.types import Encoder, Index
from retrieval.approved import answers
from retrieval.concepts import Termbase
from retrieval.fuse import fuse
from retrieval.passages import passages
from retrieval.search import reading_language, search
from retrieval.settings import RetrievalSettings
from retrieval.sufficiency import evidence, is_sufficient
from retrieval.timing import Stopwatch
from retrieval.types import Query, Retrieved
from retrieval.vectors import vectors


def retrieve(query: Query, index: Index, encoder: Encoder, termbase: Termbase, settings: RetrievalSettings) -> Retrieved:
    """The passages that are in force on the query's date, best first, in the reader's language where there is one."""
    watch = Stopwatch()
    languages = index.metadata.languages
    language = reading_language(query.language, languages)
    with watch.step("concepts"):
        concepts = {each: termbase.concepts(query.text, query.language, each) for each in languages}
    with watch.step("encode"):
        dense = vectors(query, concepts, language, encoder)
    with watch.step("search"):
        rankings = search(query, dense, concepts, index, settings)
    with watch.step("fuse"):
        ranking = fuse(rankings, settings.rrf_k)
    with watch.step("passages"):
        found = passages(ranking, index, language, settings, lambda at: answers(at, query, termbase))
    with watch.step("sufficiency"):
        seen = evidence(rankings, concepts, found)
        sufficient = bool(found) and is_sufficient(seen, settings)
    return Retrieved(found, sufficient, seen, tuple(ranking), index.metadata.version, concepts, watch.timings_ms)
