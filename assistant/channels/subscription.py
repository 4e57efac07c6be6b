"""Is the Page still subscribed to our app? After an hour of failures Meta ends the subscription without a word."""

import asyncio

from assistant.channels import observe
from assistant.channels.errors import QueueUnavailable
from assistant.channels.graph import Done, Graph
from assistant.channels.payload import items_of, text_of
from assistant.channels.settings import MessengerSettings
from assistant.channels.store import PREFIX, Store, answering

FIELDS = (
    "messages", "messaging_postbacks", "message_echoes", "message_edits", "message_reactions", "message_deliveries",
    "message_reads",
)  # fmt: skip
_AGAIN_SECONDS = 300


async def keep_subscribed(graph: Graph, store: Store, settings: MessengerSettings) -> None:
    """Look now and every `check_hours`, in one process only of those that share the Redis; until cancelled."""
    while True:
        try:
            with answering():
                first = await store.client.set(f"{PREFIX}subscription", "1", nx=True, ex=int(settings.check_hours * 3_600))
            if first and not await check(graph, settings.app_id):
                with answering():
                    await store.client.expire(f"{PREFIX}subscription", _AGAIN_SECONDS)
        except QueueUnavailable:
            pass
        await asyncio.sleep(_AGAIN_SECONDS)


async def check(graph: Graph, app_id: str) -> bool:
    """Subscribe the Page again, with an alert, if it is not; False if that could not be told or done."""
    found = await graph.subscriptions()
    if not isinstance(found, Done):
        observe.alert("subscription unknown", channel="messenger")
        return False
    ours = [app for app in items_of(found.body, "data") if text_of(app, "id") == app_id]
    if any("messages" in (app.get("subscribed_fields") or ()) for app in ours):
        return True
    observe.alert("page was not subscribed", channel="messenger")
    return isinstance(await graph.subscribe(",".join(FIELDS)), Done)
