"""A thousand people at once on the stream of one process: each connected before any is answered, each answered whole."""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from tests.conftest import ROOT
from tests.drill.result import Result
from tests.drill.stage import free_port

CLIENTS = 1_000
_SECONDS = 120
_AT_ONCE = 200  # connections being opened
_BODY = json.dumps({"message": "merci"}).encode()
_REQUEST = (
    b"POST /v1/chat HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


async def drill() -> Result:
    """One process, `CLIENTS` streams."""
    result = Result("Server-sent events")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    port = free_port()
    async with _service(port) as process:
        before = _resident_mb(process.pid)
        started = time.monotonic()
        slots, open_streams = asyncio.Semaphore(_AT_ONCE), asyncio.Event()
        connected: list[float] = []
        clients = [asyncio.create_task(_client(port, slots, connected)) for _ in range(CLIENTS)]
        health = asyncio.create_task(_health(port, open_streams))
        try:
            async with asyncio.timeout(_SECONDS):
                found = await asyncio.gather(*clients, return_exceptions=True)
        except TimeoutError:
            found = []
        open_streams.set()
        whole = sum(one is True for one in found)
        errors = sorted({type(one).__name__ for one in found if isinstance(one, BaseException)})
        result.add("clients, answered whole", f"{CLIENTS}, {whole}", whole != CLIENTS)
        result.add("errors", ", ".join(errors) or "0", bool(errors))
        result.add("seconds until all were connected", f"{max(connected, default=0) - started:.1f}")
        result.add("seconds until all were answered", f"{time.monotonic() - started:.1f}")
        result.add("slowest /healthz meanwhile, ms", f"{await health:.0f}")
        result.add("memory of the process, MB before / with all", f"{before} / {_resident_mb(process.pid)}")
    return result


async def _client(port: int, slots: asyncio.Semaphore, connected: list[float]) -> bool:
    async with slots:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_REQUEST)
        status = await reader.readline()
    connected.append(time.monotonic())
    if b" 200 " not in status:
        raise RuntimeError(status.decode())
    content = await reader.read()
    writer.close()
    return content.count(b"event: answer") == 1 and b"event: error" not in content and b'"status": "small_talk"' in content


async def _health(port: int, done: asyncio.Event) -> float:
    """Milliseconds of the slowest call to another route, ten a second until it is done."""
    slowest = 0.0
    async with httpx2.AsyncClient(trust_env=False, timeout=_SECONDS) as client:
        while not done.is_set():
            started = time.perf_counter()
            await client.get(f"http://127.0.0.1:{port}/healthz")
            slowest = max(slowest, time.perf_counter() - started)
            await asyncio.sleep(0.1)
    return slowest * 1000


@asynccontextmanager
async def _service(port: int) -> AsyncIterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.drill.sse_service", str(port), str(CLIENTS)], cwd=ROOT)
    try:
        async with httpx2.AsyncClient(trust_env=False) as client:
            for _ in range(_SECONDS * 10):
                try:
                    await client.get(f"http://127.0.0.1:{port}/healthz")
                    break
                except httpx2.ConnectError:
                    await asyncio.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def _resident_mb(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1_000_000
