"""From a signed webhook to what a person gets: real Valkey, real HTTP."""

import asyncio
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.texts import Command, Texts
from assistant.channels.types import Choice, Said
from assistant.types import Exchange, Status, Turn
from ingest.language import LANGUAGES
from ingest.types import Language
from tests.assistant.channels.stage import stage
from tests.conftest import ROOT
from tests.fake_meta.graph import Error, Fault, Mishap

pytestmark = pytest.mark.anyio
FRENCH = Language("fr")


async def test_a_question_is_read_answered_once_and_settled(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        asked = await it.whatsapp("text", {"body": "Capital ?"})
        for _ in range(3):
            await it.whatsapp("text", {"body": "Capital ?"}, id=asked)
        sent = await it.sent(2)
        assert [one.text for one in sent][1:] == ["Réponse : Capital ?"]
        assert "Jalia Invest" in sent[0].text
        assert [body["message_id"] for body in it.meta.typing] == [asked]
        assert await it.outcomes(1) == ["answered"]
        await it.whatsapp("text", {"body": "Et une SAS ?"})
        assert [one.text for one in await it.sent(3)][2:] == ["Réponse : Et une SAS ?"]
        assert [turn.introduced for turn in it.answer.asked] == [True, False]  # the notice said that a machine answers
        assert [turn.conversation_id for turn in it.answer.asked] == [it.answer.asked[0].conversation_id] * 2
        everything = str([await it.channels.store.client.dump(key) for key in await it.channels.store.client.keys("*")])
        assert "31600000001" not in everything
        assert "Capital" not in everything


async def test_messenger_works_alike(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.messenger("message", {"mid": "m.1", "text": "Capital ?"})
        sent = await it.sent(2)
        assert sent[1].person == "5551"
        assert [body["sender_action"] for body in it.meta.typing] == ["mark_seen", "typing_on"]
        await it.messenger("postback", {"mid": "m.2", "payload": "say:Une SAS ?"})
        assert (await it.sent(3))[2].text == "Réponse : Une SAS ?"


async def test_messages_of_a_person_are_answered_in_the_order_they_were_sent(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path, quiet_seconds=0.4) as it:
        now = time.time() - 60
        for number in (3, 1, 4, 2):
            await it.whatsapp("text", {"body": f"q{number}"}, at=now + number)
        assert [one.text[-2:] for one in (await it.sent(5))[1:]] == ["q1", "q2", "q3", "q4"]


@pytest.mark.parametrize(
    ("named", "content", "says"),
    [
        ("audio", {"id": "1", "voice": True}, "vocaux"),
        ("image", {"id": "1"}, "images"),
        ("location", {"latitude": 1, "longitude": 2}, "positions"),
        ("contacts", [{"name": {}}], "contact"),
        ("order", {}, "ce type de message"),
        ("hologram", {}, "ce type de message"),
        ("text", {"body": "🙂"}, "question"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "unknown", "title": "x"}}, "question"),
    ],
)
async def test_what_cannot_be_read_gets_a_fixed_reply(valkey: str, tmp_path: Path, named: str, content: Any, says: str) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp(named, content)
        assert says in (await it.sent(2))[1].text
        assert await it.outcomes(1) == ["declined"]
        assert not it.answer.asked


