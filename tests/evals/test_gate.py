"""The gate on the small corpus: it holds, and it fails on broken retrieval, a changed figure, a refusal with sources."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.services import Services
from evals.abstention import Over
from evals.errors import BadResult, BadSet
from evals.frozen import freeze, thaw
from evals.gate import (
    Verdict,
    judge,
    load_gate,
    raised,
    read_floors,
    read_last,
    run_gate,
    save_gate,
    table,
    write_floors,
    write_last,
)
from evals.result import Result
from evals.score import is_refusal
from evals.service import InProcess, Reply
from evals.setup import Bench
from ingest.index.edge import EdgeVersions
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.types import Hit, SubSearch
from tests.conftest import silent
from tests.fakes import HashEncoder

FREE = "pas de capital minimum|no legal minimum capital|حد أدنى قانوني"
ROWS: list[dict[str, object]] = [
    {
        "id": "a1", "lang": "fr", "question": "Quel est le capital minimum légal de la SARL ?", "topic": "companies/sarl",
        "section": "capital", "key_facts": [FREE],
    },
    {
        "id": "a2", "lang": "fr", "question": "capital minimum de la SARL avant 2011", "topic": "companies/sarl",
        "section": "capital-before", "as_of": "2010-05-01", "key_facts": ["10 000|10,000|10.000"],
    },
    {
        "id": "a3", "lang": "fr", "question": "Le prix de vente peut-il être transféré à l'étranger ?",
        "topic": "exchange/transfer", "section": "sale", "key_facts": ["sans autorisation"],
    },
    {"id": "u1", "lang": "fr", "question": "Quel temps fait-il demain à Oslo ?", "answerable": False, "expected": "no_source"},
]  # fmt: skip
TURNS = [
    {"user": "Bonjour", "lang": "fr", "expected": "smalltalk"},
    {"user": ROWS[0]["question"], "lang": "fr", "key_facts": [FREE]},
]
Parts = dict[str, Result]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    folder.mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in [*ROWS, {"id": "d1", "turns": TURNS}]]
    (folder / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert freeze([folder / "own.jsonl"], 1, tmp_path / "frozen.json") == 5
    return folder


@pytest.fixture
def bench(corpus: Path, settings: IngestSettings, services: Services) -> Bench:
    return Bench(corpus, settings, services)


def gate(bench: Bench, sets: Path) -> Parts:
    frozen = sets.parent / "frozen.json"
    return run_gate(thaw(sets, frozen), bench, frozen)


@pytest.fixture
def good(bench: Bench, sets: Path) -> Parts:
    return gate(bench, sets)


def failures(parts: Parts, good: Parts) -> dict[tuple[str, str], str]:
    floors = raised({}, good)
    last = {part: {item.id: item.scores for item in result.items} for part, result in good.items()}
    verdicts = judge(parts, floors, last)
    table(verdicts, parts, last)
    return {(verdict.part, verdict.metric): verdict.failed for verdict in verdicts if verdict.failed}


def test_holds_on_what_it_was_raised_from(good: Parts) -> None:
    assert good["retrieval"].metrics["recall@5"] == 1.0
    assert good["questions"].metrics["key_facts_in_text_or_quotes"] == 1.0
    assert good["dialogues"].metrics["turn_success"] == 1.0
    assert failures(good, good) == {}


class Broken(Over):
    """An index that finds what is least alike, or nothing."""

    def search(self, searches: Sequence[SubSearch]) -> list[list[Hit]]:
        return [hits[-1:] for hits in self._whole.search([replace(search, limit=1000) for search in searches])]


def test_fails_on_broken_retrieval(bench: Bench, sets: Path, good: Parts) -> None:
    broken = gate(replace(bench, base=replace(bench.base, index=Broken(bench.base.index.get()))), sets)
    failed = failures(broken, good)
    assert ("retrieval", "mrr") in failed
    assert ("questions", "key_facts_in_text_or_quotes") in failed
    assert ("retrieval", "facts_in_corpus") not in failed


def test_fails_on_a_changed_figure(bench: Bench, sets: Path, good: Parts, versions: EdgeVersions, encoder: HashEncoder) -> None:
    sheet = bench.corpus / "sarl.fr.md"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("10 000 DH", "20 000 DH"), encoding="utf-8")
    assert ingest(bench.corpus, bench.ingest, encoder, versions, silent).swapped
    failed = failures(gate(bench, sets), good)
    assert failed["retrieval", "facts_in_corpus"] == "is below its floor"


def test_fails_on_a_refusal_that_shows_sources(bench: Bench, sets: Path, good: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = InProcess.ask

    async def leak(self: InProcess, text: str, as_of: date, conversation_id: str | None = None) -> Reply:
        reply = await ask(self, text, as_of, conversation_id)
        shown = [{"number": 1, "quote": "Une source."}] if is_refusal(reply.status) else reply.citations
        return replace(reply, body={**reply.body, "citations": shown})

    monkeypatch.setattr(InProcess, "ask", leak)
    failed = failures(gate(bench, sets), good)
    assert failed == {("questions", "refusals_with_sources"): "is above its ceiling"}


def test_fails_on_a_metric_that_is_not_measured_any_more(good: Parts) -> None:
    failed = failures({"retrieval": good["retrieval"]}, good)
    assert failed["dialogues", "turn_success"] == "was not measured"


def test_a_fall_beyond_luck_fails_above_the_floor_too() -> None:
    held = Verdict("questions", "answered", value=0.8, floor=0.7, before=0.9, p=0.2)
    assert not held.failed
    assert "more than luck" in replace(held, p=0.01).failed
    assert not replace(held, p=0.01, before=0.7).failed


def test_floors_go_up_only_and_are_written_readably(tmp_path: Path, good: Parts) -> None:
    path = tmp_path / "floors.toml"
    write_floors(raised({"retrieval": {"mrr": 0.1, "recall@20": 1.0}}, good), path, "a.json")
    floors = read_floors(path)
    assert floors["retrieval"]["mrr"] == pytest.approx(0.98)
    assert floors["retrieval"]["recall@20"] == 1.0
    assert floors["questions"]["refusals_with_sources"] == 0.0
    assert "# at most; refusals that show a source" in path.read_text(encoding="utf-8")
    path.write_text("[retrieval]\nspeed = 1")
    with pytest.raises(BadResult, match=r"retrieval\.speed"):
        read_floors(path)


def test_a_gate_result_and_the_last_scores_are_read_back(tmp_path: Path, good: Parts) -> None:
    save_gate(good, tmp_path / "gate.json")
    assert load_gate(tmp_path / "gate.json")["retrieval"].body() == good["retrieval"].body()
    write_last(good, tmp_path / "last.json")
    assert read_last(tmp_path / "last.json")["questions"]["a1"]["answered"] == 1.0
    assert read_last(tmp_path / "none.json") == {}
    with pytest.raises(BadResult, match="no result of a gate"):
        load_gate(tmp_path / "last.json")


def test_a_frozen_item_that_was_changed_is_told(sets: Path) -> None:
    path = sets / "own.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("sans autorisation", "avec autorisation"), encoding="utf-8")
    with pytest.raises(BadSet, match=r"own\.jsonl: a3"):
        thaw(sets, sets.parent / "frozen.json")
    with pytest.raises(BadSet, match="evals freeze"):
        thaw(sets, sets.parent / "none.json")
