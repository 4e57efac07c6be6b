"""Redis for the channels: one client, the scripts of `lua/`, and errors that say that it does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from assistant.channels.errors import QueueUnavailable

PREFIX = "channels:"
_LUA = Path(__file__).parent / "lua"


class Store:
    """A client whose calls fail at once, or after the timeout: whoever asks decides what then."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        # redis-py's types speak of bytes and text at once; this client gives text
        self.client: Any = Redis.from_url(
            url, socket_timeout=timeout_seconds, socket_connect_timeout=timeout_seconds, decode_responses=True,
            retry=Retry(NoBackoff(), 0),
        )  # fmt: skip
        self._scripts = {name: self.client.register_script(text) for name, text in _sources().items()}

    async def run(self, name: str, *arguments: Any) -> Any:
        """Run a script of `lua/`; it happens wholly or not at all."""
        with answering():
            return await self._scripts[name](args=arguments)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()


@contextmanager
def answering() -> Iterator[None]:
    """`QueueUnavailable` where Redis does not answer, or refuses to write."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise QueueUnavailable("the queue of the channels does not answer") from error


@cache
def _sources() -> dict[str, str]:
    prelude = (_LUA / "prelude.lua").read_text(encoding="utf-8")
    return {path.stem: prelude + path.read_text(encoding="utf-8") for path in _LUA.glob("*.lua") if path.stem != "prelude"}
