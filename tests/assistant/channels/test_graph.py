import hashlib
import hmac
from collections.abc import Callable

import httpx2
import pytest
from pydantic import SecretStr

from assistant.channels.graph import Done, Failed, Graph, Result, Unknown
from assistant.channels.settings import ChannelSettings

pytestmark = pytest.mark.anyio


async def call(answer: Callable[[httpx2.Request], httpx2.Response]) -> tuple[Result, list[httpx2.Request]]:
    asked: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return answer(request)

    graph = Graph(ChannelSettings(graph_url="https://graph.example"), "77", SecretStr("token"), SecretStr("secret"))
    graph._client._transport = httpx2.MockTransport(respond)
    result = await graph.send({"text": "a"})
    await graph.close()
    return result, asked


def raising(error: Exception) -> Callable[[httpx2.Request], httpx2.Response]:
    def respond(_: httpx2.Request) -> httpx2.Response:
        raise error

    return respond


ERROR = {"error": {"code": 131047, "error_subcode": 5, "fbtrace_id": "T", "message": "x"}}


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (lambda _: httpx2.Response(200, json={"messages": []}), Done({"messages": []})),
        (lambda _: httpx2.Response(400, json=ERROR), Failed(131047, 5, 400, "T")),
        (lambda _: httpx2.Response(200, json=ERROR), Failed(131047, 5, 200, "T")),
        (lambda _: httpx2.Response(404, text="no"), Failed(http=404)),
        (lambda _: httpx2.Response(502, text="<html>"), Unknown(502)),
        (lambda _: httpx2.Response(200, text="<html>"), Unknown(200)),
        (lambda _: httpx2.Response(200, json=[1]), Unknown(200)),
        (lambda _: httpx2.Response(302, headers={"location": "https://evil.example"}), Failed(http=302)),
        (raising(httpx2.ConnectError("x")), Failed()),
        (raising(httpx2.ConnectTimeout("x")), Failed()),
        (raising(httpx2.ReadTimeout("x")), Unknown()),
        (raising(httpx2.RemoteProtocolError("x")), Unknown()),
    ],
)
async def test_what_a_call_came_to(answer: Callable[[httpx2.Request], httpx2.Response], result: Result) -> None:
    assert (await call(answer))[0] == result


async def test_the_token_is_in_the_header_and_the_proof_beside_it() -> None:
    _, (request,) = await call(lambda _: httpx2.Response(200, json={}))
    assert request.headers["authorization"] == "Bearer token"
    assert request.url.path == "/v26.0/77/messages"
    assert "token" not in str(request.url)
    assert request.url.params["appsecret_proof"] == hmac.new(b"secret", b"token", hashlib.sha256).hexdigest()
