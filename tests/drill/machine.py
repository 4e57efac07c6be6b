"""What the machine itself can do meanwhile: a measured time means little where others are at work on it."""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

_PAUSE_SECONDS = 0.05
_BLOCK = b"x" * 1_024


@dataclass
class Machine:
    """Milliseconds that a kilobyte took to the disk, and that a timer of an idle loop came late."""

    disk: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        load = os.getloadavg()[0]
        return f"{quantiles(self.disk)}; {quantiles(self.late)}; {load:.1f} on {os.cpu_count()} cores"


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Machine]:
    """Measured every now and then beside the body; the file lies in the folder."""
    machine = Machine()
    with (folder / "disk").open("ab", buffering=0) as file:
        ended = asyncio.Event()
        watching = asyncio.create_task(_watch(machine, file.fileno(), ended))
        try:
            yield machine
        finally:
            ended.set()
            await watching


async def _watch(machine: Machine, file: int, ended: asyncio.Event) -> None:
    while not ended.is_set():
        started = time.perf_counter()
        await asyncio.sleep(_PAUSE_SECONDS)
        machine.late.append((time.perf_counter() - started - _PAUSE_SECONDS) * 1000)
        machine.disk.append(await asyncio.to_thread(_write, file))


def _write(file: int) -> float:
    started = time.perf_counter()
    os.write(file, _BLOCK)
    os.fdatasync(file)
    return (time.perf_counter() - started) * 1000


def quantiles(took: Sequence[float]) -> str:
    """p50 / p95 / max."""
    cuts = statistics.quantiles(took, n=20)
    return f"{statistics.median(took):.1f} / {cuts[18]:.1f} / {max(took):.1f}"
