import pytest

from retrieval.timing import Stopwatch


def test_steps_add_up_and_are_kept_when_they_fail() -> None:
    watch = Stopwatch()
    for _ in range(2):
        with watch.step("a"):
            pass
    with pytest.raises(ValueError, match="x"), watch.step("b"):
        raise ValueError("x")
    assert list(watch.timings_ms) == ["a", "b"]
    assert all(spent >= 0 for spent in watch.timings_ms.values())
