"""Sending a plan: each part once, in order.

Where nobody knows whether a send did its work, a status or an echo tells; only when none has come in time is the part sent
again, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.channels import observe
from assistant.channels.graph import Done, Failed, Graph, Unknown
from assistant.channels.ledger import Ledger, PartState, Record
from assistant.channels.policy import PAUSE_SECONDS, Policy, Verdict, backoff
from assistant.channels.queue import Lease
from assistant.channels.reply import WIRES
from assistant.channels.settings import ChannelSettings
from assistant.channels.texts import Texts
from assistant.channels.types import Channel, Inbound, Outcome, Plan

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Account:
    """The number or the Page that sends."""

    graph: Graph
    sends_per_second: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing is left to send."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """The next step is after a while."""

    seconds: float


class Outbox:
    """Sends parts through the accounts of the channels that are on."""

    def __init__(
        self, ledger: Ledger, accounts: Mapping[Channel, Account], policy: Policy, texts: Texts, settings: ChannelSettings
    ) -> None:
        self._ledger, self._accounts, self._policy, self._texts, self._settings = ledger, accounts, policy, texts, settings

    async def send(self, event: Inbound, key: str, plan: Plan, record: Record, lease: Lease) -> Ended | Later:
        """Send what is still to be sent of a plan, as far as it goes now."""
        for number in range(len(plan.parts)):
            step = await self._part(event, key, plan, number, record, lease)
            if step is not None:
                return step
        return Ended(plan.outcome, plan.reason)

    async def show_typing(self, event: Inbound) -> None:
        """Mark the message as read, and show that an answer is being written; whether it works does not matter."""
        account = self._accounts.get(event.channel)
        if account is not None and not await self._ledger.paused(event.channel):
            for body in WIRES[event.channel].typing_bodies(event):
                await account.graph.send(body)

    async def _part(
        self, event: Inbound, key: str, plan: Plan, number: int, record: Record, lease: Lease
    ) -> Ended | Later | None:
        state = record.part(number)
        if state.state == "sent":
            return None
        again = False
        if state.state == "failed":
            return await self._failed(event, f"{key}.{number}", state, record, Failed(state.code))
        if state.state == "sending":  # by a worker that died: time for a status begins when a living one finds it
            await self._ledger.settle(f"{key}.{number}", "unknown")
            return Later(self._settings.settle_seconds)
        if state.state == "unknown":
            left = state.since + self._settings.settle_seconds - record.now
            if left > 0:
                return Later(left)
            if state.sent_again:
                return Ended(Outcome.DEAD, "sent twice without knowing what became of it")
            again = True
        return await self._try(event, key, plan, number, record, lease, again)

    async def _try(
        self, event: Inbound, key: str, plan: Plan, number: int, record: Record, lease: Lease, again: bool
    ) -> Ended | Later | None:
        account = self._accounts.get(event.channel)
        wait = await self._ledger.paused(event.channel) if account else PAUSE_SECONDS
        if account is None or wait:
            return Later(wait)
        if record.now - event.at >= self._settings.window_seconds:
            return Ended(Outcome.LATE, "the window has closed")
        wait = await self._ledger.throttle(event.channel, account.sends_per_second)
        if wait:
            return Later(wait)
        if not await self._ledger.begin(key, lease, number, again):
            return None
        reference = f"{key}.{number}"
        wire = WIRES[event.channel]
        choose = self._texts.text("choose", plan.language)
        result = await account.graph.send(wire.message_body(plan.parts[number], event, reference, choose))
        state = record.part(number)
        match result:
            case Done(body):
                observe.sent(event.channel, "sent")
                observe.resumed(event.channel)
                await self._ledger.settle(reference, "sent")
                if message_id := wire.sent_id(body):
                    seconds = self._settings.remember_days * _DAY_SECONDS
                    await self._ledger.name_sent(event.channel, message_id, reference, seconds)
                return None
            case Failed():
                observe.sent(event.channel, "failed", result.code, result.trace)
                return await self._failed(event, reference, state, record, result)
            case Unknown(http):
                observe.sent(event.channel, "unknown", http)
                return await self._unknown(reference, state, record, gateway=bool(http))

    async def _failed(self, event: Inbound, reference: str, state: PartState, record: Record, failure: Failed) -> Ended | Later:
        verdict: Verdict = self._policy.verdict(event.channel, failure.code, failure.subcode, failure.http, state.tries)
        reason = f"{verdict.error} {failure.code or failure.http}"
        if verdict.outcome is not None:
            await self._ledger.settle(reference, "failed", failure.code)
            return Ended(verdict.outcome, reason)
        if verdict.pause:
            await self._ledger.pause(event.channel, failure.code, verdict.wait_seconds)
            observe.paused(event.channel, failure.code)
        elif verdict.alert:
            observe.alert("messages held", channel=event.channel, code=failure.code)
        elif self._tried_enough(state, record):
            return Ended(Outcome.DEAD, reason)
        await self._ledger.settle(reference, "ready", failure.code)
        return Later(verdict.wait_seconds)

    async def _unknown(self, reference: str, state: PartState, record: Record, gateway: bool) -> Ended | Later:
        """A gateway that answered in Meta's place most likely passed nothing on: that is tried on, after time for a status."""
        if not gateway:
            await self._ledger.settle(reference, "unknown")
            return Later(self._settings.settle_seconds)
        if self._tried_enough(state, record):
            return Ended(Outcome.DEAD, "no answer from Meta itself")
        await self._ledger.settle(reference, "ready")
        return Later(max(self._settings.settle_seconds, backoff(state.tries)))

    def _tried_enough(self, state: PartState, record: Record) -> bool:
        return bool(state.first_failure) and record.now - state.first_failure > self._settings.retry_seconds
