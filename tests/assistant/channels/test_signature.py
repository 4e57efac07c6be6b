import base64
import hashlib
import hmac
import json

import pytest

from assistant.channels.signature import challenge, signed, signed_request
from tests.assistant.channels.bodies import SECRET, message, raw, signature, whatsapp

BODY = raw(whatsapp(message("text", {"body": "السلام"})))
SECRETS = [b"old", SECRET.encode()]


def test_the_raw_bytes_are_what_is_signed() -> None:
    assert b"\\u0627" in BODY
    assert signed(BODY, signature(BODY), SECRETS)
    assert signed(BODY, signature(BODY, "old"), SECRETS)
    rewritten = json.dumps(json.loads(BODY), ensure_ascii=False).encode()
    assert not signed(rewritten, signature(BODY), SECRETS)


@pytest.mark.parametrize(
    "header", [None, "", "sha256=", "sha1=abc", signature(BODY, "other"), signature(BODY)[:-1], "sha256=é", "sha256=" + "0" * 64]
)
def test_anything_else_is_refused(header: str | None) -> None:
    assert not signed(BODY, header, SECRETS)
    assert not signed(BODY, header, [])


def test_every_flipped_byte_is_noticed() -> None:
    good = signature(BODY)
    for place in range(0, len(BODY), 7):
        flipped = bytes([*BODY[:place], BODY[place] ^ 1, *BODY[place + 1 :]])
        assert not signed(flipped, good, SECRETS)


@pytest.mark.parametrize(
    ("mode", "token", "asked", "expected", "given"),
    [
        ("subscribe", "t", "1158201444", "t", "1158201444"),
        ("subscribe", "x", "1", "t", None),
        ("subscribe", "", "1", "", None),
        ("unsubscribe", "t", "1", "t", None),
        ("subscribe", "t", "<script>", "t", None),
        ("subscribe", "t", "1" * 257, "t", None),
        ("subscribe", "é", "1", "é", "1"),
    ],
)
def test_the_challenge_is_given_back_only_where_all_fits(
    mode: str, token: str, asked: str, expected: str, given: str | None
) -> None:
    assert challenge(mode, token, asked, expected) == given


def test_a_deletion_request_is_read_if_signed() -> None:
    payload = base64.urlsafe_b64encode(json.dumps({"user_id": "5551"}).encode()).rstrip(b"=")
    mac = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), payload, hashlib.sha256).digest()).rstrip(b"=")
    text = f"{mac.decode()}.{payload.decode()}"
    assert signed_request(text, SECRETS) == {"user_id": "5551"}
    for bad in ("", ".", "a.b", "é.é", f"x{text}", text[:-2]):
        assert signed_request(bad, SECRETS) is None
