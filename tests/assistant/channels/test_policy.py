import pytest

from assistant.channels.policy import ErrorClass, Policy, backoff
from assistant.channels.types import Channel, Outcome

POLICY = Policy.load()
WHATSAPP, MESSENGER = Channel.WHATSAPP, Channel.MESSENGER


@pytest.mark.parametrize(
    ("channel", "code", "subcode", "http", "error"),
    [
        (WHATSAPP, 190, 0, 401, ErrorClass.CONFIG),
        (WHATSAPP, 0, 0, 401, ErrorClass.CONFIG),
        (WHATSAPP, 250, 0, 403, ErrorClass.CONFIG),
        (WHATSAPP, 131031, 0, 400, ErrorClass.CONFIG),
        (WHATSAPP, 132001, 0, 404, ErrorClass.CONFIG),
        (WHATSAPP, 130429, 0, 429, ErrorClass.TRANSIENT),
        (WHATSAPP, 131016, 0, 500, ErrorClass.TRANSIENT),
        (WHATSAPP, 131056, 0, 400, ErrorClass.PAIR),
        (WHATSAPP, 131048, 0, 400, ErrorClass.HOLD),
        (WHATSAPP, 131026, 0, 400, ErrorClass.UNDELIVERABLE),
        (WHATSAPP, 131047, 0, 400, ErrorClass.WINDOW),
        (WHATSAPP, 100, 0, 400, ErrorClass.BUG),
        (WHATSAPP, 999, 0, 400, ErrorClass.BUG),
        (WHATSAPP, 999, 0, 503, ErrorClass.TRANSIENT),
        (WHATSAPP, 0, 0, 0, ErrorClass.TRANSIENT),
        (WHATSAPP, 0, 0, 404, ErrorClass.CONFIG),
        (MESSENGER, 10, 2018278, 400, ErrorClass.WINDOW),
        (MESSENGER, 10, 1893063, 400, ErrorClass.CONFIG),
        (MESSENGER, 10, 0, 400, ErrorClass.CONFIG),
        (MESSENGER, 100, 2018001, 400, ErrorClass.UNDELIVERABLE),
        (MESSENGER, 100, 0, 400, ErrorClass.BUG),
        (MESSENGER, 551, 0, 400, ErrorClass.UNDELIVERABLE),
        (MESSENGER, 613, 0, 400, ErrorClass.TRANSIENT),
        (MESSENGER, 1200, 0, 400, ErrorClass.TRANSIENT),
    ],
)
def test_what_a_code_is(channel: Channel, code: int, subcode: int, http: int, error: ErrorClass) -> None:
    assert POLICY.classify(channel, code, subcode, http) is error


def test_what_is_done_about_it() -> None:
    assert POLICY.verdict(WHATSAPP, 131026, 0, 400, 0).outcome is Outcome.UNDELIVERABLE
    assert POLICY.verdict(WHATSAPP, 131047, 0, 400, 0).outcome is Outcome.LATE
    assert POLICY.verdict(WHATSAPP, 100, 0, 400, 0).outcome is Outcome.DEAD
    assert POLICY.verdict(WHATSAPP, 190, 0, 401, 0).pause
    assert POLICY.verdict(WHATSAPP, 131056, 0, 400, 0).wait_seconds >= 6
    held = POLICY.verdict(WHATSAPP, 131048, 0, 400, 9)
    assert held.alert
    assert held.wait_seconds >= 3_600


def test_waits_double_up_to_a_minute() -> None:
    assert all(0.75 * wait <= backoff(tries) <= 1.25 * wait for tries, wait in enumerate([1, 2, 4, 8, 16, 32, 60, 60]))
