import asyncio

import pytest
from pydantic import SecretStr

from assistant.channels.graph import Graph
from assistant.channels.settings import ChannelSettings, MessengerSettings
from assistant.channels.store import Store
from assistant.channels.subscription import check, keep_subscribed
from tests.fake_meta.graph import FakeMeta

pytestmark = pytest.mark.anyio


async def test_a_page_that_lost_its_subscription_is_subscribed_again(valkey: str) -> None:
    async with FakeMeta("1", "2", "3", "s").running() as meta:
        graph = Graph(ChannelSettings(graph_url=meta.url), "2", SecretStr("t"))
        assert await check(graph, "3")
        meta.subscribed = False
        assert await check(graph, "3")
        assert meta.subscribed
        meta.subscribed = False
        store = Store(valkey, 1.0)
        await store.client.delete("channels:subscription")
        keeping = [asyncio.create_task(keep_subscribed(graph, store, MessengerSettings(app_id="3"))) for _ in range(2)]
        await asyncio.sleep(0.4)
        assert meta.subscribed
        assert 0 < await store.client.ttl("channels:subscription") <= 86_400
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        await store.close()
        await graph.close()
    assert not await check(Graph(ChannelSettings(graph_url=meta.url), "2", SecretStr("t")), "3")
