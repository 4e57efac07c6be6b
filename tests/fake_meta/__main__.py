"""`make fake-meta`: the real service with both channels on, and this terminal as the phone.

A line is a message. /whatsapp and /messenger change the channel, /tap N taps the N-th choice, /voice, /sticker, /location and
/image CAPTION send what their names say, /react EMOJI reacts to the last answer, /quit ends.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from tests.conftest import ROOT
from tests.drill.stage import free_port
from tests.fake_meta.graph import FakeMeta, Sent

_NUMBER, _PAGE, _APP, _SECRET = "1122334455667", "777000777", "424242", "fake"
_PHONE, _PERSON = "31600000001", "5551"
_START_SECONDS, _ANSWER_SECONDS = 120, 15


class Phone:
    """What a person does, as webhooks; what a person gets, as lines."""

    def __init__(self, meta: FakeMeta) -> None:
        self._meta, self._channel, self._count = meta, "whatsapp", 0
        self._last: Sent | None = None
        self._choices: list[tuple[str, str]] = []
        meta.on_sent = self._show

    async def do(self, line: str) -> bool:
        """A line that was typed; is an answer to be expected?"""
        command, _, rest = line.partition(" ")
        if command in {"/whatsapp", "/messenger"}:
            self._channel = command[1:]
            print(f"now on {self._channel}")
            return False
        if command == "/tap":
            if not rest.isdigit() or not 1 <= int(rest) <= len(self._choices):
                print(f"there are {len(self._choices)} choices to tap")
                return False
            await self._tap(*self._choices[int(rest) - 1])
            return True
        if command == "/react":
            await self._react(rest or "👍")
            return False
        sends: dict[str, tuple[str, Any]] = {
            "/voice": ("audio", {"id": "1", "voice": True}), "/sticker": ("sticker", {"id": "1"}),
            "/location": ("location", {"latitude": 33.5, "longitude": -7.6}), "/image": ("image", {"id": "1", "caption": rest}),
        }  # fmt: skip
        if command.startswith("/") and command not in sends:
            print(__doc__)
            return False
        if command not in sends:
            await self._write("text", {"body": line}, {"text": line})
            return True
        named, content = sends[command]
        attachment = {"attachments": [{"type": named, "payload": {"url": "x"}}], "text": rest}
        await self._write(named, content, attachment)
        return True

    async def _write(self, named: str, content: Any, message: dict[str, Any]) -> None:
        if self._channel == "whatsapp":
            await self._whatsapp(named, content)
        else:
            await self._messenger("message", {"mid": self._id(), **message})

    async def _tap(self, choice: str, label: str) -> None:
        if self._channel == "whatsapp":
            kind = "list_reply" if self._last and self._last.body["interactive"]["type"] == "list" else "button_reply"
            await self._whatsapp("interactive", {"type": kind, kind: {"id": choice, "title": label}})
        else:
            await self._messenger("message", {"mid": self._id(), "text": label, "quick_reply": {"payload": choice}})

    async def _react(self, emoji: str) -> None:
        target = self._last.message_id if self._last else ""
        if self._channel == "whatsapp":
            await self._whatsapp("reaction", {"message_id": target, "emoji": emoji})
        else:
            await self._messenger("reaction", {"mid": target, "action": "react", "emoji": emoji})

    async def _whatsapp(self, named: str, content: Any) -> None:
        message = {"from": _PHONE, "id": self._id(), "timestamp": str(int(time.time())), "type": named, named: content}
        await self._meta.deliver("whatsapp", self._meta.whatsapp(message, phone=_PHONE))

    async def _messenger(self, named: str, content: Any) -> None:
        event = {"sender": {"id": _PERSON}, "recipient": {"id": _PAGE}, "timestamp": int(time.time() * 1000), named: content}
        await self._meta.deliver("messenger", self._meta.messenger(event))

    def _id(self) -> str:
        self._count += 1
        return f"{'wamid' if self._channel == 'whatsapp' else 'm'}.{time.time_ns()}.{self._count}"

    def _show(self, sent: Sent) -> None:
        self._last, self._choices = sent, _choices(sent)
        print(f"\n[{sent.channel}] {sent.text}")
        for number, (_, label) in enumerate(self._choices, start=1):
            print(f"    ({number}) {label}")


async def _main() -> int:
    port = free_port()
    fake = FakeMeta(_NUMBER, _PAGE, _APP, _SECRET, f"http://127.0.0.1:{port}")
    async with fake.running() as meta, _service(meta, port) as started:
        if not started:
            print("error: the service did not start: see above", file=sys.stderr)
            return 1
        print(__doc__)
        phone = Phone(meta)
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip() == "/quit":
                break
            before = len(meta.sent)
            if line.strip() and await phone.do(line.strip()):
                await _answered(meta, before)
    return 0


async def _answered(meta: FakeMeta, before: int) -> None:
    """Until something has come, and nothing more for a while."""
    end = time.monotonic() + _ANSWER_SECONDS
    while len(meta.sent) == before and time.monotonic() < end:
        await asyncio.sleep(0.05)
    if len(meta.sent) == before:
        print("(no answer: the same happens after STOP, and for what is not answered)")
    while meta.sent and time.time() - meta.sent[-1].at < 1:
        await asyncio.sleep(0.05)


@asynccontextmanager
async def _service(meta: FakeMeta, port: int) -> AsyncIterator[bool]:
    """The real server; its Redis, index and encoder are those of `make serve`."""
    channels = {"GRAPH_URL": meta.url, "PUBLIC_URL": f"http://127.0.0.1:{port}", "STATE": "var/fake-meta"}
    number = {"ENABLED": "1", "APP_SECRET": _SECRET, "VERIFY_TOKEN": "v", "ACCESS_TOKEN": "t", "PHONE_NUMBER_ID": _NUMBER}
    page = {"ENABLED": "1", "APP_SECRET": _SECRET, "VERIFY_TOKEN": "v", "PAGE_TOKEN": "t", "PAGE_ID": _PAGE, "APP_ID": _APP}
    named = [("CHANNELS", channels), ("WHATSAPP", number), ("MESSENGER", page)]
    settings = {f"{prefix}_{name}": value for prefix, values in named for name, value in values.items()}
    environment = {**os.environ, **settings, "PORT": str(port), "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([sys.executable, "server.py"], cwd=ROOT, env=environment)
    try:
        async with httpx2.AsyncClient(trust_env=False) as client:
            started, end = False, time.monotonic() + _START_SECONDS
            while not started and process.poll() is None and time.monotonic() < end:
                try:
                    started = (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == httpx2.codes.OK
                except httpx2.ConnectError:
                    await asyncio.sleep(0.2)
        yield started
    finally:
        process.terminate()
        process.wait(30)


def _choices(sent: Sent) -> list[tuple[str, str]]:
    if sent.channel == "messenger":
        return [(reply["payload"], reply["title"]) for reply in sent.body["message"].get("quick_replies", ())]
    action = sent.body.get("interactive", {}).get("action", {})
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    return [(row["id"], row["title"]) for row in [*rows, *(button["reply"] for button in action.get("buttons", ()))]]


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
