"""Weights from questions whose answer is told by one signal."""

from dataclasses import astuple

import pytest

from evals.fit import Case, fit, measure, written
from evals.items import Question
from ingest.types import Chunk, ChunkId, DocumentId, Language, Provenance
from retrieval.types import Evidence, Passage, Retrieved, Signals
from retrieval.weights import Weights

FR = Language("fr")
BEFORE = Weights(Signals(0, 0, 0, 0, 0, 0, 0, 0), Signals(0, 0, 0, 0, 0, 1, 0, 0), Evidence(0, 0, 0, 0, 0, 0), 0.0)


def _passage(number: int, similarity: float) -> Passage:
    chunk = Chunk(ChunkId(str(number)), DocumentId("d"), "g", "s", 0, "T", ("T",), "", FR, "t", 0, 1, 0, 1, Provenance())
    return Passage(number, (chunk,), 1.0, similarity)


def _case(number: int, answerable: bool) -> Case:
    """The second passage answers: its best sentence says more; what cannot be answered is far in meaning."""
    near = 0.9 if answerable else 0.7 + 0.01 * (number % 3)
    passages = (_passage(1, near), _passage(2, near))
    fused, sentence = 0.7 + 0.05 * (number % 4), 0.9 - 0.1 * (number % 5)
    signals = (Signals(1, near, 0, 0, 0.2, 0, 0, 0), Signals(fused, near, 0, 0, sentence, 0, 0, 0))
    found = Retrieved(passages, signals, 0.5, True, Evidence(0, 0, 0, 0, 0, 0), (), "v", {FR: ()}, {})
    return Case(Question(str(number), FR, "?"), found, (False, answerable), answerable)


CASES = [_case(number, answerable=number % 2 == 0) for number in range(40)]


def test_the_signal_that_tells_gets_the_weight_and_what_was_measured_says_so() -> None:
    weights = fit(CASES, [], BEFORE)
    assert weights.plain.sentence > 0
    assert weights.evidence.similarity > 0
    measured = measure(CASES, weights.plain, weights)
    assert measured.first_right == (0.0, 1.0)
    assert measured.auc == 1.0
    assert (0.5, 1.0, 1.0) in [tuple(round(value, 2) for value in row) for row in measured.at]


def test_signals_that_do_not_pay_on_sheets_weigh_nothing_there_and_laws_keep_what_they_had() -> None:
    weights = fit(CASES, [], BEFORE)
    assert astuple(weights.plain)[2:4] == (0.0, 0.0)
    assert weights.adapted == BEFORE.adapted
    assert fit(CASES, CASES, BEFORE).adapted.sentence > 0


def test_weights_are_written_as_they_are_read(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from retrieval import weights as module

    fitted = fit(CASES, CASES, BEFORE)
    path = tmp_path / "weights.toml"
    path.write_text(written(fitted, ["a.jsonl"], "encoder"), encoding="utf-8")
    monkeypatch.setattr(module, "PATH", path)
    module.load.cache_clear()
    try:
        read = module.load()
    finally:
        module.load.cache_clear()
    assert astuple(read.plain) == pytest.approx(astuple(fitted.plain), abs=1e-3)
    assert read.intercept == pytest.approx(fitted.intercept, abs=1e-3)
