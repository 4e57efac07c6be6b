"""The Graph API's part: takes messages, remembers them, and tells what became of them by signed webhooks."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

OBJECTS = {"whatsapp": "whatsapp_business_account", "messenger": "page"}


class Mishap(StrEnum):
    """What may go wrong with a call besides an error of Meta's own."""

    CUT = "cut"  # the message is taken, the answer is lost
    GATEWAY = "gateway"  # a page of HTML in Meta's place; nothing is taken
    NOWHERE = "nowhere"  # the connection breaks; nothing is taken


@dataclass(frozen=True)
class Error:
    """An error of Meta's own."""

    code: int
    http: int = 400
    subcode: int = 0


Fault = Mishap | Error | None


@dataclass(frozen=True)
class Sent:
    """A message that was taken."""

    channel: str
    person: str
    reference: str
    text: str
    message_id: str
    body: Mapping[str, Any]
    at: float


@dataclass
class FakeMeta:
    """One WhatsApp number and one Page. `fault` says what goes wrong with a call; `tells` whether statuses are sent back."""

    number: str
    page: str
    app: str
    secret: str
    webhooks: str = ""
    fault: Callable[[Mapping[str, Any]], Fault] = lambda _: None
    tells: bool = True
    tell_after_seconds: float = 0.05
    sent: list[Sent] = field(default_factory=list)
    typing: list[Mapping[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    subscribed: bool = True
    url: str = ""
    on_sent: Callable[[Sent], None] = lambda _: None
    _beside: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["FakeMeta"]:
        """Serve on a port of this machine."""
        routes = [
            Route("/{version}/{account}/messages", self._messages, methods=["POST"]),
            Route("/{version}/{account}/subscribed_apps", self._subscriptions, methods=["GET", "POST"]),
        ]
        config = uvicorn.Config(Starlette(routes=routes), "127.0.0.1", port, log_level="critical", lifespan="off")
        server = _Beside(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        self.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        async with httpx2.AsyncClient(trust_env=False, timeout=10) as self._client:
            try:
                yield self
            finally:
                for task in self._beside:
                    task.cancel()
                server.should_exit = True
                await serving

    async def deliver(self, channel: str, body: Any, secret: str = "") -> int:
        """Post a webhook body signed with the app's secret or another; its answer's status, 0 if nobody was there."""
        raw = json.dumps(body).encode()
        signed = "sha256=" + hmac.new((secret or self.secret).encode(), raw, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": signed, "Content-Type": "application/json"}
        try:
            response = await self._client.post(f"{self.webhooks}/channels/{channel}", content=raw, headers=headers)
        except httpx2.HTTPError:
            return 0
        return response.status_code

    async def _messages(self, request: Request) -> Response:
        body = await request.json()
        account = request.path_params["account"]
        self.calls.append(account)
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return _error(Error(190, 401))
        if body.get("status") == "read" or "sender_action" in body:
            self.typing.append(body)
            return JSONResponse({"success": True})
        fault = self.fault(body)
        if isinstance(fault, Error):
            return _error(fault)
        if fault is Mishap.GATEWAY:
            return PlainTextResponse("<html>502 Bad Gateway</html>", HTTPStatus.BAD_GATEWAY, media_type="text/html")
        if fault is Mishap.NOWHERE:
            return StreamingResponse(_broken(), headers={"Content-Length": "99"})
        sent = _sent("whatsapp" if account == self.number else "messenger", body)
        self.sent.append(sent)
        self.on_sent(sent)
        if self.tells:
            task = asyncio.create_task(self._tell(sent))
            self._beside.add(task)
            task.add_done_callback(self._beside.discard)
        if fault is Mishap.CUT:
            return StreamingResponse(_broken(), headers={"Content-Length": "99"})
        if sent.channel == "whatsapp":
            return JSONResponse({"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": sent.message_id}]})
        return JSONResponse({"recipient_id": sent.person, "message_id": sent.message_id})

    async def _subscriptions(self, request: Request) -> Response:
        if request.method == "POST":
            self.subscribed = True
            return JSONResponse({"success": True})
        apps = [{"id": self.app, "subscribed_fields": ["messages"]}] if self.subscribed else []
        return JSONResponse({"data": apps})

    async def _tell(self, sent: Sent) -> None:
        await asyncio.sleep(self.tell_after_seconds)
        bodies = self.statuses(sent) if sent.channel == "whatsapp" else [self.echo(sent)]
        for body in bodies:
            while self.webhooks and await self.deliver(sent.channel, body) != HTTPStatus.OK:
                await asyncio.sleep(0.5)

    def statuses(self, sent: Sent) -> list[dict[str, Any]]:
        """WhatsApp tells by statuses, here out of order, as it happens."""
        return [
            self.whatsapp(
                statuses=[
                    {
                        "id": sent.message_id, "status": name, "timestamp": str(int(time.time())), "recipient_id": sent.person,
                        "biz_opaque_callback_data": sent.reference,
                    }
                ]
            )
            for name in ("delivered", "sent")
        ]  # fmt: skip

    def echo(self, sent: Sent) -> dict[str, Any]:
        """Messenger tells by an echo."""
        message = {
            "mid": sent.message_id, "is_echo": True, "app_id": int(self.app), "metadata": sent.reference, "text": sent.text
        }  # fmt: skip
        return self.messenger(
            {"sender": {"id": self.page}, "recipient": {"id": sent.person}, "timestamp": _ms(), "message": message}
        )

    def whatsapp(self, *messages: Any, statuses: Any = (), phone: str = "") -> dict[str, Any]:
        """A body of the number's webhook."""
        value: dict[str, Any] = {
            "messaging_product": "whatsapp", "metadata": {"display_phone_number": "212", "phone_number_id": self.number}
        }  # fmt: skip
        if messages:
            value |= {"messages": list(messages), "contacts": [{"profile": {"name": "x"}, "wa_id": phone}]}
        if statuses:
            value["statuses"] = list(statuses)
        return {"object": OBJECTS["whatsapp"], "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}

    def messenger(self, *events: Any) -> dict[str, Any]:
        """A body of the Page's webhook."""
        return {"object": OBJECTS["messenger"], "entry": [{"id": self.page, "time": _ms(), "messaging": list(events)}]}


class _Beside(uvicorn.Server):
    """A server inside a program that sees to its own signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _sent(channel: str, body: Mapping[str, Any]) -> Sent:
    message_id, at = f"{'wamid' if channel == 'whatsapp' else 'm'}.{uuid4().hex}", time.time()
    if channel == "messenger":
        message = body["message"]
        return Sent(channel, str(body["recipient"]["id"]), message["metadata"], message["text"], message_id, body, at)
    text = body["text"]["body"] if body["type"] == "text" else body["interactive"]["body"]["text"]
    person = body.get("to") or body["recipient"]
    return Sent(channel, person, body["biz_opaque_callback_data"], text, message_id, body, at)


def _error(error: Error) -> JSONResponse:
    content = {"message": "x", "type": "OAuthException", "code": error.code, "error_subcode": error.subcode, "fbtrace_id": "A"}
    return JSONResponse({"error": content}, error.http)


async def _broken() -> AsyncIterator[bytes]:
    yield b"{"
    raise ConnectionError("the connection breaks here")


def _ms() -> int:
    return int(time.time() * 1000)
