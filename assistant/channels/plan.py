"""An event of a person -> what is sent for it. Decided again after a crash, it is the same."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.channels import observe
from assistant.channels.people import People
from assistant.channels.reply import SAYS, parts
from assistant.channels.seal import Sealer
from assistant.channels.settings import ChannelSettings
from assistant.channels.texts import Texts
from assistant.channels.types import Answerer, Inbound, Kind, Outcome, Part, Plan, Said
from assistant.errors import HistoryUnavailable
from assistant.types import Exchange, History, Turn
from ingest.types import Language

_MEDIA = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT})
_FIXED = {
    Kind.IMAGE: "media", Kind.VIDEO: "media", Kind.DOCUMENT: "media", Kind.AUDIO: "audio", Kind.LOCATION: "location",
    Kind.CONTACTS: "contacts", Kind.STICKER: "sticker",
}  # fmt: skip
_LIKED, _DISLIKED = frozenset("👍❤😍🙏👏😊🔥💯"), frozenset("👎😡😠😢😞💔")
_NOTICE_SECONDS = 180 * 86_400
_HOUR_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Planner:
    """Decides by rules, and by a turn where there is something to answer."""

    answer: Answerer
    history: History
    people: People
    sealer: Sealer
    texts: Texts
    settings: ChannelSettings

    async def plan(self, event: Inbound, key: str, user: str, others: Sequence[Inbound]) -> Plan:
        """What is sent for the event of this key; `others` of the person are waiting behind it."""
        if event.kind is Kind.REACTION:
            observe.feedback(event.channel, _sign(event.text))
            return Plan(Outcome.NOTED)
        if event.kind in {Kind.EDIT, Kind.REVOKE}:
            await self._amend(event, user)
            return Plan(Outcome.NOTED)
        age = max(0.0, time.time() - event.at)
        if age >= self.settings.window_seconds:
            return Plan(Outcome.LATE, reason="older than the window")
        known = await self.people.known(user)
        history = await self._history(user)
        language = Language(known.get("language") or (history[-1].language if history else self.settings.language))
        if float(known.get("staff_until", 0)) > time.time():
            return Plan(Outcome.IGNORED, reason="staff write in the thread")
        event = _amended(event, others)
        if event.kind is Kind.REVOKE:
            return Plan(Outcome.IGNORED, reason="revoked before it was read")
        command = self.texts.command(event.text) if event.kind is Kind.TEXT else None
        if command:  # who has stopped may still ask for what is kept, and have it erased
            return await self._command(command.name, event, key, user, command.language(language))
        if known.get("stopped"):
            return Plan(Outcome.IGNORED, reason="stopped")
        if await self.people.too_fast(user, key):
            first = await self.people.first(user, "too_fast", key, _HOUR_SECONDS)
            return self._fixed("too_fast", event, language) if first else Plan(Outcome.IGNORED, reason="too fast")
        noticed = await self.people.first(user, "notice", key, _NOTICE_SECONDS)
        plan = await self._reply(event, key, user, history, language, introduced=noticed)
        if noticed:
            plan = replace(plan, parts=(Part(self.texts.text("notice", plan.language)), *plan.parts))
        return plan

    async def apology(self, event: Inbound, user: str) -> Plan:
        """For an event that could not be dealt with, again and again: staff will look."""
        language = (await self.people.known(user)).get("language") or self.settings.language
        return replace(self._fixed("failed", event, Language(language)), outcome=Outcome.DEAD)

    async def _reply(
        self, event: Inbound, key: str, user: str, history: Sequence[Exchange], language: Language, *, introduced: bool
    ) -> Plan:
        text = event.text.removeprefix(SAYS) if event.kind is Kind.CHOICE else event.text
        ours = event.kind is not Kind.CHOICE or event.text.startswith(SAYS)
        if event.kind in {Kind.TEXT, Kind.CHOICE, *_MEDIA} and any(map(str.isalnum, text)) and ours:
            said = await self._said(Turn(user, key, text, introduced=introduced), history)
            before = []
            if max(0.0, time.time() - event.at) > self.settings.delay_seconds:
                before.append(self.texts.text("delayed", said.language))
            if event.kind in _MEDIA:
                before.append(self.texts.text("media_unread", said.language))
            await self.people.language(user, said.language)
            said = replace(said, text="\n\n".join([*before, said.text]))
            return Plan(Outcome.ANSWERED, self._parts(said, event), said.language)
        if event.kind in {Kind.TEXT, Kind.CHOICE}:  # no letter in it, or a button that is not ours
            return self._fixed("sticker", event, language)
        if event.kind is Kind.STICKER and not await self.people.first(user, "sticker", key, _HOUR_SECONDS):
            return Plan(Outcome.IGNORED, reason="another sticker")
        return self._fixed(_FIXED.get(event.kind, "unsupported"), event, language)

    async def _said(self, turn: Turn, history: Sequence[Exchange]) -> Said:
        taken = next((exchange for exchange in history if exchange.turn_id == turn.turn_id), None)
        return Said.remembered(taken) if taken else await self.answer(turn, tuple(history))

    async def _command(self, command: str, event: Inbound, key: str, user: str, language: Language) -> Plan:
        if command == "stop":
            await self.people.keep(user, stopped="1", language=language)
            return self._fixed("stopped", event, language)
        if command == "start":
            await self.people.keep(user, stopped="", language=language)
            return self._fixed("started", event, language)
        if command == "erase":
            await self.history.erase(user)
            await self.people.forget(user)
            return self._fixed("erased", event, language, code=key[:8].upper())
        link = f"{self.settings.public_url}/channels/export/{self.sealer.seal(user)}"
        return self._fixed("export", event, language, link=link)

    def _fixed(self, name: str, event: Inbound, language: Language, **values: str) -> Plan:
        said = Said(self.texts.text(name, language, **values), language)
        return Plan(Outcome.DECLINED, self._parts(said, event), language, name)

    def _parts(self, said: Said, event: Inbound) -> tuple[Part, ...]:
        return parts(said, event.channel, self.texts, self.settings.public_url)

    async def _history(self, user: str) -> tuple[Exchange, ...]:
        try:
            return await self.history.load(user) or ()
        except HistoryUnavailable:
            return ()

    async def _amend(self, event: Inbound, user: str) -> None:
        """An edited message is remembered as it reads now; a revoked one, with its answer, no longer."""
        target = self.sealer.id(event.channel.value, event.target)
        history = await self._history(user)
        if all(exchange.turn_id != target for exchange in history):
            return
        await self.history.erase(user)
        for exchange in history:
            if exchange.turn_id != target:
                await self.history.append(user, exchange)
            elif event.kind is Kind.EDIT:
                await self.history.append(user, replace(exchange, text=event.text, options=()))


def _amended(event: Inbound, others: Sequence[Inbound]) -> Inbound:
    """The event as edits and a revocation that wait behind it leave it."""
    for other in others:
        if other.target == event.message_id and other.kind is Kind.REVOKE:
            return other
        if other.target == event.message_id and other.kind is Kind.EDIT and event.kind is Kind.TEXT:
            event = replace(event, text=other.text)
    return event


def _sign(emoji: str) -> str:
    letters = set(emoji)
    if not emoji:
        return "removed"
    return "up" if letters & _LIKED else "down" if letters & _DISLIKED else "other"
