import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.channels.errors import SpoolUnavailable
from assistant.channels.routes import router
from assistant.channels.setup import Channels, ChannelsSettings, open_channels
from assistant.problems import answer_with_problems
from tests.assistant.channels.bodies import SECRET, event, message, messenger, raw, signature, whatsapp
from tests.assistant.channels.stage import ScriptedAnswer, settings
from tests.conftest import ROOT
from tests.fakes import FakeHistory


@pytest.fixture
def channels(tmp_path: Path) -> Channels:
    """No Redis: everything that is accepted lies in the spool."""
    chosen = settings(tmp_path, "http://127.0.0.1:9", worker=False, body_bytes=4_096)
    opened = open_channels(chosen, "redis://127.0.0.1:9", ScriptedAnswer(), FakeHistory(), ROOT / "prompts")
    assert opened is not None
    return opened


@pytest.fixture
def client(channels: Channels) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router(channels))
    answer_with_problems(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def post(client: TestClient, channel: str, content: bytes, signed: str | None = None) -> int:
    headers = {"X-Hub-Signature-256": signature(content) if signed is None else signed}
    return client.post(f"/channels/{channel}", content=content, headers=headers).status_code


def test_a_webhook_is_set_up_with_the_verify_token_only(client: TestClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "v"}
    good = client.get("/channels/whatsapp", params=asked)
    assert (good.status_code, good.text) == (200, "1158201444")
    assert good.headers["content-type"].startswith("text/plain")
    assert client.get("/channels/messenger", params={**asked, "hub.verify_token": "x"}).status_code == 403
    assert client.get("/channels/messenger").status_code == 403


def test_what_is_signed_is_kept_and_acknowledged(client: TestClient, channels: Channels) -> None:
    assert post(client, "whatsapp", raw(whatsapp(message("text", {"body": "سؤال"})))) == 200
    assert post(client, "messenger", raw(messenger(event("message", {"mid": "m", "text": "a"})))) == 200
    rows = channels.spool.oldest(9)
    assert [entry["channel"] for _, entry in rows] == ["whatsapp", "messenger"]
    assert "31612345678" not in json.dumps(rows)


def test_what_is_not_signed_changes_nothing(client: TestClient, channels: Channels) -> None:
    content = raw(whatsapp(message("text", {"body": "a"})))
    for bad in ("", signature(content, "other"), signature(content + b" ")):
        assert post(client, "whatsapp", content, bad) == 401
    assert post(client, "whatsapp", b"x" * 5_000) == 413
    assert len(channels.spool) == 0


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b"3", b"{}", b'{"entry": 3}', b"[" * 3_000])
def test_signed_nonsense_is_acknowledged(client: TestClient, content: bytes) -> None:
    assert post(client, "whatsapp", content) == 200
    assert post(client, "messenger", content) == 200


def test_where_nothing_can_be_kept_it_is_to_be_sent_again(
    client: TestClient, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise SpoolUnavailable("disk full")

    monkeypatch.setattr(channels.spool, "add", full)
    content = raw(whatsapp(message("text", {"body": "a"})))
    assert post(client, "whatsapp", content) == 503


def test_meta_may_ask_for_a_deletion(client: TestClient) -> None:
    payload = base64.urlsafe_b64encode(json.dumps({"user_id": "5551"}).encode()).rstrip(b"=")
    mac = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), payload, hashlib.sha256).digest()).rstrip(b"=")
    forged = client.post("/channels/messenger/deletion", data={"signed_request": f"x.{payload.decode()}"})
    assert forged.status_code == 401
    asked = client.post("/channels/messenger/deletion", data={"signed_request": f"{mac.decode()}.{payload.decode()}"})
    assert asked.status_code == 503  # there is no Redis here to delete from
    assert client.get("/channels/deletions/0123456789abcdef").status_code == 200
    assert client.get("/channels/deletions/x").status_code == 404


def test_an_export_opens_with_its_link_only(client: TestClient, channels: Channels) -> None:
    assert client.get(f"/channels/export/{channels.sealer.seal('a' * 32)}").json()["turns"] == []
    assert client.get("/channels/export/x").status_code == 404


def test_channels_that_are_off_have_no_routes() -> None:
    off = ChannelsSettings.load()
    assert open_channels(off, "redis://127.0.0.1:9", ScriptedAnswer(), FakeHistory(), ROOT / "prompts") is None
