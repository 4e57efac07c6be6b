import json
from pathlib import Path

import pytest

from evals import frozen, gate
from evals.__main__ import main
from evals.cli import gate as commands
from evals.setup import Bench
from tests.evals.test_gate import bench, sets

__all__ = ["bench", "sets"]


@pytest.fixture
def opened(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The bench on the small corpus stands in for what a command opens."""
    monkeypatch.setattr(Bench, "open", lambda *_, **__: bench)
    monkeypatch.setenv("INGEST_STATE", str(bench.ingest.state))
    return bench


@pytest.mark.parametrize(
    ("kind", "n", "metric"),
    [
        ("retrieval", 3, "recall@5"), ("answers", 3, "key_facts_in_text_or_quotes"), ("refusals", 4, "refusal_recall"),
        ("questions", 4, "answered"), ("dialogues", 2, "turn_success"), ("abstention", 3, "leave_one_out_abstention"),
    ],
)  # fmt: skip
def test_each_command_prints_one_json_object(
    opened: Bench, sets: Path, capsys: pytest.CaptureFixture[str], kind: str, n: int, metric: str
) -> None:
    assert main([kind, "--corpus", str(opened.corpus), "--set", str(sets / "own.jsonl"), "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["n"], body["about"]["corpus"]) == (n, str(opened.corpus))
    assert metric in body["metrics"]
    assert metric in body["by_language"]["fr"]
    assert {"p50", "p95"} <= body["latency_ms"].keys()


def test_from_a_set_to_the_report(opened: Bench, sets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.json"
    assert main(["questions", "--set", str(sets / "own.jsonl"), "--out", str(out)]) == 0
    assert "key_facts_in_text_or_quotes" in capsys.readouterr().out
    assert main(["report", str(out), "--out", str(tmp_path / "report.html")]) == 0
    assert "Quality report" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert main(["compare", str(out), str(out)]) == 0
    assert main(["case", str(out), "a1", "--fact", "aucun", "--into", str(tmp_path / "cases.jsonl")]) == 0
    assert main(["case", str(out), "a1", "--into", str(tmp_path / "cases.jsonl")]) == 2
    assert "--refuse" in capsys.readouterr().err


def test_the_gate_asks_for_floors_then_holds(
    opened: Bench, sets: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "SETS", sets)
    monkeypatch.setattr(frozen, "FROZEN", sets.parent / "frozen.json")
    monkeypatch.setattr(gate, "FLOORS", sets.parent / "floors.toml")
    monkeypatch.setattr(gate, "LAST", sets.parent / "last.json")
    assert main(["gate"]) == 1
    assert "there are no floors yet" in capsys.readouterr().err
    [result] = (opened.ingest.state / "evals").glob("*-gate.json")
    assert main(["floors", "--raise", str(result)]) == 0
    assert main(["gate"]) == 0
    assert "the gate holds" in capsys.readouterr().out
    floors = sets.parent / "floors.toml"
    floors.write_text(floors.read_text(encoding="utf-8").replace('"language_accuracy" = 0.98', '"language_accuracy" = 1.1'))
    assert main(["gate"]) == 1
    assert "FAILS: is below its floor" in capsys.readouterr().out


def test_load_and_latency(opened: Bench, sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--set", str(sets / "own.jsonl"), "--json"]
    assert main(["latency", *asked]) == 0
    assert {row["step"] for row in json.loads(capsys.readouterr().out)} >= {"whole", "retrieve", "extract"}
    assert main(["load", *asked, "--people", "1", "3", "--seconds", "0.05"]) == 0
    one, three = json.loads(capsys.readouterr().out)
    assert (one["people"], three["people"], three["failed"]) == (1, 3, 0)
    assert three["asked"] >= 3


def test_a_mistake_is_told_without_a_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "--set", str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert main(["answers", "--corpus", "nowhere", "--set", str(tmp_path / "none.jsonl"), "--server", "http://127.0.0.1:9"]) == 2
