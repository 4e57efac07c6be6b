import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels import whatsapp
from assistant.channels.types import Channel, Choice, Inbound, Kind, Part
from tests.assistant.channels.bodies import AT, NUMBER, PHONE, SCOPED, message
from tests.assistant.channels.bodies import whatsapp as body

MEDIA = {"id": "1", "mime_type": "x/y", "sha256": "a"}


def parse(content: Any) -> list[Inbound]:
    return whatsapp.parse(content, NUMBER)


def tapped(named: str, choice: str) -> dict[str, Any]:
    return message("interactive", {"type": named, named: {"id": choice, "title": "x"}})


def edited(named: str, content: Any) -> dict[str, Any]:
    return message("edit", {"original_message_id": "wamid.0", "message": {"type": named, named: content}})


@pytest.mark.parametrize(
    ("sent", "kind", "text", "target"),
    [
        (message("text", {"body": "شحال كيكلف؟"}), Kind.TEXT, "شحال كيكلف؟", ""),
        (message("text", {"body": "half \ud83d"}), Kind.TEXT, "half ?", ""),
        (tapped("button_reply", "say:SARL"), Kind.CHOICE, "say:SARL", ""),
        (tapped("list_reply", "say:SAS"), Kind.CHOICE, "say:SAS", ""),
        (message("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "3"}}), Kind.UNSUPPORTED, "", ""),
        (message("interactive"), Kind.UNSUPPORTED, "", ""),
        (message("button", {"payload": "say:oui", "text": "Oui"}), Kind.CHOICE, "say:oui", ""),
        (message("image", {**MEDIA, "caption": "Ceci ?"}), Kind.IMAGE, "Ceci ?", ""),
        (message("video", MEDIA), Kind.VIDEO, "", ""),
        (message("document", {**MEDIA, "filename": "a.pdf"}), Kind.DOCUMENT, "", ""),
        (message("audio", {**MEDIA, "voice": True}), Kind.AUDIO, "", ""),
        (message("voice", MEDIA), Kind.AUDIO, "", ""),
        (message("sticker", MEDIA), Kind.STICKER, "", ""),
        (message("location", {"latitude": 1.0, "longitude": 2.0}), Kind.LOCATION, "", ""),
        (message("contacts", [{"name": {"first_name": "A"}}]), Kind.CONTACTS, "", ""),
        (message("order", {"product_items": []}), Kind.ORDER, "", ""),
        (message("reaction", {"message_id": "wamid.0", "emoji": "👍"}), Kind.REACTION, "👍", "wamid.0"),
        (message("reaction", {"message_id": "wamid.0"}), Kind.REACTION, "", "wamid.0"),
        (edited("text", {"body": "b"}), Kind.EDIT, "b", "wamid.0"),
        (edited("image", {"caption": "c"}), Kind.EDIT, "c", "wamid.0"),
        (message("revoke", {"original_message_id": "wamid.0"}), Kind.REVOKE, "", "wamid.0"),
        (message("system", {"type": "customer_identity_changed"}), Kind.SYSTEM, "", ""),
        (message("unsupported", errors=[{"code": 131051, "title": "t"}]), Kind.UNSUPPORTED, "", ""),
        (message("hologram", {"x": 1}), Kind.UNSUPPORTED, "", ""),
        (message("text", {"body": "a"}, group_id="g"), Kind.GROUP, "", ""),
    ],
)  # fmt: skip
def test_every_type_is_read(sent: dict[str, Any], kind: Kind, text: str, target: str) -> None:
    (event,) = parse(json.loads(json.dumps(body(sent))))
    assert (event.kind, event.text, event.target) == (kind, text, target)
    assert (event.channel, event.message_id, event.at, event.phone) == (Channel.WHATSAPP, "wamid.1", AT, PHONE)


def test_all_entries_changes_messages_and_statuses_are_read_and_a_poison_item_stops_none() -> None:
    first = body(
        message(message_id="a", content={"body": "1"}),
        {"id": "poison", "type": "text"},
        None,  # type: ignore[arg-type]
        message(message_id="b", content={"body": "2"}),
        statuses=[{"id": "s", "status": "delivered", "timestamp": "1", "biz_opaque_callback_data": "e.0"}, {"no": "id"}],
    )
    second = body(message(message_id="c", content={"body": "3"}))
    first["entry"] += second["entry"]
    first["entry"][0]["changes"] += body(message(message_id="d", content={"body": "4"}))["entry"][0]["changes"]
    events = parse(first)
    kinds = [event.kind for event in events]
    assert [event.message_id for event in events if event.kind is Kind.TEXT] == ["a", "b", "d", "c"]
    assert kinds.count(Kind.MALFORMED) == 3
    status = next(event for event in events if event.kind is Kind.STATUS)
    assert (status.message_id, status.target, status.status, status.reference) == ("s:delivered", "s", "delivered", "e.0")


def test_a_failed_status_keeps_its_code_and_an_unknown_one_its_name() -> None:
    failed = {"id": "s", "status": "failed", "timestamp": "1", "errors": [{"code": 131026, "title": "x"}]}
    events = parse(body(statuses=[failed, {"id": "s", "status": "in_orbit", "timestamp": "1"}]))
    assert [(event.status, event.code) for event in events] == [("failed", 131026), ("in_orbit", 0)]


@pytest.mark.parametrize(
    ("fields", "contacts", "people"),
    [
        ({}, [{"wa_id": PHONE}], (PHONE,)),
        ({"from": SCOPED}, [], (SCOPED,)),
        ({}, [{"wa_id": PHONE, "user_id": SCOPED}], (SCOPED, PHONE)),
        ({"from_user_id": SCOPED}, [], (SCOPED, PHONE)),
        ({}, [{"wa_id": "1", "user_id": "NL.other"}, {"wa_id": PHONE, "user_id": SCOPED}], (SCOPED, PHONE)),
    ],
)
def test_a_person_is_known_by_scoped_id_then_phone(fields: Any, contacts: Any, people: tuple[str, ...]) -> None:
    (event,) = parse(body(message("text", {"body": "a"}, **fields), contacts=contacts))
    assert event.people == people


@pytest.mark.parametrize(
    ("change", "new", "formerly"),
    [
        (message("system", {"type": "user_changed_number", "wa_id": "212600000000"}), "212600000000", PHONE),
        (message("system", {"type": "user_changed_user_id", "user_id": "MA.x", "previous_user_id": SCOPED}), "MA.x", SCOPED),
    ],
)
def test_a_change_of_number_or_id_is_read(change: Any, new: str, formerly: str) -> None:
    (event,) = parse(body(change))
    assert (event.kind, event.text, event.formerly) == (Kind.MOVED, new, formerly)


def test_other_numbers_are_dropped_and_other_fields_noted() -> None:
    foreign = body(message("text", {"body": "a"}), metadata={"phone_number_id": "other"})
    assert parse(foreign) == []
    update = {
        "entry": [{"changes": [{"field": "account_update", "value": {"event": "x"}}, {"field": "user_id_update", "value": {}}]}]
    }
    assert [event.kind for event in parse(update)] == [Kind.ACCOUNT, Kind.MALFORMED]
    assert [event.code for event in parse(body(errors=[{"code": 131031}]))] == [131031]


names = st.sampled_from(["id", "type", "text", "body", "value", "messages"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner),
    max_leaves=12,
)  # fmt: skip


@given(json_values, json_values)
def test_no_json_raises(content: Any, item: Any) -> None:
    whatsapp.parse(content if isinstance(content, dict) else {}, NUMBER)
    events = parse(body(item, statuses=[item]))
    assert len(events) >= 2
    assert all(Inbound.restored(json.loads(json.dumps(event.stored()))) == event for event in events)


def test_bodies_that_are_sent_keep_metas_limits() -> None:
    event = Inbound(Channel.WHATSAPP, Kind.TEXT, "wamid.1", phone=PHONE, user_id=SCOPED)
    assert whatsapp.message_body(Part("Oui"), event, "e.0", "Choisir") == {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": PHONE, "biz_opaque_callback_data": "e.0",
        "type": "text", "text": {"body": "Oui", "preview_url": False},
    }  # fmt: skip
    by_id = Inbound(Channel.WHATSAPP, Kind.TEXT, "wamid.1", user_id=SCOPED)
    assert whatsapp.message_body(Part("Oui"), by_id, "e.0", "")["recipient"] == SCOPED
    few = whatsapp.message_body(Part("?", (Choice("SARL", "say:SARL"), Choice("SAS", "say:SAS"))), event, "e.0", "Choisir")
    assert [button["reply"] for button in few["interactive"]["action"]["buttons"]] == [
        {"id": "say:SARL", "title": "SARL"}, {"id": "say:SAS", "title": "SAS"}
    ]  # fmt: skip
    many = tuple(Choice(f"{number} a very long label of a choice", "say:" + "x" * 300) for number in range(12))
    action = whatsapp.message_body(Part("?", many), event, "e.0", "Choisir une option ici")["interactive"]["action"]
    rows = action["sections"][0]["rows"]
    assert len(action["button"]) <= 20
    assert len(rows) == 10
    assert all(len(row["id"]) <= 200 and len(row["title"]) <= 24 and len(row["description"]) <= 72 for row in rows)
    assert whatsapp.sent_id({"messages": [{"id": "wamid.2"}]}) == "wamid.2"
    assert whatsapp.sent_id({}) == ""
