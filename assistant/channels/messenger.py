"""The Messenger Platform: webhook bodies -> inbound events, parts -> message bodies.

Read tolerantly: whatever Meta adds must not stop the rest of a body. Ids may come as numbers. Field names are Meta's.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.channels.payload import digest, items_of, text_of
from assistant.channels.types import Channel, Inbound, Kind, Part

TEXT_LIMIT = 2_000  # UTF-16 units
BODY_LIMIT = TEXT_LIMIT
CHOICES = 13
_TITLE, _PAYLOAD, _METADATA = 20, 1_000, 1_000
_MILLISECONDS = 100_000_000_000  # a timestamp above this is not in seconds
_ATTACHMENTS = {
    "image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO, "reel": Kind.VIDEO, "ig_reel": Kind.VIDEO,
    "file": Kind.DOCUMENT, "location": Kind.LOCATION, "sticker": Kind.STICKER,
}  # fmt: skip
_THREAD_CONTROLS = ("pass_thread_control", "take_thread_control", "request_thread_control")


def parse(body: Mapping[str, Any], page_id: str, app_id: str) -> list[Inbound]:
    """Every event of a body that is for our Page. What cannot be read becomes one event of its own: `MALFORMED`."""
    events: list[Inbound] = []
    for entry in items_of(body, "entry"):
        if text_of(entry, "id") == page_id:
            for item in entry.get("messaging") or ():
                events += _guarded(item, app_id)
            for change in entry.get("changes") or ():
                events.append(Inbound(Channel.MESSENGER, Kind.ACCOUNT, digest(change), text=text_of(change, "field")))
            for item in entry.get("standby") or ():
                events.append(Inbound(Channel.MESSENGER, Kind.SYSTEM, digest(item), text="standby"))
    return events


def _guarded(item: Any, app_id: str) -> list[Inbound]:
    try:
        return list(_events(item, app_id))
    except (AttributeError, KeyError, TypeError, ValueError):
        return [Inbound(Channel.MESSENGER, Kind.MALFORMED, digest(item), text=json.dumps(item)[:4_000])]


def _events(item: Mapping[str, Any], app_id: str) -> Iterator[Inbound]:
    person = text_of(item.get("sender"), "id")
    at = float(item.get("timestamp") or 0)
    at = at / 1000 if at > _MILLISECONDS else at

    def event(kind: Kind, message_id: str, **fields: Any) -> Inbound:
        return Inbound(Channel.MESSENGER, kind, message_id, at, **{"user_id": person, **fields})

    if "message" in item:
        yield _message(item, event, app_id)
    elif "postback" in item:
        postback = item["postback"]
        message_id = text_of(postback, "mid") or digest(item)
        yield event(Kind.CHOICE, message_id, text=text_of(postback, "payload"))
    elif "message_edit" in item:
        edit = item["message_edit"]
        message_id = f"{edit['mid']}:edit:{text_of(edit, 'num_edit') or at}"
        yield event(Kind.EDIT, message_id, target=str(edit["mid"]), text=text_of(edit, "text"))
    elif "reaction" in item:
        reaction = item["reaction"]
        emoji = text_of(reaction, "emoji") if reaction.get("action") == "react" else ""
        yield event(Kind.REACTION, digest(item), target=str(reaction["mid"]), text=emoji)
    elif "read" in item or "delivery" in item:
        name = "read" if "read" in item else "delivered"
        for mid in (item.get("delivery") or {}).get("mids") or [""]:
            yield event(Kind.STATUS, f"{mid or digest(item)}:{name}", target=str(mid), status=name)
    elif any(name in item for name in _THREAD_CONTROLS):
        owner = next(text_of(item[name], "new_owner_app_id") for name in _THREAD_CONTROLS if name in item)
        yield event(Kind.RETURNED if owner == app_id else Kind.PERSON, digest(item))
    elif "policy_enforcement" in item:
        yield Inbound(Channel.MESSENGER, Kind.ACCOUNT, digest(item), at, text="policy_enforcement")
    else:
        yield event(Kind.SYSTEM, digest(item))


def _message(item: Mapping[str, Any], event: Any, app_id: str) -> Inbound:
    message = item["message"]
    mid, text = str(message["mid"]), text_of(message, "text")
    found: Inbound
    if message.get("is_echo"):
        person = text_of(item.get("recipient"), "id")
        ours = text_of(message, "app_id") == app_id
        found = event(
            Kind.ECHO if ours else Kind.PERSON, f"{mid}:echo", user_id=person, target=mid, status="sent",
            reference=text_of(message, "metadata"),
        )  # fmt: skip
    elif message.get("is_deleted"):
        found = event(Kind.REVOKE, f"{mid}:deleted", target=mid)
    elif message.get("is_unsupported"):
        found = event(Kind.UNSUPPORTED, mid)
    elif message.get("quick_reply"):
        found = event(Kind.CHOICE, mid, text=str(message["quick_reply"]["payload"]))
    elif message.get("attachments"):
        attachment = message["attachments"][0]
        kind = _ATTACHMENTS.get(text_of(attachment, "type"), Kind.UNSUPPORTED)
        if (attachment.get("payload") or {}).get("sticker_id"):
            kind = Kind.STICKER
        found = event(Kind.TEXT if text and kind is Kind.UNSUPPORTED else kind, mid, text=text)
    else:
        found = event(Kind.TEXT if text else Kind.UNSUPPORTED, mid, text=text)
    return found


def message_body(part: Part, event: Inbound, reference: str, _: str = "") -> dict[str, Any]:
    """The body that sends a part to the person who sent the event."""
    message: dict[str, Any] = {"text": part.text, "metadata": reference[:_METADATA]}
    if part.choices:
        message["quick_replies"] = [
            {"content_type": "text", "title": _shortened(choice.label), "payload": choice.message[:_PAYLOAD]}
            for choice in part.choices[:CHOICES]
        ]
    return {"recipient": {"id": event.user_id}, "messaging_type": "RESPONSE", "message": message}


def typing_bodies(event: Inbound) -> list[dict[str, Any]]:
    """Mark the message as read, and show that an answer is being written."""
    return [{"recipient": {"id": event.user_id}, "sender_action": action} for action in ("mark_seen", "typing_on")]


def sent_id(answer: Mapping[str, Any]) -> str:
    """The id of the message that was sent, from Meta's answer."""
    return text_of(answer, "message_id")


def _shortened(label: str) -> str:
    return label if len(label) <= _TITLE else f"{label[: _TITLE - 1].rstrip()}…"
