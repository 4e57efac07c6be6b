from datetime import date

import pytest

from ingest.types import Index, Language
from retrieval.concepts import Termbase
from retrieval.retrieve import retrieve
from retrieval.settings import RetrievalSettings
from retrieval.types import Query
from tests.conftest import TODAY
from tests.fakes import HashEncoder


def _ask(text: str, language: str, index: Index, settings: RetrievalSettings, day: date = TODAY):  # type: ignore[no-untyped-def]
    return retrieve(Query(text, Language(language), day), index, HashEncoder(), Termbase(()), settings)


@pytest.mark.parametrize(
    ("question", "language", "shown"),
    [
        ("capital minimum SARL", "fr", "fr"),
        ("capital minimum SARL", "ar", "ar"),
        ("minimum capital SARL", "en", "en"),
        ("capital minimum SARL", "es", "fr"),
        ("minimum capital SARL", "nl", "en"),
    ],
)
def test_parallel_versions_become_one_in_the_readers_language(
    question: str, language: str, shown: str, index: Index, retrieval: RetrievalSettings
) -> None:
    found = _ask(question, language, index, retrieval)
    assert (found.passages[0].first.section_id, found.passages[0].language) == ("capital", shown)
    assert [passage.number for passage in found.passages] == list(range(1, len(found.passages) + 1))
    assert len({(p.first.group, p.first.section_id) for p in found.passages}) == len(found.passages)


def test_a_section_without_a_version_for_the_reader_is_shown_as_it_is(index: Index, retrieval: RetrievalSettings) -> None:
    found = _ask("prix vente transféré étranger autorisation", "ar", index, retrieval)
    assert next(passage for passage in found.passages if passage.first.section_id == "sale").language == "fr"


def test_the_date_of_the_question_chooses_the_rule(index: Index, retrieval: RetrievalSettings) -> None:
    now = _ask("capital minimum SARL", "fr", index, retrieval).passages[0]
    then = _ask("capital minimum SARL", "fr", index, retrieval, date(2010, 1, 1)).passages[0]
    assert (now.first.section_id, then.first.section_id) == ("capital", "capital-before")


def test_each_step_is_timed(index: Index, retrieval: RetrievalSettings) -> None:
    assert list(_ask("capital", "fr", index, retrieval).timings_ms) == [
        "concepts",
        "encode",
        "search",
        "fuse",
        "passages",
        "rerank",
        "sufficiency",
    ]


def test_what_the_corpus_does_not_hold_is_insufficient(index: Index, retrieval: RetrievalSettings) -> None:
    assert _ask("capital minimum SARL", "fr", index, retrieval).sufficient
    assert not _ask("recette tajine poulet citron", "fr", index, retrieval).sufficient


def test_the_ranking_opens_with_the_passages_and_keeps_every_hit(index: Index, retrieval: RetrievalSettings) -> None:
    found = _ask("capital minimum SARL", "fr", index, retrieval)
    ranked = [hit.chunk_id for hit in found.ranking]
    assert ranked[: len(found.passages)] == [passage.hit for passage in found.passages]
    assert len(set(ranked)) == len(ranked) > len(found.passages)
