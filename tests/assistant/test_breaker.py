from assistant.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_lets_one_call_try_again() -> None:
    clock = Clock()
    breaker = Breaker(2, 30.0, clock)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.now = 30.0
    assert breaker.allows()
    assert not breaker.allows()  # one is trying
    breaker.failed()
    clock.now = 59.0
    assert not breaker.allows()
    clock.now = 60.0
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_a_call_that_never_ends_does_not_keep_it_open_for_ever() -> None:
    clock = Clock()
    breaker = Breaker(1, 10.0, clock)
    breaker.failed()
    clock.now = 10.0
    assert breaker.allows()
    clock.now = 20.0
    assert breaker.allows()
