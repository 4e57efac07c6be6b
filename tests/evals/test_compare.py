import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.compare import compare, table, worse
from evals.errors import BadResult
from evals.result import Result, Scored, load, save
from tests.evals.test_ask import ABOUT


def result(right: int, wrong: int, **about: object) -> Result:
    values = [1.0] * right + [0.0] * wrong
    items = tuple(Scored(f"q{number}", "fr", {"answered": value}, 1.0) for number, value in enumerate(values))
    return Result("answers", replace(ABOUT, **about), items)  # type: ignore[arg-type]


def test_a_fall_is_told_from_luck() -> None:
    much = compare(result(40, 0), result(28, 12, code="def"))
    assert worse("answered", much.metrics["answered"])
    assert "WORSE" in table(much)
    assert "code: abc -> def" in table(much)
    assert "q39 (fr) answered 1 -> 0" in table(much)
    assert not worse("answered", compare(result(40, 0), result(39, 1)).metrics["answered"])
    assert not worse("answered", compare(result(28, 12), result(40, 0)).metrics["answered"])


def test_only_what_both_results_tell_is_compared() -> None:
    """A server tells neither its settings nor whether a quote is verbatim."""
    ours = result(2, 0, settings={"retrieval": {"passages": 10}}, prompts={"answer.md": "1"})
    checked = tuple(replace(item, scores={**item.scores, "quotes_verbatim": 1.0}) for item in ours.items)
    shown = table(compare(result(1, 1, settings={}, prompts={}, server="http://x"), replace(ours, items=checked)))
    assert "server: http://x ->" in shown
    assert "1 items scored otherwise" in shown
    assert "quotes_verbatim" not in shown
    assert "passages" not in shown
    assert "prompts/" not in shown
    other = replace(ours, about=replace(ours.about, settings={"retrieval": {"passages": 5}}))
    assert "retrieval.passages: 10 -> 5" in table(compare(ours, other))


def test_results_of_different_kinds_or_items_do_not_compare() -> None:
    with pytest.raises(BadResult, match="do not compare"):
        compare(result(1, 0), replace(result(1, 0), kind="refusals"))
    with pytest.raises(BadResult, match="no item in common"):
        compare(result(1, 0), replace(result(1, 0), items=(Scored("other", "fr", {}, 1.0),)))


def test_a_result_is_written_and_read(tmp_path: Path) -> None:
    path = save(result(2, 1), None, tmp_path)
    assert path.name == "20261125-100000-answers-s.json"
    assert load(path) == result(2, 1)
    body = json.loads(path.read_text())
    assert body["metrics"] == {"answered": 0.6667}
    assert body["by_language"]["fr"]["n"] == 3
    path.write_text("{}")
    with pytest.raises(BadResult, match="is no result"):
        load(path)
