import pytest

from ingest.types import Index, Language, Ranker
from retrieval.concepts import Termbase
from retrieval.search import reading_language, search
from retrieval.settings import RetrievalSettings
from retrieval.types import Query
from retrieval.vectors import vectors
from tests.conftest import TODAY
from tests.fakes import HashEncoder


def test_one_ranking_per_language_and_kind(index: Index, retrieval: RetrievalSettings) -> None:
    query = Query("capital minimum", Language("fr"), TODAY)
    concepts = {language: Termbase(()).concepts(query.text, query.language, language) for language in index.metadata.languages}
    dense = vectors(query, concepts, query.language, [Language("ar")], HashEncoder())
    rankings = search(query, dense, concepts, index, retrieval)
    assert [(ranking.language, ranking.ranker) for ranking in rankings] == [
        ("ar", Ranker.ADAPTED),
        ("ar", Ranker.DENSE),
        ("ar", Ranker.SPARSE),
        *((language, ranker) for language in ("en", "fr") for ranker in (Ranker.DENSE, Ranker.SPARSE)),
    ]
    weights = {(ranking.language, ranking.ranker): ranking.weight for ranking in rankings}
    assert weights[Language("fr"), Ranker.DENSE] == 1.0
    assert weights[Language("ar"), Ranker.ADAPTED] == retrieval.other_language_weight
    assert weights[Language("ar"), Ranker.DENSE] == 0.0
    assert len(rankings[1].hits) == 1


@pytest.mark.parametrize(("reader", "language"), [("fr", "fr"), ("ary", "ar"), ("nl", "en"), ("it", "fr"), ("unknown", "fr")])
def test_what_a_reader_reads_next_best(reader: str, language: str) -> None:
    assert reading_language(Language(reader), (Language("ar"), Language("en"), Language("fr"))) == language


def test_a_corpus_in_one_language_is_shown_in_it() -> None:
    assert reading_language(Language("fr"), (Language("ar"),)) == "ar"
