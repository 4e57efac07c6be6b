import pytest

from evals.metrics import difference, intervals, means, percentiles


def test_a_mean_is_over_the_items_that_the_metric_applies_to() -> None:
    scores = [{"recall@5": 1.0}, {"recall@5": 0.0, "mrr": 0.5}]
    assert means(scores) == {"recall@5": 0.5, "mrr": 0.5}


def test_f1_is_made_of_precision_and_recall() -> None:
    scores = [{"refusal_precision": 1.0, "refusal_recall": 1.0}, {"refusal_recall": 0.0}]
    assert means(scores)["refusal_f1"] == pytest.approx(2 / 3, abs=1e-4)


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    scores = [{"mrr": float(number % 3 == 0)} for number in range(60)]
    [(low, high)] = intervals(scores).values()
    assert low < 1 / 3 < high
    assert intervals(scores)["mrr"] == (low, high)


def test_a_difference_by_luck_is_told_from_a_real_one() -> None:
    before = [1.0] * 40
    assert difference(before, before).p == 1.0
    assert difference(before, [0.0] + [1.0] * 39).p > 0.5
    worse = difference(before, [0.0] * 12 + [1.0] * 28)
    assert worse.p < 0.01
    assert worse.change == pytest.approx(-0.3)
    assert worse.low <= worse.change <= worse.high < 0


def test_percentiles() -> None:
    assert percentiles([1.0, 2.0, 3.0])["p50"] == 2.0
    assert percentiles([]) == {}
