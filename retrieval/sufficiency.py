"""Do the passages answer at all? Evidence by meaning and by terms; a first rule."""

from collections.abc import Sequence

from ingest.encode.sparse import terms
from ingest.types import Ranker
from retrieval.search import Ranking
from retrieval.settings import RetrievalSettings
from retrieval.types import Evidence, Passage, Query

_LOOKED_AT = 3


def evidence(query: Query, rankings: Sequence[Ranking], passages: Sequence[Passage]) -> Evidence:
    """The best cosine of any language, and the share of the query's terms in the first passages."""
    cosines = [ranking.hits[0].score for ranking in rankings if ranking.ranker is Ranker.DENSE and ranking.hits]
    asked = set(terms(query.text, query.language))
    held: set[str] = set()
    for passage in passages[:_LOOKED_AT]:
        held.update(terms(" ".join((*passage.first.headings, passage.text)), passage.language))
    return Evidence(max(cosines, default=0.0), len(asked & held) / len(asked) if asked else 0.0)


def is_sufficient(found: Evidence, settings: RetrievalSettings) -> bool:
    """Near enough in meaning, and either very near or with enough of the question's own terms."""
    if found.similarity < settings.min_similarity:
        return False
    return found.similarity >= settings.sure_similarity or found.coverage >= settings.min_coverage
