import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evals.items import Gold, Question
from evals.retrieval import measure, ranking_scores
from evals.search import Relevance, Searcher
from ingest.index.edge import EdgeVersions
from ingest.index.versions import LiveIndex
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.types import ChunkId, Index, Language, SubSearch
from retrieval.concepts import Termbase
from retrieval.settings import RetrievalSettings
from tests.conftest import silent
from tests.fakes import HashEncoder

FR = Language("fr")
LAW = "المادة 1\nيجب أن يكون رأس المال محررا.\r\nالمادة 2\nيعين المسير من طرف الشركاء لمدة ثلاث سنوات.\n"


@pytest.fixture
def searcher(live: LiveIndex, encoder: HashEncoder, retrieval: RetrievalSettings) -> Searcher:
    return Searcher(live, encoder, Termbase(()), retrieval)


def sheet(section: str = "capital", facts: tuple[str, ...] = ("pas de capital minimum",)) -> Question:
    return Question("q", FR, "Quel est le capital minimum de la SARL ?", key_facts=facts, topic="companies/sarl", section=section)


def test_a_question_of_a_sheet_is_scored_by_section_and_by_facts(searcher: Searcher) -> None:
    told: list[int] = []
    [found] = measure([sheet()], searcher, told.append)
    assert told == [1]
    assert found.scores == {
        "recall@5": 1.0, "recall@10": 1.0, "recall@20": 1.0, "mrr": 1.0, "ndcg@10": 1.0,
        "key_fact_recall@5": 1.0, "key_fact_recall@10": 1.0, "facts_in_corpus": 0.0,
    }  # fmt: skip
    assert found.detail["passages"][0]["place"] == "companies/sarl#capital"


def test_a_section_says_its_facts_in_each_language(searcher: Searcher) -> None:
    [found] = measure([sheet(facts=("pas de capital minimum|no legal minimum capital|ليس للشركة",))], searcher, silent)
    assert found.scores["facts_in_corpus"] == 1.0


def test_a_fact_that_no_passage_holds_is_missed(searcher: Searcher) -> None:
    [found] = measure([sheet(facts=("300 000",))], searcher, silent)
    assert found.scores["key_fact_recall@10"] == 0.0


def test_a_section_out_of_force_is_found_on_its_date_only(searcher: Searcher) -> None:
    old = replace(sheet("capital-before", ("10 000",)), question="capital minimum", as_of=date(2010, 1, 1))
    [found] = measure([old], searcher, silent)
    assert found.scores["recall@5"] == 1.0
    [found] = measure([sheet("capital-before")], searcher, silent)
    assert found.scores["recall@20"] == 0.0


@pytest.fixture
def laws(tmp_path: Path, settings: IngestSettings, encoder: HashEncoder) -> Index:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "a.txt").write_bytes(LAW.encode())
    versions = EdgeVersions(settings.state / "index" / "laws")
    ingest(folder, settings, encoder, versions, silent)
    return LiveIndex(versions, encoder.name).get()


def test_a_chunk_of_a_law_is_relevant_where_it_overlaps_the_snippet(laws: Index) -> None:
    def relevance(file: str, snippet: str) -> Relevance:
        return Relevance(Question("q", FR, "?", gold=(Gold(file, snippet),)), laws)

    document = laws.document(next(iter(laws.chunks(_ids(laws)).values())).document_id)
    assert document is not None
    chunks = list(laws.chunks(_ids(laws)).values())
    right = [chunk for chunk in chunks if relevance("a.txt", "لمدة ثلاث سنوات")(chunk)]
    assert right
    assert all("ثلاث سنوات" in chunk.text for chunk in right)
    assert relevance("a.txt", "محررا.\r\nالمادة 2").lost == 0
    assert relevance("a.txt", "ملدة ثالث سنوات").lost == 0, "the snippet of a file that PDF extraction broke"
    for lost in (relevance("b.txt", "محررا"), relevance("a.txt", "not there")):
        assert lost
        assert lost.lost == 1
        assert ranking_scores(chunks, lost)["recall@20"] == 0.0


def _ids(index: Index) -> list[ChunkId]:
    vector = HashEncoder().encode_queries(["شركة"])[0]
    return [hit.chunk_id for hit in index.search([SubSearch(vector, date(2026, 1, 1), None, 50)])[0]]


def test_the_measures_of_a_ranking_by_hand(index: Index, searcher: Searcher) -> None:
    found = searcher.search("capital minimum SARL", FR, date(2026, 11, 23))
    chunks = searcher.ranked(found, 50)
    wrong = next(chunk for chunk in chunks if chunk.group != "companies/sarl")
    right = next(chunk for chunk in chunks if chunk.group == "companies/sarl")
    relevance = Relevance(sheet(), index)
    third = ranking_scores([wrong, wrong, right, right], relevance)
    assert third["mrr"] == pytest.approx(1 / 3)
    assert third["ndcg@10"] == pytest.approx(1 / math.log2(4))
    seventh = ranking_scores([wrong] * 6 + [right], relevance)
    assert (seventh["recall@5"], seventh["recall@10"]) == (0.0, 1.0)