async def test_a_caption_is_the_question_and_stickers_get_one_reply_an_hour(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp("image", {"id": "1", "caption": "Ce papier ?"})
        assert (await it.sent(2))[1].text.endswith("Réponse : Ce papier ?")
        assert "images" in it.meta.sent[1].text
        await it.whatsapp("sticker", {"id": "1"})
        await it.whatsapp("sticker", {"id": "2"})
        assert await it.outcomes(3) == ["answered", "declined", "ignored"]
        assert len(await it.sent(3)) == 3


async def test_a_long_answer_comes_in_parts_with_sources_and_choices(valkey: str, tmp_path: Path) -> None:
    page = "/v1/sources/ab?start=1&end=9#cited"
    source = {"number": 1, "reference": "Loi n° 5-96, art. 46", "title": "La SARL", "source_url": page}
    source |= {"document_id": "ab", "quote": "La SARL n'a pas de capital minimum légal."}
    choices = (Choice("SARL", "Et la SARL ?"), Choice("SAS", "Et la SAS ?"))
    long = " ".join(f"Phrase numéro {number} de la réponse." for number in range(300))
    async with stage(valkey, tmp_path) as it:
        it.answer.said = lambda _: Said(f"{long} [1]", FRENCH, (source,), choices)
        await it.whatsapp("text", {"body": "Tout ?"})
        sent = (await it.sent(5))[1:]
        assert all(len(one.text) <= 4096 for one in sent)
        assert [one.reference.split(".")[1] for one in sent] == [str(1 + number) for number in range(len(sent))]
        assert f"[1] Loi n° 5-96, art. 46 · La SARL\nhttp://127.0.0.1:8000{page}" in sent[-2].text
        buttons = sent[-1].body["interactive"]["action"]["buttons"]
        await it.whatsapp("interactive", {"type": "button_reply", "button_reply": buttons[1]["reply"]})
        await it.until(lambda: len(it.answer.asked) == 2)
        assert it.answer.asked[1].text == "Et la SAS ?"


async def test_stop_start_erase_and_export(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp("text", {"body": "STOP"})
        assert "START" in (await it.sent(1))[0].text
        await it.whatsapp("text", {"body": "Capital ?"})
        assert await it.outcomes(2) == ["declined", "ignored"]
        await it.whatsapp("text", {"body": "mes données"})  # a right that STOP does not take away
        link = (await it.sent(2))[1].text.split()[-1].replace("http://127.0.0.1:8000", it.meta.webhooks)
        response = await it.meta._client.get(link)
        assert response.json()["turns"] == []
        assert (await it.meta._client.get(link[:-9] + "AAAAAAAAA")).status_code == 404
        user = response.json()["conversation_id"]
        it.history.conversations[user] = []
        await it.whatsapp("text", {"body": "احذف"})
        assert "محيت" in (await it.sent(3))[2].text
        assert it.history.conversations == {}
        await it.whatsapp("text", {"body": "Capital ?"})
        await it.whatsapp("text", {"body": "start"})
        assert (await it.outcomes(6))[4:] == ["ignored", "declined"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_persons_first_word_may_be_stop_in_any_language(language: str, valkey: str, tmp_path: Path) -> None:
    texts = Texts.load(ROOT / "prompts")
    stop = next(word for word, command in texts.commands.items() if command == Command("stop", (Language(language),)))
    async with stage(valkey, tmp_path) as it:  # speaks French to who has said nothing yet
        await it.messenger("message", {"mid": "m.1", "text": stop})
        assert (await it.sent(1))[0].text == texts.text("stopped", Language(language))
        await it.messenger("message", {"mid": "m.2", "text": "Start"})
        assert (await it.sent(2))[1].text == texts.text("started", Language(language))


async def test_who_sends_too_much_is_told_once(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path, per_minute=2) as it:
        for number in range(5):
            await it.whatsapp("text", {"body": f"q{number}"})
            await it.outcomes(number + 1)
        assert await it.outcomes(5) == ["answered", "answered", "declined", "ignored", "ignored"]


async def test_late_messages_say_so_or_are_not_answered(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp("text", {"body": "vieux"}, at=time.time() - 24 * 3600)
        await it.whatsapp("text", {"body": "tard"}, at=time.time() - 3600, phone="31600000002")
        await it.whatsapp("text", {"body": "futur"}, at=time.time() + 900, phone="31600000003")
        assert sorted(await it.outcomes(3)) == ["answered", "answered", "late"]
        texts = {one.person: one.text for one in await it.sent(4)}
        assert texts["31600000002"].startswith("Désolé")
        assert texts["31600000003"] == "Réponse : futur"


async def test_edits_and_revocations(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path, quiet_seconds=0.4) as it:
        first = await it.whatsapp("text", {"body": "avant"})
        edited = {"original_message_id": first, "message": {"type": "text", "text": {"body": "après"}}}
        await it.whatsapp("edit", edited, at=time.time() + 1)
        second = await it.whatsapp("text", {"body": "non"}, phone="31600000002")
        await it.whatsapp("revoke", {"original_message_id": second}, phone="31600000002", at=time.time() + 1)
        assert sorted(await it.outcomes(2)) == ["answered", "ignored"]
        assert [turn.text for turn in it.answer.asked] == ["après"]


def faults(*script: Fault) -> Any:
    left = list(script)
    return lambda _: left.pop(0) if left else None


@pytest.mark.parametrize(
    ("fault", "outcome", "calls"),
    [
        (Mishap.CUT, "answered", 1),
        (Mishap.NOWHERE, "answered", 2),
        (Mishap.GATEWAY, "answered", 2),
        (Error(131016, 503), "answered", 2),
        (Error(131026), "undeliverable", 1),
        (Error(131047), "late", 1),
        (Error(100), "dead", 1),
        (Error(999_999), "dead", 1),
    ],
)
async def test_a_send_that_fails(valkey: str, tmp_path: Path, fault: Fault, outcome: str, calls: int) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp("text", {"body": "STOP"})
        await it.sent(1)
        await it.whatsapp("text", {"body": "START"}, phone="31600000002")
        await it.sent(2)
        before = len(it.meta.calls)
        it.meta.fault = faults(fault)
        await it.whatsapp("text", {"body": "STOP"}, phone="31600000003")
        ended = (await it.outcomes(3))[2]
        assert ended == ("declined" if outcome == "answered" else outcome)
        await asyncio.sleep(0.3)
        taken = [one for one in it.meta.sent if one.person == "31600000003"]
        assert len(taken) == (1 if outcome == "answered" else 0)
        assert len(it.meta.calls) - before - 1 == calls  # one call shows typing


async def test_a_send_of_which_nothing_is_ever_heard_is_repeated_once_then_left_to_staff(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        it.meta.tells = False
        it.meta.fault = faults(Mishap.NOWHERE, Mishap.NOWHERE)
        await it.whatsapp("text", {"body": "STOP"})
        assert await it.outcomes(1) == ["dead"]
        assert it.meta.sent == []
        (letter,) = await it.channels.ledger.dead_letters()
        assert (letter.channel, letter.kind, letter.parts_sent) == ("whatsapp", "text", 0)
        assert letter.inbound is not None
        assert letter.inbound.text == "STOP"
        assert await it.channels.ledger.retry(letter.event)
        assert len(await it.sent(1)) == 1
        assert await it.channels.ledger.dead_letters() == []
        assert not await it.channels.ledger.retry(letter.event)


async def test_a_token_that_has_expired_pauses_the_channel_and_loses_nothing(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        it.meta.fault = lambda _: Error(190, 401)
        await it.whatsapp("text", {"body": "un"})
        await it.until(lambda: len(it.meta.calls) >= 2)
        await it.whatsapp("text", {"body": "deux"}, phone="31600000002")
        await asyncio.sleep(0.5)
        refused = len(it.meta.calls)
        await asyncio.sleep(0.5)
        assert len(it.meta.calls) == refused
        it.meta.fault = faults()
        await it.channels.store.client.delete("channels:paused:whatsapp")
        for user in await it.channels.store.client.zrange("channels:due", 0, -1):
            await it.channels.store.client.zadd("channels:due", {user: 0})
        assert await it.outcomes(2) == ["answered", "answered"]


async def test_an_event_that_always_fails_ends_with_an_apology_and_a_dead_letter(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path, attempts=2) as it:
        it.answer.breaks = True
        await it.whatsapp("text", {"body": "poison"})
        assert await it.outcomes(1, 15) == ["dead"]
        assert len(it.answer.asked) == 2
        assert "CRI" in (await it.sent(1))[0].text
        it.answer.breaks = False
        await it.whatsapp("text", {"body": "sain"})
        assert (await it.outcomes(2))[1] == "answered"


async def test_a_turn_taken_before_a_crash_is_not_taken_again(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:

        def remembers(turn: Turn) -> Said:
            exchange = Exchange(turn.turn_id, turn.text, "", "Déjà dit", Status.ANSWERED, FRENCH, date(2026, 1, 1))
            it.history.conversations[turn.conversation_id] = [exchange]
            raise RuntimeError("after it was remembered")

        it.answer.said = remembers
        await it.whatsapp("text", {"body": "q"})
        assert (await it.sent(2))[1].text == "Déjà dit"
        assert len(it.answer.asked) == 1


async def test_staff_in_the_thread_silence_the_machine(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        echo = {"mid": "m.9", "is_echo": True, "app_id": 1, "text": "Bonjour, ici le CRI"}
        body = {"sender": {"id": it.meta.page}, "recipient": {"id": "5551"}, "timestamp": 1, "message": echo}
        await it.meta.deliver("messenger", it.meta.messenger(body))
        await asyncio.sleep(0.4)
        await it.messenger("message", {"mid": "m.1", "text": "Merci"})
        assert await it.outcomes(1) == ["ignored"]
        await it.messenger("pass_thread_control", {"new_owner_app_id": it.meta.app})
        await asyncio.sleep(0.4)
        await it.messenger("message", {"mid": "m.2", "text": "Capital ?"})
        assert (await it.outcomes(2))[1] == "answered"


async def test_the_conversation_follows_a_new_number(valkey: str, tmp_path: Path) -> None:
    async with stage(valkey, tmp_path) as it:
        await it.whatsapp("text", {"body": "un"})
        await it.outcomes(1)
        await it.whatsapp("system", {"type": "user_changed_number", "wa_id": "31600000009"})
        await asyncio.sleep(0.4)
        await it.whatsapp("text", {"body": "deux"}, phone="31600000009")
        await it.outcomes(2)
        assert len({turn.conversation_id for turn in it.answer.asked}) == 1
