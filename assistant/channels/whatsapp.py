"""WhatsApp's Cloud API: webhook bodies -> inbound events, parts -> message bodies.

Read tolerantly: whatever Meta adds must not stop the rest of a body. Field names are Meta's.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.channels.payload import digest, items_of, text_of
from assistant.channels.types import Channel, Inbound, Kind, Part

TEXT_LIMIT = 4_096  # UTF-16 units
BODY_LIMIT = 1_024  # of a text with buttons or a list
_BUTTONS, _BUTTON_TITLE, _BUTTON_ID = 3, 20, 256
_ROWS, _ROW_TITLE, _ROW_DESCRIPTION, _ROW_ID = 10, 24, 72, 200
CHOICES = _ROWS
_CALLBACK = 512
_SCOPED_ID = re.compile(r"[A-Z]{2}\.\w+")
_MEDIA = {"image": Kind.IMAGE, "video": Kind.VIDEO, "document": Kind.DOCUMENT}
_PLAIN = {
    "audio": Kind.AUDIO, "voice": Kind.AUDIO, "sticker": Kind.STICKER, "location": Kind.LOCATION,
    "contacts": Kind.CONTACTS, "order": Kind.ORDER,
}  # fmt: skip


def parse(body: Mapping[str, Any], phone_number_id: str) -> list[Inbound]:
    """Every event of a body that is for our number. What cannot be read becomes one event of its own: `MALFORMED`."""
    events: list[Inbound] = []
    for entry in items_of(body, "entry"):
        for change in items_of(entry, "changes"):
            events += _change(change, phone_number_id)
    return events


def _change(change: Mapping[str, Any], phone_number_id: str) -> Iterator[Inbound]:
    value = change.get("value")
    value = value if isinstance(value, dict) else {}
    if change.get("field") == "user_id_update":
        yield _guarded(_user_id_update, value, value)
    elif change.get("field") != "messages":
        yield Inbound(Channel.WHATSAPP, Kind.ACCOUNT, digest(change), text=str(change.get("field", "")))
    elif text_of(value.get("metadata"), "phone_number_id") == phone_number_id:
        contacts = items_of(value, "contacts")
        for message in value.get("messages") or ():
            yield _guarded(_message, message, contacts)
        for status in value.get("statuses") or ():
            yield _guarded(_status, status, contacts)
        for error in items_of(value, "errors"):
            yield Inbound(Channel.WHATSAPP, Kind.ACCOUNT, digest(error), text="errors", code=_code([error]))


def _guarded(read: Any, item: Any, context: Any) -> Inbound:
    try:
        event: Inbound = read(item, context)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Inbound(Channel.WHATSAPP, Kind.MALFORMED, digest(item), text=json.dumps(item)[:4_000])
    return event


def _message(message: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]) -> Inbound:
    user_id, phone = _sender(message, contacts)
    kind, fields = _content(message)
    if message.get("group_id"):
        kind, fields = Kind.GROUP, {}
    return Inbound(
        Channel.WHATSAPP, kind, str(message["id"]), float(message["timestamp"]), user_id, phone, **fields
    )  # fmt: skip


def _sender(message: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    ids = [text_of(message, "from_user_id"), text_of(message, "from")]
    for contact in contacts:
        known = [text_of(contact, "user_id"), text_of(contact, "wa_id")]
        if len(contacts) == 1 or set(ids) & set(filter(None, known)):
            ids += known
    user_id = next((one for one in ids if _SCOPED_ID.fullmatch(one)), "")
    phone = next((one for one in ids if one.isdigit()), "")
    return user_id, phone


def _content(message: Mapping[str, Any]) -> tuple[Kind, dict[str, Any]]:
    named = str(message.get("type", ""))
    content = message.get(named)
    if named == "text":
        return Kind.TEXT, {"text": text_of(message["text"], "body")}
    if named == "interactive" and isinstance(content, dict):
        reply = content.get(str(content.get("type", "")))
        if content.get("type") in {"button_reply", "list_reply"} and isinstance(reply, dict):
            return Kind.CHOICE, {"text": text_of(reply, "id")}
    if named == "button":
        return Kind.CHOICE, {"text": text_of(content, "payload") or text_of(content, "text")}
    if named in _MEDIA:
        return _MEDIA[named], {"text": text_of(content, "caption")}
    if named == "reaction":
        return Kind.REACTION, {"target": str(message["reaction"]["message_id"]), "text": text_of(content, "emoji")}
    if named == "edit":
        edited = message["edit"].get("message") or {}
        said = edited.get(str(edited.get("type", "text"))) or {}
        return Kind.EDIT, {
            "target": str(message["edit"]["original_message_id"]), "text": text_of(said, "body") or text_of(said, "caption")
        }  # fmt: skip
    if named == "revoke":
        return Kind.REVOKE, {"target": str(message["revoke"]["original_message_id"])}
    if named == "system":
        return _system(message)
    return _PLAIN.get(named, Kind.UNSUPPORTED), {"code": _code(message.get("errors") or ())}


def _system(message: Mapping[str, Any]) -> tuple[Kind, dict[str, Any]]:
    content = message["system"]
    new_phone = text_of(content, "wa_id") or text_of(content, "new_wa_id")
    if content.get("type") == "user_changed_number" and new_phone:
        return Kind.MOVED, {"text": new_phone, "formerly": text_of(message, "from")}
    if content.get("type") == "user_changed_user_id" and text_of(content, "user_id"):
        formerly = text_of(content, "previous_user_id") or text_of(message, "from_user_id") or text_of(message, "from")
        return Kind.MOVED, {"text": text_of(content, "user_id"), "formerly": formerly}
    return Kind.SYSTEM, {}


def _user_id_update(value: Mapping[str, Any], _: Any) -> Inbound:
    changed = value["user_id"]
    return Inbound(
        Channel.WHATSAPP, Kind.MOVED, digest(value), text=str(changed["current"]), formerly=str(changed["previous"])
    )  # fmt: skip


def _status(status: Mapping[str, Any], _: Any) -> Inbound:
    name = str(status["status"])
    return Inbound(
        Channel.WHATSAPP, Kind.STATUS, f"{status['id']}:{name}", float(status.get("timestamp") or 0),
        target=str(status["id"]), status=name, reference=text_of(status, "biz_opaque_callback_data"),
        code=_code(status.get("errors") or ()),
    )  # fmt: skip


def message_body(part: Part, event: Inbound, reference: str, choose: str) -> dict[str, Any]:
    """The body that sends a part to the person who sent the event; `choose` is what the button that opens a list says."""
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual", **_to(event)}
    body["biz_opaque_callback_data"] = reference[:_CALLBACK]
    if not part.choices:
        return {**body, "type": "text", "text": {"body": part.text, "preview_url": False}}
    if len(part.choices) <= _BUTTONS and all(len(choice.label) <= _BUTTON_TITLE for choice in part.choices):
        buttons = [
            {"type": "reply", "reply": {"id": choice.message[:_BUTTON_ID], "title": choice.label}} for choice in part.choices
        ]
        action: dict[str, Any] = {"buttons": buttons}
        return {**body, "type": "interactive", "interactive": _interactive("button", part.text, action)}
    rows = [_row(choice.label, choice.message) for choice in part.choices[:_ROWS]]
    action = {"button": choose[:_BUTTON_TITLE], "sections": [{"rows": rows}]}
    return {**body, "type": "interactive", "interactive": _interactive("list", part.text, action)}


def typing_bodies(event: Inbound) -> list[dict[str, Any]]:
    """Marks the message as read and shows that an answer is being written, for 25 seconds at most."""
    return [
        {
            "messaging_product": "whatsapp", "status": "read", "message_id": event.message_id,
            "typing_indicator": {"type": "text"},
        }
    ]  # fmt: skip


def sent_id(answer: Mapping[str, Any]) -> str:
    """The id of the message that was sent, from Meta's answer."""
    messages = answer.get("messages")
    return text_of(messages[0], "id") if isinstance(messages, list) and messages else ""


def _to(event: Inbound) -> dict[str, str]:
    return {"to": event.phone} if event.phone else {"recipient": event.user_id}


def _interactive(named: str, text: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": named, "body": {"text": text}, "action": action}


def _row(label: str, message: str) -> dict[str, str]:
    row = {"id": message[:_ROW_ID], "title": label}
    if len(label) > _ROW_TITLE:
        row = {**row, "title": f"{label[: _ROW_TITLE - 1].rstrip()}…", "description": label[:_ROW_DESCRIPTION]}
    return row


def _code(errors: Any) -> int:
    return next((int(error["code"]) for error in errors if isinstance(error, dict) and str(error.get("code", "")).isdigit()), 0)
