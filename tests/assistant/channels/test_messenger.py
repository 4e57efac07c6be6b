import json
from typing import Any

import pytest

from assistant.channels import messenger
from assistant.channels.types import Channel, Choice, Inbound, Kind, Part
from tests.assistant.channels.bodies import APP, AT, PAGE, event
from tests.assistant.channels.bodies import messenger as body


def parse(content: Any) -> list[Inbound]:
    return messenger.parse(content, PAGE, APP)


def attached(named: str, text: str = "", **payload: Any) -> dict[str, Any]:
    return event("message", {"mid": "m", "text": text, "attachments": [{"type": named, "payload": payload}]})


@pytest.mark.parametrize(
    ("sent", "kind", "text", "target"),
    [
        (event("message", {"mid": "m", "text": "Bonjour"}), Kind.TEXT, "Bonjour", ""),
        (event("message", {"mid": "m", "text": "x", "quick_reply": {"payload": "say:SAS"}}), Kind.CHOICE, "say:SAS", ""),
        (attached("image", "Ceci ?"), Kind.IMAGE, "Ceci ?", ""),
        (attached("image", sticker_id=369239263222822), Kind.STICKER, "", ""),
        (attached("audio"), Kind.AUDIO, "", ""),
        (attached("file"), Kind.DOCUMENT, "", ""),
        (attached("location", coordinates={"lat": 1}), Kind.LOCATION, "", ""),
        (attached("fallback", "https://example.org"), Kind.TEXT, "https://example.org", ""),
        (attached("template"), Kind.UNSUPPORTED, "", ""),
        (event("message", {"mid": "m", "is_deleted": True}), Kind.REVOKE, "", "m"),
        (event("message", {"mid": "m", "is_unsupported": True}), Kind.UNSUPPORTED, "", ""),
        (event("postback", {"mid": "p", "title": "x", "payload": "say:aide"}), Kind.CHOICE, "say:aide", ""),
        (event("postback", {"title": "x"}), Kind.CHOICE, "", ""),
        (event("message_edit", {"mid": "m", "text": "b", "num_edit": 1}), Kind.EDIT, "b", "m"),
        (event("reaction", {"mid": "m", "action": "react", "emoji": "👎"}), Kind.REACTION, "👎", "m"),
        (event("reaction", {"mid": "m", "action": "unreact", "emoji": "👎"}), Kind.REACTION, "", "m"),
        (event("read", {"watermark": 1}), Kind.STATUS, "", ""),
        (event("optin", {"ref": "x"}), Kind.SYSTEM, "", ""),
        (event("take_thread_control", {"new_owner_app_id": 1}), Kind.PERSON, "", ""),
        (event("pass_thread_control", {"new_owner_app_id": int(APP)}), Kind.RETURNED, "", ""),
        (event("policy_enforcement", {"action": "block"}), Kind.ACCOUNT, "policy_enforcement", ""),
        (event("hologram", {}), Kind.SYSTEM, "", ""),
        (event("message", {"text": "no mid"}), Kind.MALFORMED, None, ""),
        (None, Kind.MALFORMED, "null", ""),
    ],
)  # fmt: skip
def test_every_event_is_read(sent: Any, kind: Kind, text: str | None, target: str) -> None:
    (found,) = parse(json.loads(json.dumps(body(sent))))
    assert (found.kind, found.target) == (kind, target)
    assert text is None or found.text == text


def test_ids_are_numbers_or_strings_and_times_seconds_or_milliseconds() -> None:
    sent = event("message", {"mid": "m", "text": "a"}, person=5551)
    (found,) = parse(body(sent))
    assert (found.people, found.at) == (("5551",), AT)
    assert parse(body({**sent, "timestamp": AT}))[0].at == AT
    assert messenger.parse({"entry": [{"id": int(PAGE), "messaging": [sent]}]}, PAGE, APP)[0].user_id == "5551"
    assert messenger.parse({"entry": [{"id": "other", "messaging": [sent]}]}, PAGE, APP) == []


def test_an_echo_is_ours_or_of_a_person() -> None:
    ours = {"mid": "m", "is_echo": True, "app_id": int(APP), "metadata": "e.0", "text": "a"}
    echo = {**event("message", ours, person=PAGE), "recipient": {"id": "5551"}}
    (found,) = parse(body(echo))
    assert (found.kind, found.user_id, found.reference, found.target) == (Kind.ECHO, "5551", "e.0", "m")
    (staff,) = parse(body({**echo, "message": {**ours, "app_id": 1}}))
    assert (staff.kind, staff.user_id) == (Kind.PERSON, "5551")


def test_each_delivered_message_is_a_status_and_standby_is_no_turn() -> None:
    found = parse(body(event("delivery", {"mids": ["a", "b"], "watermark": 1})))
    assert [(one.kind, one.target, one.status) for one in found] == [
        (Kind.STATUS, "a", "delivered"),
        (Kind.STATUS, "b", "delivered"),
    ]
    standby = {"entry": [{"id": PAGE, "standby": [event("message", {"mid": "m", "text": "a"})]}]}
    assert [one.kind for one in parse(standby)] == [Kind.SYSTEM]


def test_bodies_that_are_sent_keep_metas_limits() -> None:
    person = Inbound(Channel.MESSENGER, Kind.TEXT, "m", user_id="5551")
    many = tuple(Choice("a label that is much too long", "say:" + "x" * 2_000) for _ in range(20))
    sent = messenger.message_body(Part("?", many), person, "e.0")
    replies = sent["message"]["quick_replies"]
    assert sent["recipient"] == {"id": "5551"}
    assert sent["message"]["metadata"] == "e.0"
    assert len(replies) == 13
    assert all(len(reply["title"]) <= 20 and len(reply["payload"]) <= 1_000 for reply in replies)
    assert [one["sender_action"] for one in messenger.typing_bodies(person)] == ["mark_seen", "typing_on"]
