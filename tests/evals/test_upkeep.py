"""Living with it: leave one out, replay, corpus health, cases."""

import asyncio
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.services import Services
from evals.abstention import LeaveOneOut, Without
from evals.cases import add_case, asked
from evals.errors import BadResult, BadSet
from evals.framing import Framing
from evals.health import health
from evals.items import Question
from evals.read import read_items, read_log
from evals.replay import last_two, replay
from evals.result import Result, Scored
from evals.search import Searcher
from evals.setup import Bench
from ingest.errors import IndexMissing
from ingest.index.edge import EdgeVersions
from ingest.index.versions import LiveIndex
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.types import Language
from tests.conftest import ROOT, TODAY, silent
from tests.evals.test_ask import ABOUT
from tests.evals.test_gate import bench
from tests.fakes import HashEncoder

__all__ = ["bench"]
FR = Language("fr")
SALE = Question(
    "q", FR, "Le prix de vente d'un bien peut-il être transféré à l'étranger sans autorisation ?",
    key_facts=("sans autorisation",), topic="exchange/transfer", section="sale",
)  # fmt: skip


def test_an_index_without_a_section_does_not_find_it(live: LiveIndex, services: Services) -> None:
    def places(without: Without | LiveIndex) -> set[tuple[str, str]]:
        searcher = Searcher(without, services.encoder, services.termbase, services.retrieval)
        return {(chunk.group, chunk.section_id) for chunk in searcher.ranked(searcher.search(SALE.question, FR, TODAY), 50)}

    assert places(live) - places(Without(live.get(), ("exchange/transfer", "sale"))) == {("exchange/transfer", "sale")}
    assert not {place for place in places(Without(live.get(), ("companies/sarl", ""))) if place[0] == "companies/sarl"}


def test_what_is_said_without_the_section_is_scored(services: Services) -> None:
    strict = replace(services, retrieval=services.retrieval.model_copy(update={"min_similarity": 0.6}))
    loose = replace(services, retrieval=services.retrieval.model_copy(update={"min_similarity": 0.0, "min_confidence": 0.0}))
    framing = Framing.load(ROOT / "prompts")
    [refrains] = asyncio.run(LeaveOneOut(strict, framing).ask(SALE))
    assert (refrains.detail["status"], refrains.scores["leave_one_out_abstention"]) == ("no_source", 1.0)
    [talks] = asyncio.run(LeaveOneOut(loose, framing).ask(SALE))
    assert talks.scores["leave_one_out_abstention"] == float(talks.detail["status"] != "answered")


def test_a_replay_shows_the_answers_that_changed_only(bench: Bench, versions: EdgeVersions, encoder: HashEncoder) -> None:
    with pytest.raises(IndexMissing, match="only one index version"):
        last_two(bench)
    sheet = bench.corpus / "transfer.fr.md"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("sans autorisation", "après autorisation"), encoding="utf-8")
    ingest(bench.corpus, bench.ingest, encoder, versions, silent)
    log = [SALE, Question("other", FR, "Quel est le capital minimum de la SARL ?")]
    [changed] = replay(log, bench, *last_two(bench), silent)
    assert changed.question is SALE
    assert changed.how == "other quotes"
    assert "après autorisation" in changed.after.text


def test_a_log_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Quel est le taux de la TVA ?\n\nok\n", encoding="utf-8")
    assert [(item.question, item.lang) for item in read_log(path)] == [("Quel est le taux de la TVA ?", "fr"), ("ok", "fr")]
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({"message": "What is the rate?", "as_of": "2024-01-31"}), encoding="utf-8")
    assert read_log(path)[0].as_of == date(2024, 1, 31)
    (tmp_path / "empty.txt").write_text("\n")
    for broken in ("empty.txt", "none.txt"):
        with pytest.raises(BadSet):
            read_log(tmp_path / broken)


def found(*items: Scored) -> Result:
    return Result("questions", ABOUT, items)


def test_health_tells_what_wants_a_look(corpus: Path, settings: IngestSettings) -> None:
    (corpus / "new.fr.md").write_text(
        "---\ntitle: Aide\nlanguage: fr\ngroup: aid/new\nauthority: fiche\n---\n\n## Montant {#amount}\n\n"
        '```meta\nreference: "Note"\nurl: https://example.org\nconfidence: low\nvalid_to: 2026-12-31\n```\n\n'
        "Une aide de 1 000 DH pour chaque porteur de projet.\n",
        encoding="utf-8",
    )
    passages = [{"place": "companies/sarl#capital"}]
    answered = Scored("a", "fr", {}, 1.0, detail={"status": "answered", "question": "?", "passages": passages})
    refused = Scored("b", "fr", {}, 1.0, detail={"status": "no_source", "question": "Une crèche ?", "passages": passages})
    findings = health(corpus, settings, [found(answered, refused)], TODAY)
    seen = {(finding.kind, finding.place, finding.what) for finding in findings}
    assert ("past", "companies/sarl#capital-before", "until 2011-06-12") in seen
    assert ("ending", "aid/new#amount", "until 2026-12-31") in seen
    assert ("unsure", "aid/new#amount", "Note") in seen
    assert ("gap", "companies/sarl#capital", "Une crèche ?") in seen
    assert {place for kind, place, _ in seen if kind == "unseen"} == {
        "aid/new#amount", "companies/sarl#capital-before", "exchange/transfer#sale",
    }  # fmt: skip


def test_a_section_said_twice_is_told(corpus: Path, settings: IngestSettings) -> None:
    twin = (corpus / "transfer.fr.md").read_text(encoding="utf-8").replace("exchange/transfer", "exchange/twin") + "\nMore.\n"
    (corpus / "twin.fr.md").write_text(twin.replace("\nMore.", "\n## Suite {#more}\n\nUne autre règle."), encoding="utf-8")
    repeated = [finding for finding in health(corpus, settings, [], TODAY) if finding.kind == "repeated"]
    assert [(finding.place, finding.what) for finding in repeated] == [("exchange/twin#sale (fr)", "as exchange/transfer#sale")]


def test_a_wrong_answer_becomes_a_case(tmp_path: Path) -> None:
    path = tmp_path / "sets" / "cases.jsonl"
    result = found(Scored("q1", "fr", {}, 1.0, detail={"question": "Quel taux ?"}))
    assert asked(result, "q1") == ("Quel taux ?", "fr")
    with pytest.raises(BadResult, match="no item 'q2'"):
        asked(result, "q2")
    add_case(path, "Quel taux ?", "fr", ["10 %|10%"], "taxes/vat#rate", date(2024, 1, 1))
    add_case(path, "Et mon dossier ?", "fr", [], "", None)
    first, second = read_items(path)
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert (first.place, first.as_of, first.key_facts) == (("taxes/vat", "rate"), date(2024, 1, 1), ("10 %|10%",))
    assert (second.answerable, second.expected) == (False, "refuse")
    with pytest.raises(BadSet, match=r"(?s)was not added.*stands at line 1 too"):
        add_case(path, "Quel taux ?", "fr", ["20 %"], "", None)
    assert len(read_items(path)) == 2
    assert [each.name for each in path.parent.iterdir()] == ["cases.jsonl"]
