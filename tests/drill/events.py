"""Inbound events of all kinds, as signed webhook bodies, with the ids that the ledger will know them by."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.channels import messenger, whatsapp
from assistant.channels.seal import Sealer
from assistant.channels.types import Channel, Kind
from tests.fake_meta.graph import FakeMeta

_WHATSAPP_PEOPLE, _MESSENGER_PEOPLE = 24, 16
_WHATSAPP = {
    "text": 44, "interactive": 7, "image": 6, "audio": 6, "location": 4, "sticker": 4, "contacts": 3, "reaction": 7,
    "edit": 3, "revoke": 3, "hologram": 3, "status": 10, "system": 3, "group": 2, "malformed": 2,
}  # fmt: skip
_MESSENGER = {
    "text": 26,
    "postback": 6,
    "image": 4,
    "audio": 3,
    "reaction": 5,
    "message_edit": 2,
    "deleted": 2,
    "read": 4,
    "optin": 2,
}


@dataclass(frozen=True)
class Event:
    """One event and the body that brings it. `tag` stands in its text and in no other's."""

    id: str
    channel: str
    kind: Kind
    person: str
    at: float
    tag: str
    body: dict[str, Any]


def events(count: int, meta: FakeMeta, sealer: Sealer, seed: int, prefix: str) -> list[Event]:
    """`count` events of people of both channels; each person's are a second apart at least."""
    draw = random.Random(seed)
    clock: dict[str, float] = {}
    start = time.time() - 600
    found = []
    names = list(_names())
    draw.shuffle(names)
    for number in range(count):
        named, channel = names[number % len(names)]
        people = _WHATSAPP_PEOPLE if channel is Channel.WHATSAPP else _MESSENGER_PEOPLE
        person = f"{'316000' if channel is Channel.WHATSAPP else '555000'}{draw.randrange(people):05d}"
        at = clock[person] = int(max(clock.get(person, 0), start) + draw.randint(1, 5))
        tag = f"{prefix}{number:04d}"
        body = (_whatsapp if channel is Channel.WHATSAPP else _messenger)(meta, named, tag, person, at)
        (event,) = (
            whatsapp.parse(body, meta.number) if channel is Channel.WHATSAPP else messenger.parse(body, meta.page, meta.app)
        )
        found.append(Event(sealer.id(channel.value, event.message_id), channel.value, event.kind, person, at, tag, body))
    return found


def _names() -> Iterator[tuple[str, Channel]]:
    for channel, weights in ((Channel.WHATSAPP, _WHATSAPP), (Channel.MESSENGER, _MESSENGER)):
        for named, weight in weights.items():
            yield from [(named, channel)] * weight


def _whatsapp(meta: FakeMeta, named: str, tag: str, person: str, at: int) -> dict[str, Any]:
    said = f"Question {tag} ?"
    contents: dict[str, Any] = {
        "text": {"body": said},
        "interactive": {"type": "button_reply", "button_reply": {"id": f"say:{said}", "title": "x"}},
        "image": {"id": "1", "mime_type": "image/jpeg", "caption": said},
        "audio": {"id": "1", "voice": True},
        "location": {"latitude": 1.0, "longitude": 2.0},
        "sticker": {"id": "1"},
        "contacts": [{"name": {"first_name": "x"}}],
        "reaction": {"message_id": f"wamid.of.{tag}", "emoji": "👍"},
        "edit": {"original_message_id": f"wamid.of.{tag}", "message": {"type": "text", "text": {"body": said}}},
        "revoke": {"original_message_id": f"wamid.of.{tag}"},
        "hologram": {"x": 1},
        "system": {"type": "customer_identity_changed"},
    }
    if named == "status":
        return meta.whatsapp(statuses=[{"id": f"wamid.of.{tag}", "status": "read", "timestamp": str(at), "recipient_id": person}])
    if named == "malformed":
        return meta.whatsapp({"id": f"wamid.{tag}", "type": "text"}, phone=person)
    message = {"from": person, "id": f"wamid.{tag}", "timestamp": str(at), "type": "text" if named == "group" else named}
    message |= {"group_id": "g", "text": contents["text"]} if named == "group" else {named: contents[named]}
    return meta.whatsapp(message, phone=person)


def _messenger(meta: FakeMeta, named: str, tag: str, person: str, at: int) -> dict[str, Any]:
    said = f"Question {tag} ?"
    contents: dict[str, tuple[str, Any]] = {
        "text": ("message", {"mid": f"m.{tag}", "text": said}),
        "postback": ("postback", {"mid": f"m.{tag}", "title": "x", "payload": f"say:{said}"}),
        "image": ("message", {"mid": f"m.{tag}", "text": said, "attachments": [{"type": "image", "payload": {"url": "x"}}]}),
        "audio": ("message", {"mid": f"m.{tag}", "attachments": [{"type": "audio", "payload": {"url": "x"}}]}),
        "reaction": ("reaction", {"mid": f"m.of.{tag}", "action": "react", "emoji": "👎"}),
        "message_edit": ("message_edit", {"mid": f"m.of.{tag}", "text": said, "num_edit": 1}),
        "deleted": ("message", {"mid": f"m.of.{tag}", "is_deleted": True}),
        "read": ("read", {"watermark": at * 1000}),
        "optin": ("optin", {"ref": tag}),
    }
    name, content = contents[named]
    return meta.messenger({"sender": {"id": person}, "recipient": {"id": meta.page}, "timestamp": at * 1000, name: content})
