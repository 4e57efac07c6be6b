"""Meta's Graph API: one kept HTTP client. What a call came to is a value; the tokens go to Meta's address only."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from pydantic import SecretStr

from assistant.channels.payload import text_of
from assistant.channels.settings import ChannelSettings, secrets

_TIMEOUT = httpx2.Timeout(connect=3.0, read=15.0, write=5.0, pool=5.0)
_LIMITS = httpx2.Limits(max_connections=100, max_keepalive_connections=20)
_OK, _SERVER_ERROR = 200, 500


@dataclass(frozen=True, slots=True)
class Done:
    """The call went through."""

    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """The call did nothing: Meta said so, or it never left (`http` 0)."""

    code: int = 0
    subcode: int = 0
    http: int = 0
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call may have done its work, or not: it was cut, or something between us and Meta answered for it (`http`)."""

    http: int = 0


Result = Done | Failed | Unknown


class Graph:
    """Calls as one number or Page."""

    def __init__(self, settings: ChannelSettings, account: str, token: SecretStr, app_secret: SecretStr | None = None) -> None:
        """With `app_secret`, calls carry the proof that they come from who has it."""
        self._account = account
        key = token.get_secret_value()
        proof = hmac.new(secrets(app_secret)[0], key.encode(), hashlib.sha256).hexdigest() if app_secret else ""
        self._client = httpx2.AsyncClient(
            base_url=f"{settings.graph_url}/{settings.graph_version}/", headers={"Authorization": f"Bearer {key}"},
            params={"appsecret_proof": proof} if proof else {}, timeout=_TIMEOUT, limits=_LIMITS, trust_env=False,
            follow_redirects=False,
        )  # fmt: skip

    async def send(self, body: Mapping[str, Any]) -> Result:
        """Post to the account's messages."""
        return await self._call("POST", f"{self._account}/messages", body)

    async def subscriptions(self) -> Result:
        """The apps that get what people write to the Page."""
        return await self._call("GET", f"{self._account}/subscribed_apps")

    async def subscribe(self, fields: str) -> Result:
        """Let this app get what people write to the Page."""
        return await self._call("POST", f"{self._account}/subscribed_apps", {"subscribed_fields": fields})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Result:
        try:
            response = await self._client.request(method, path, json=body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            return Failed()
        except httpx2.HTTPError:
            return Unknown()
        return _read(response)


def _read(response: httpx2.Response) -> Result:
    try:
        content = response.json()
    except ValueError:  # a page of HTML on a bad gateway
        content = None
    error = content.get("error") if isinstance(content, dict) else None
    if isinstance(error, dict):
        return Failed(_number(error, "code"), _number(error, "error_subcode"), response.status_code, text_of(error, "fbtrace_id"))
    if response.status_code == _OK and isinstance(content, dict):
        return Done(content)
    if _OK < response.status_code < _SERVER_ERROR:
        return Failed(http=response.status_code)
    return Unknown(response.status_code)


def _number(error: Mapping[str, Any], name: str) -> int:
    found = text_of(error, name)
    return int(found) if found.isdigit() else 0
