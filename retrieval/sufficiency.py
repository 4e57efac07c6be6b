"""Do the passages answer at all? Evidence by meaning and by concepts; a first rule."""

from collections.abc import Mapping, Sequence

from ingest.encode.sparse import terms
from ingest.types import Language, Ranker
from retrieval.concepts import Concept
from retrieval.search import Ranking
from retrieval.settings import RetrievalSettings
from retrieval.types import Evidence, Passage

_LOOKED_AT = 3


def evidence(
    rankings: Sequence[Ranking], concepts: Mapping[Language, Sequence[Concept]], passages: Sequence[Passage]
) -> Evidence:
    """The best cosine of any language, and the weighted share of the question's concepts in the first passages."""
    cosines = [ranking.hits[0].score for ranking in rankings if ranking.ranker is Ranker.DENSE and ranking.hits]
    held: dict[Language, set[str]] = {}
    for passage in passages[:_LOOKED_AT]:
        stems = terms(" ".join((*passage.first.headings, passage.text)), passage.language)
        held.setdefault(passage.language, set()).update(stems)
    shares = [_share(concepts[language], stems) for language, stems in held.items()]
    return Evidence(max(cosines, default=0.0), max(shares, default=0.0))


def _share(concepts: Sequence[Concept], stems: set[str]) -> float:
    total = sum(concept.weight for concept in concepts)
    return sum(concept.weight for concept in concepts if concept.stands_in(stems)) / total if total else 0.0


def is_sufficient(found: Evidence, settings: RetrievalSettings) -> bool:
    """Near enough in meaning, and either very near or with enough of the question's own concepts."""
    if found.similarity < settings.min_similarity:
        return False
    return found.similarity >= settings.sure_similarity or found.coverage >= settings.min_coverage
