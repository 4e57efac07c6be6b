"""A client that has a session of the widget, as the panel has one."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from assistant.services import Services
from assistant.web.conversation import NOTICE
from assistant.web.services import WebServices
from server import create_app

ORIGIN = "https://mdm.example.ma"


@dataclass
class Panel:
    client: TestClient
    origin: str = ORIGIN
    token: str = ""

    def start(self, site: str = "mdm", origin: str = ORIGIN, notice: str = NOTICE, **headers: str) -> Response:
        body = {"site": site, "origin": origin, "notice": notice}
        response = self.client.post("/v1/widget/sessions", json=body, headers=headers)
        self.origin, self.token = origin, response.json().get("token", "")
        return response

    def headers(self, language: str = "fr") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Embedded-In": self.origin, "Accept-Language": language}

    def ask(self, message: str, turn_id: str | None = None, language: str = "fr") -> Response:
        body = {"turn_id": turn_id or uuid4().hex, "message": message}
        return self.client.post("/v1/widget/turns", json=body, headers=self.headers(language))


@pytest.fixture
def client(services: Services, web: WebServices) -> Iterator[TestClient]:
    with TestClient(create_app(services, web), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def panel(client: TestClient) -> Panel:
    panel = Panel(client)
    assert panel.start().status_code == 200
    return panel
