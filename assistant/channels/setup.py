"""Everything that the channels need, opened once from their settings."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.channels.errors import SpoolUnavailable
from assistant.channels.graph import Graph
from assistant.channels.inbox import Inbox
from assistant.channels.intake import Intake
from assistant.channels.ledger import Ledger
from assistant.channels.outbox import Account, Outbox
from assistant.channels.people import People
from assistant.channels.plan import Planner
from assistant.channels.policy import Policy
from assistant.channels.queue import Queue
from assistant.channels.seal import Sealer
from assistant.channels.settings import ChannelSettings, MessengerSettings, WhatsAppSettings
from assistant.channels.spool import Spool
from assistant.channels.store import Store
from assistant.channels.subscription import keep_subscribed
from assistant.channels.texts import Texts
from assistant.channels.types import Answerer, Channel
from assistant.channels.worker import Worker, ended
from assistant.types import History


@dataclass(frozen=True, slots=True)
class ChannelsSettings:
    """The settings of all channels together."""

    shared: ChannelSettings
    whatsapp: WhatsAppSettings
    messenger: MessengerSettings

    @classmethod
    def load(cls) -> "ChannelsSettings":
        """From the environment."""
        return cls(ChannelSettings(), WhatsAppSettings(), MessengerSettings())

    @property
    def enabled(self) -> bool:
        """Is any channel on?"""
        return self.whatsapp.enabled or self.messenger.enabled


@dataclass(frozen=True, slots=True)
class Channels:
    """The open channels: what webhooks put into, and what works it off."""

    settings: ChannelsSettings
    sealer: Sealer
    store: Store
    spool: Spool
    inbox: Inbox
    ledger: Ledger
    people: People
    worker: Worker
    accounts: Mapping[Channel, Account]
    history: History

    @asynccontextmanager
    async def running(self, work: bool | None = None) -> AsyncIterator[None]:
        """Drain the spool, see to the Page's subscription and work, if so or if the settings say so; close all at the end."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.close)
            beside = [asyncio.create_task(self.inbox.keep_draining())]
            if self.settings.messenger.enabled:
                graph = self.accounts[Channel.MESSENGER].graph
                beside.append(asyncio.create_task(keep_subscribed(graph, self.store, self.settings.messenger)))
            stack.push_async_callback(ended, *beside)
            if work if work is not None else self.settings.shared.worker:
                await stack.enter_async_context(self.worker.running())
            yield

    async def close(self) -> None:
        """Close every connection and the spool."""
        for account in self.accounts.values():
            await account.graph.close()
        await self.store.close()
        self.spool.close()


def open_channels(
    settings: ChannelsSettings, redis_url: str, answer: Answerer, history: History, prompts: Path
) -> Channels | None:
    """The channels that are on; None if none is."""
    if not settings.enabled:
        return None
    shared = settings.shared
    try:
        shared.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SpoolUnavailable(f"{shared.state} cannot be written to: make it, or set CHANNELS_STATE") from error
    sealer, store = Sealer.load(shared.key.get_secret_value(), shared.state), Store(redis_url, shared.redis_timeout_seconds)
    spool, policy, texts = Spool(shared.state / "spool.sqlite"), Policy.load(), Texts.load(prompts)
    queue, ledger, people = Queue(store, shared), Ledger(store, sealer), People(store, shared)
    accounts = _accounts(settings)
    planner = Planner(answer, history, people, sealer, texts, shared)
    outbox = Outbox(ledger, accounts, policy, texts, shared)
    intake = Intake(queue, ledger, people, sealer, policy, shared)
    worker = Worker(queue, ledger, intake, planner, outbox, shared)
    inbox = Inbox(store, spool, sealer)
    return Channels(settings, sealer, store, spool, inbox, ledger, people, worker, accounts, history)


def _accounts(settings: ChannelsSettings) -> dict[Channel, Account]:
    accounts = {}
    number, page = settings.whatsapp, settings.messenger
    if number.enabled:
        graph = Graph(settings.shared, number.phone_number_id, number.access_token)
        accounts[Channel.WHATSAPP] = Account(graph, number.sends_per_second)
    if page.enabled:
        graph = Graph(settings.shared, page.page_id, page.page_token, page.app_secret)
        accounts[Channel.MESSENGER] = Account(graph, page.sends_per_second)
    return accounts
