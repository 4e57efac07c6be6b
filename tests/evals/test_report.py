import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.errors import BadResult
from evals.report.build import gather, page
from evals.report.charts import bars, spark
from evals.result import Result, Scored, save
from tests.evals.test_ask import ABOUT


def item(name: str, right: bool, lang: str = "fr", **detail: Any) -> Scored:
    scores = {"answered": 1.0, "key_facts_in_text_or_quotes": float(right), "language_accuracy": 1.0}
    why = [] if right else ["does not say “5 MDH”: no passage holds it"]
    shown = {
        "question": f"Question {name} <b>", "expected": ["5 MDH|5 000 000"], "answer": "Cinq millions.", "why": why,
        "status": "answered", "language": lang, "said": "Autre chose. [1]", "expected_status": "answer",
        "citations": [{"number": 1, "quote": "Autre chose.", "title": "T", "section": "S", "reference": "R", "language": "fr"}],
        "passages": [{"number": 1, "place": "a/b#c", "language": "ar", "title": "عنوان", "text": "نص المقطع"}], **detail,
    }  # fmt: skip
    return Scored(name, lang, scores, 12.0, type="lookup", topic="taxes/vat", difficulty="easy", detail=shown)


def run(at: str, *items: Scored) -> Result:
    return Result("questions", replace(ABOUT, at=at), items)


@pytest.fixture
def html(tmp_path: Path) -> str:
    before = save(run("2026-11-24T10:00:00+00:00", item("q1", True), item("q2", True)), None, tmp_path)
    now = save(run("2026-11-25T10:00:00+00:00", item("q1", True), item("q2", False, "ar")), None, tmp_path)
    return page(gather([now, before]))


def test_the_worst_comes_first_with_its_reasons(html: str) -> None:
    assert html.index("Question q2") < html.rindex("Question q1")
    assert "does not say “5 MDH”: no passage holds it" in html
    assert "نص المقطع" in html


def test_arabic_reads_from_right_to_left(html: str) -> None:
    assert '<bdi lang="ar" dir="rtl" class="question">' in html
    assert '<li dir="rtl" lang="ar"><strong>عنوان' in html


def test_the_run_before_makes_the_trend(html: str) -> None:
    assert "-50.0 points since the last run" in html
    assert "What changed since 2026-11-24 10:00" in html
    assert "<polyline" in html


def test_a_measure_that_stood_still_is_not_called_luck(html: str) -> None:
    assert "as in the last run" in html
    assert "+0.0 points" not in html


def test_the_file_stands_alone_and_is_escaped(html: str) -> None:
    assert not re.search(r'(src|href)="(?!#)', html)
    assert "Question q1 <b>" not in html
    assert "Question q1 &lt;b&gt;" in html


def test_charts_are_told_in_words() -> None:
    assert "<title>by language: fr 50%</title>" in bars("by language", {"fr": (0.5, 2)})
    assert "a&lt;b" in bars("x", {"a<b": (0.5, 2)})
    assert "mrr, run by run: 10.0%, 20.0%" in spark("mrr", [0.1, 0.2])


def test_a_report_of_nothing_says_what_to_do() -> None:
    with pytest.raises(BadResult, match="run an evaluation first"):
        gather([])
