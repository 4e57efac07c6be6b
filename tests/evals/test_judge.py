"""A scripted model judges: strict verdicts, agreement with people first, nothing without enough labels."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelUnavailable
from assistant.types import Message
from evals.__main__ import main
from evals.agreement import agreement
from evals.errors import BadLabels, BadResult, ServiceAway
from evals.judge import MIN_LABELS, Judged, judge, load_judged, read_labels, save_judged
from evals.report.build import gather, page
from evals.result import Result, save
from evals.settings import JudgeSettings
from tests.conftest import ROOT, silent
from tests.evals.test_ask import ABOUT
from tests.evals.test_report import item
from tests.model_server import said, scripted_server

SETTINGS = JudgeSettings(model_url="http://127.0.0.1:1/v1", model_name="scripted", parallel=3)
RESULT = Result("questions", ABOUT, tuple(item(f"q{number}", number % 2 == 0) for number in range(MIN_LABELS)))
LABELS = {each.id: "right" if int(each.id[1:]) % 2 == 0 else "wrong" for each in RESULT.items}
RIGHT = '{"verdict": "right", "reason": "It says it."}'


class Scripted:
    """Says what was written for the question, or fails as an endpoint that is away."""

    def __init__(self, replies: Mapping[str, str | None]) -> None:
        self._replies = replies
        self.asked: list[dict[str, Any]] = []
        self.closed = False

    async def stream(self, messages: Sequence[Message], deadline: float) -> AsyncGenerator[str]:
        assert deadline > asyncio.get_running_loop().time()
        shown = json.loads(messages[-1].text)
        self.asked.append(shown)
        reply = self._replies.get(shown["question"].split()[1], RIGHT)
        if reply is None:
            raise ModelUnavailable("failed")
        yield reply[:5]
        yield reply[5:]

    async def close(self) -> None:
        self.closed = True


def _judged(replies: Mapping[str, str | None], labels: Mapping[str, str] = LABELS) -> Judged:
    return judge(RESULT, labels, Scripted(replies), "Judge.", SETTINGS, silent)


def test_kappa_by_hand() -> None:
    """20 and 15 agreed of 50; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; (0.7 - 0.5) / 0.5 = 0.4, error sqrt(0.21 / 50) / 0.5."""
    first = ["a"] * 25 + ["b"] * 25
    second = ["a"] * 20 + ["b"] * 5 + ["a"] * 10 + ["b"] * 15
    found = agreement(first, second)
    assert (found.items, found.agreed) == (50, 35)
    assert found.kappa == pytest.approx(0.4)
    assert found.high - found.kappa == pytest.approx(1.96 * 0.1296, abs=1e-3)
    assert agreement(["a"], ["a"]).kappa == 1.0
    assert agreement(["a", "b"], ["b", "a"]).kappa == -1.0


@pytest.mark.parametrize(
    ("written", "label"),
    [
        (RIGHT, "right"),
        (f"```json\n{RIGHT}\n```", "right"),
        ('{"verdict": "partly", "reason": "Half."}', "partly"),
        ('{"verdict": "great", "reason": "?"}', "undecided"),
        ('{"verdict": "right"}', "undecided"),
        ('{"verdict": "right", "reason": "?", "score": 9}', "undecided"),
        ("I think that it is right.", "undecided"),
        (None, "undecided"),
    ],
)
def test_what_is_no_verdict_is_undecided(written: str | None, label: str) -> None:
    assert _judged({"q1": written}).verdicts["q1"].label == label


def test_the_model_sees_the_answer_and_what_was_expected() -> None:
    model = Scripted({"q3": None})
    judge(RESULT, LABELS, model, "Judge.", SETTINGS, silent)
    assert model.closed
    assert len(model.asked) == MIN_LABELS + 1  # q3 twice
    assert model.asked[0] == {
        "question": "Question q0 <b>", "expected_facts": ["5 MDH|5 000 000"], "reference_answer": "Cinq millions.",
        "answer": "Autre chose. [1]", "quotes": ["Autre chose."],
    }  # fmt: skip


def test_undecided_is_no_agreement() -> None:
    assert _judged({}).agreement.agreed == MIN_LABELS // 2
    assert _judged({"q0": "?"}).agreement.agreed == MIN_LABELS // 2 - 1


def test_nothing_is_asked_with_too_few_labels() -> None:
    model = Scripted({})
    few = dict(list(LABELS.items())[1:]) | {"of another result": "right"}
    with pytest.raises(BadLabels, match=f"{MIN_LABELS - 1} of the result's {MIN_LABELS} answers have a label"):
        judge(RESULT, few, model, "Judge.", SETTINGS, silent)
    assert model.asked == []


def test_a_judge_that_is_away_is_told() -> None:
    with pytest.raises(ServiceAway, match=r"the model gave no answer \(failed\)"):
        _judged({each.id: None for each in RESULT.items})


def test_a_result_without_answers_is_not_judged() -> None:
    searched = Result("retrieval", ABOUT, (replace(RESULT.items[0], detail={"question": "?"}),))
    with pytest.raises(BadResult, match="holds no answers to judge"):
        judge(searched, LABELS, Scripted({}), "Judge.", SETTINGS, silent)


def test_labels_are_read_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("\ufeffid;label;note\nq1;Right;\nq2; wrong ;\nq3;;later\n", encoding="utf-8")
    assert read_labels(path) == {"q1": "right", "q2": "wrong"}
    path.write_text("id,label\nq1,right\nq1,wrong\nq2,good\n", encoding="utf-8")
    with pytest.raises(BadLabels, match=r"(?s)2 mistake.*line 3: 'q1' has a label already.*line 4: label 'good'"):
        read_labels(path)
    path.write_text("name,label\n", encoding="utf-8")
    for broken, told in ((path, "must name the columns"), (tmp_path / "none.csv", "cannot be read")):
        with pytest.raises(BadLabels, match=told):
            read_labels(broken)


def test_the_report_shows_it_only_where_given_and_marked(tmp_path: Path) -> None:
    judged = _judged({"q1": '{"verdict": "wrong", "reason": "Not <five> million."}'})
    save_judged(judged, tmp_path / "a-judge.json")
    assert load_judged(tmp_path / "a-judge.json") == judged
    runs = gather([save(RESULT, None, tmp_path)])
    assert "A model's view" not in page(runs)
    html = page(runs, judged)
    assert html.index("not part of the measures, nor of the gate") < html.index("wrong: Not &lt;five&gt; million.")
    assert f"{judged.agreement.agreed} of {MIN_LABELS} answers that people labelled" in html
    with pytest.raises(BadResult, match="not shown here"):
        page(runs, replace(judged, of={**judged.of, "at": "2020"}))
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(BadResult, match="no file of verdicts"):
        load_judged(tmp_path / "broken.json")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    result, labels, out = save(RESULT, tmp_path / "r.json", tmp_path), tmp_path / "labels.csv", tmp_path / "r-judge.json"
    labels.write_text("id,label\n" + "".join(f"{name},{label}\n" for name, label in LABELS.items()))
    command = ["judge", str(result), "--labels", str(labels), "--out", str(out)]
    assert main(command) == 2
    assert "no judge is set" in capsys.readouterr().err
    with scripted_server() as server:
        server.replies = [said(RIGHT)]
        monkeypatch.setenv("JUDGE_MODEL_URL", server.url)
        monkeypatch.setenv("JUDGE_MODEL_NAME", "scripted")
        assert main(command) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"scripted agrees with people on {MIN_LABELS // 2} of {MIN_LABELS} answers; Cohen's kappa 0.00")
    assert f"{MIN_LABELS} right, 0 partly" in shown
    assert load_judged(out).model == "scripted"
