"""The widget in a real Chromium: the site that serves it, and what a person does with it.

Tests of this folder are skipped where no Chromium is installed (on Debian: `apt-get install chromium`).
"""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect

from assistant.services import Services
from assistant.turn import take_turn
from assistant.types import Event, Exchange, Token, Turn
from assistant.web.services import WebServices
from server import create_app
from tests.fakes import FakeFeedback, FakeHistory

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CHROMIUM = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]

QUESTION, ARABIC_QUESTION = "Quel est le capital minimum de la SARL ?", "ما هو الحد الأدنى لرأسمال الشركة ذات المسؤولية المحدودة؟"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


class Pace:
    """Holds a turn back before its last word, until it is let go."""

    def __init__(self) -> None:
        self.held = self.broken = False
        self.turns: list[str] = []

    async def turn(self, turn: Turn, history: tuple[Exchange, ...], services: Services) -> AsyncIterator[Event]:
        self.turns.append(turn.turn_id)
        if self.broken:
            raise RuntimeError("broken for a test")
        async for event in take_turn(turn, history, services):
            if not isinstance(event, Token):
                while self.held:
                    await asyncio.sleep(0.02)
            yield event


@dataclass
class Site:
    address: str
    pace: Pace
    history: FakeHistory
    feedback: FakeFeedback


@contextmanager
def serving(services: Services, web: WebServices) -> Iterator[str]:
    """The address of the real server over these services."""
    server = uvicorn.Server(uvicorn.Config(create_app(services, web), "127.0.0.1", 0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def panel_of(page: Page) -> Frame:
    """The frame of the panel that is open or opening."""
    frame = page.locator("jalia-invest iframe").element_handle().content_frame()
    assert frame is not None
    frame.locator(".notice, .greeting").first.wait_for()
    return frame


def opened(page: Page, agree: bool = True) -> Frame:
    """The panel's frame, with the notice agreed to."""
    page.locator("jalia-invest button").click()
    frame = panel_of(page)
    if agree and frame.locator(".notice").count():
        frame.locator(".notice button").click()
    return frame


def ask(frame: Frame, question: str) -> None:
    frame.locator("#message").fill(question)
    frame.locator("#message").press("Enter")


def answered(frame: Frame, turns: int) -> None:
    expect(frame.locator(".tools")).to_have_count(turns, timeout=20_000)


def violations(target: Page | Frame) -> list[str]:
    found = Axe().run(target)
    return [f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]]
