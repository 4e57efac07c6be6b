"""Is a webhook from Meta? The signature of its raw bytes, and the challenge when it is set up."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from typing import Any

_PREFIX = "sha256="
_CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{1,256}")  # nothing else is given back: no reflected content


def signed(raw: bytes, header: str | None, secrets: Sequence[bytes]) -> bool:
    """Is `header` the HMAC-SHA256 of the body under one of the secrets? All are tried, so that none can be told by time."""
    if not header or not header.isascii() or not header.startswith(_PREFIX):
        return False
    given = header.removeprefix(_PREFIX).strip().lower()
    matches = [hmac.compare_digest(given, hmac.new(secret, raw, hashlib.sha256).hexdigest()) for secret in secrets]
    return any(matches)


def challenge(mode: str, token: str, asked: str, expected: str) -> str | None:
    """What is to be given back to a set-up call, or None. An expected token that is not set refuses everything."""
    known = bool(expected) and hmac.compare_digest(token.encode(), expected.encode())
    return asked if known and mode == "subscribe" and _CHALLENGE.fullmatch(asked) else None


def signed_request(text: str, secrets: Sequence[bytes]) -> dict[str, Any] | None:
    """What a `signed_request` of Meta's deletion callback says, or None where its signature does not hold."""
    signature, _, payload = text.partition(".")
    try:
        given, content = _decoded(signature), _decoded(payload)
    except (binascii.Error, ValueError):
        return None
    matches = [hmac.compare_digest(given, hmac.new(secret, payload.encode(), hashlib.sha256).digest()) for secret in secrets]
    if not any(matches):
        return None
    try:
        said = json.loads(content)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
