import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.sessions import Sessions, kept_key

ORIGIN = "https://mdm.example.ma"
OLD, NEW = b"o" * 32, b"n" * 32


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_good_for_its_origin_until_it_expires() -> None:
    clock = Clock()
    sessions = Sessions([OLD], 1_800, 86_400, clock)
    session = sessions.start("mdm", ORIGIN)
    token = sessions.token(session)
    assert sessions.read(token, ORIGIN) == session
    assert sessions.read(token, "https://evil.example") is None
    assert sessions.read(token, "") is None
    assert session.id not in session.conversation_id
    clock.now += 1_799
    assert sessions.read(token, ORIGIN)
    clock.now += 1
    assert sessions.read(token, ORIGIN) is None


def test_a_session_is_renewed_up_to_its_longest_life() -> None:
    clock = Clock()
    sessions = Sessions([OLD], 1_800, 3_600, clock)
    session = sessions.start("mdm", ORIGIN)
    clock.now += 1_700
    longer = sessions.renew(session)
    assert longer.conversation_id == session.conversation_id
    assert longer.expires == clock.now + 1_800
    clock.now += 1_700
    assert sessions.renew(longer).expires == session.started + 3_600


def test_keys_are_changed_without_ending_sessions() -> None:
    before = Sessions([OLD], 1_800, 86_400)
    token = before.token(before.start("mdm", ORIGIN))
    assert Sessions([NEW, OLD], 1_800, 86_400).read(token, ORIGIN)
    assert Sessions([NEW], 1_800, 86_400).read(token, ORIGIN) is None


_SESSIONS = Sessions([OLD], 1_800, 86_400)
_TOKEN = _SESSIONS.token(_SESSIONS.start("mdm", ORIGIN))


@given(st.integers(0, len(_TOKEN) - 1), st.sampled_from("0123456789abcdef.x"), st.text(max_size=300))
def test_a_token_that_was_touched_is_none(place: int, letter: str, nonsense: str) -> None:
    touched = _TOKEN[:place] + letter + _TOKEN[place + 1 :]
    assert (_SESSIONS.read(touched, ORIGIN) is None) == (touched != _TOKEN)
    assert _SESSIONS.read(nonsense, ORIGIN) is None


def test_no_two_sessions_are_alike() -> None:
    sessions = Sessions([OLD], 1_800, 86_400)
    assert len({sessions.start("mdm", ORIGIN).conversation_id for _ in range(1_000)}) == 1_000


def test_the_kept_key_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "widget.key"
    make: Callable[[int], bytes] = lambda _: kept_key(path)  # noqa: E731
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(32)))) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [kept.name for kept in path.parent.iterdir()] == ["widget.key"]
    assert len(path.read_bytes()) == 64


@pytest.mark.parametrize("token", ["", "v1", "v1.a.b.c.d.e.f", "Bearer x", "é" * 300])
def test_nonsense_is_no_token(token: str) -> None:
    assert Sessions([OLD], 1_800, 86_400).read(token, ORIGIN) is None
