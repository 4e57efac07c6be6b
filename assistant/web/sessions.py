"""Session tokens of the widget: signed, short-lived, bound to the page that embeds it. Nothing is stored for them.

A token is `v1.<key>.<session>.<site>.<started>.<expires>.<signature>`; the signature also covers the embedding origin, which
is not in the token: whoever sends a token has to say the same origin again.
"""

import hashlib
import hmac
import os
import re
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TOKEN = re.compile(r"v1\.([0-9a-f]{8})\.([0-9a-f]{64})\.([a-z0-9-]{1,40})\.(\d{1,12})\.(\d{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Session:
    """One person's visit. The times are seconds since 1970."""

    id: str
    site: str
    origin: str
    started: int
    expires: int

    @property
    def conversation_id(self) -> str:
        """The session's conversation: whoever lacks the token cannot name it."""
        return hashlib.sha256(f"conversation {self.id}".encode()).hexdigest()[:32]


class Sessions:
    """Signs tokens with the first key and accepts those of all: a new key is put first, the old one taken out a day later."""

    def __init__(
        self, keys: Sequence[bytes], token_seconds: int, session_seconds: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._keys = {_key_id(key): key for key in keys}
        self._signs_with = _key_id(keys[0])
        self._token_seconds, self._session_seconds, self._clock = token_seconds, session_seconds, clock

    def start(self, site: str, origin: str) -> Session:
        """A new session."""
        now = int(self._clock())
        return Session(secrets.token_hex(32), site, origin, now, now + self._token_seconds)

    def renew(self, session: Session) -> Session:
        """The same session, for longer, up to the longest that one may last."""
        expires = min(int(self._clock()) + self._token_seconds, session.started + self._session_seconds)
        return Session(session.id, session.site, session.origin, session.started, expires)

    def token(self, session: Session) -> str:
        """The session as a token."""
        signed = f"v1.{self._signs_with}.{session.id}.{session.site}.{session.started}.{session.expires}"
        return f"{signed}.{self._signature(self._signs_with, signed, session.origin)}"

    def read(self, token: str, origin: str) -> Session | None:
        """The session of a token; None where it was not made here, not for this origin, or is over."""
        found = _TOKEN.fullmatch(token)
        if found is None or found[1] not in self._keys:
            return None
        signature = self._signature(found[1], token.rpartition(".")[0], origin)
        if not hmac.compare_digest(signature, found[6]) or int(found[5]) <= self._clock():
            return None
        return Session(found[2], found[3], origin, int(found[4]), int(found[5]))

    def _signature(self, key_id: str, signed: str, origin: str) -> str:
        return hmac.new(self._keys[key_id], f"{signed}\n{origin}".encode(), hashlib.sha256).hexdigest()


def kept_key(path: Path) -> bytes:
    """The key in a file that only this user may read; made where there is none, by exactly one of several processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink()
    return path.read_bytes()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key id " + key).hexdigest()[:8]
