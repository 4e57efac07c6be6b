"""Webhook bodies in the shapes of Meta's contract."""

import hashlib
import hmac
import json
from typing import Any

SECRET = "app-secret"
NUMBER, PAGE, APP = "1122334455667", "777000777", "424242"
PHONE, SCOPED = "31612345678", "NL.Abc123"
AT = 1_795_600_000


def whatsapp(*messages: dict[str, Any], statuses: Any = (), contacts: Any = None, **value: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "212500000000", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Samira"}, "wa_id": PHONE}] if contacts is None else contacts,
        **value,
    }
    if messages:
        content["messages"] = list(messages)
    if statuses:
        content["statuses"] = list(statuses)
    return {"object": "whatsapp_business_account", "entry": [{"id": "99", "changes": [{"field": "messages", "value": content}]}]}


def message(named: str = "text", content: Any = None, message_id: str = "wamid.1", **fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"from": PHONE, "id": message_id, "timestamp": str(AT), "type": named, **fields}
    return body if content is None else {**body, named: content}


def messenger(*events: dict[str, Any]) -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": PAGE, "time": AT * 1000, "messaging": list(events)}]}


def event(named: str, content: Any, person: Any = "5551", **fields: Any) -> dict[str, Any]:
    return {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": AT * 1000, named: content, **fields}


def raw(body: Any) -> bytes:
    """As Meta writes it: letters beyond ASCII escaped."""
    return json.dumps(body, ensure_ascii=True).encode()


def signature(content: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
