"""One chat turn, top to bottom."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from assistant import observe
from assistant.compose import compose
from assistant.errors import HistoryUnavailable
from assistant.extract import extract
from assistant.ground import ground
from assistant.guard import clean, steers
from assistant.prompts import FORGET
from assistant.rewrite import rewrite
from assistant.services import Services
from assistant.types import Answer, Event, Exchange, Status, Token, Turn
from assistant.wire import exchange
from ingest.errors import IngestError
from ingest.language import FRENCH, identify
from ingest.types import Language
from retrieval.retrieve import retrieve
from retrieval.timing import Stopwatch


async def take_turn(turn: Turn, history: tuple[Exchange, ...], services: Services) -> AsyncIterator[Event]:
    """Tokens, then exactly one answer; the answer is remembered before it is given. Never raises for an outage: it says so."""
    watch = Stopwatch()
    answer: Answer | None = None
    async for event in _steps(turn, history, services, watch):
        if isinstance(event, Answer):
            answer = event
        else:
            yield event
    assert answer is not None
    with watch.step("remember"):
        await _remember(turn, answer, services)
    answer = replace(answer, timings_ms=watch.timings_ms)
    observe.answered(answer)
    yield answer


async def _steps(turn: Turn, history: tuple[Exchange, ...], services: Services, watch: Stopwatch) -> AsyncIterator[Event]:
    today = services.today()
    with watch.step("language"):
        text = clean(turn.text)
        language = turn.language or identify(text) or (history[-1].language if history else FRENCH)
    with watch.step("guard"):
        blocked = steers(text, services.prompts.guard)
    if blocked:
        yield _refuse(turn, Status.BLOCKED, language, services)
        return
    with watch.step("route"):
        talk = services.prompts.small_talk_kind(text)
    if talk is not None:
        yield _answer(turn, Status.SMALL_TALK, language, services.prompts.small_talk[talk][language], services)
        return
    with watch.step("rewrite"):
        query = rewrite(text, language, history, turn.as_of, today)
    try:
        async with asyncio.timeout(services.settings.permit_wait_seconds):
            await services.permits.acquire()
    except TimeoutError:
        yield _refuse(turn, Status.BUSY, language, services)
        return
    try:
        with watch.step("retrieve"):
            index = services.index.get()
            found = await asyncio.to_thread(retrieve, query, index, services.encoder, services.termbase, services.retrieval)
        watch.timings_ms.update({f"retrieve.{step}": spent for step, spent in found.timings_ms.items()})
        if not found.sufficient:
            yield replace(_refuse(turn, Status.NO_SOURCE, language, services), query=query.text, as_of=query.as_of)
            return
        with watch.step("extract"):
            draft = extract(query, found.concepts, found.passages, services.settings)
        with watch.step("ground"):
            grounded = ground(draft, index)
    except IngestError as error:
        observe.outage(str(error))
        yield _refuse(turn, Status.ERROR, language, services)
        return
    finally:
        services.permits.release()
    if not grounded:
        yield replace(_refuse(turn, Status.NOT_GROUNDED, language, services), query=query.text, as_of=query.as_of)
        return
    with watch.step("compose"):
        said, citations = compose(grounded, services.prompts.frame(language), language, query.as_of)
    for paragraph in said.splitlines(keepends=True):
        yield Token(paragraph)
    status = Status.ANSWERED if len(grounded) == len(draft) else Status.PARTIAL
    yield Answer(
        turn.conversation_id, turn.turn_id, status, language, said, query.as_of, query.text, found.index_version, citations
    )


def _refuse(turn: Turn, status: Status, language: Language, services: Services) -> Answer:
    return _answer(turn, status, language, services.prompts.refusal(status, language), services)


def _answer(turn: Turn, status: Status, language: Language, text: str, services: Services) -> Answer:
    return Answer(turn.conversation_id, turn.turn_id, status, language, text, turn.as_of or services.today())


async def _remember(turn: Turn, answer: Answer, services: Services) -> None:
    """Into the conversation, or the conversation away. Without memory the answer is given all the same."""
    try:
        if services.prompts.small_talk_kind(clean(turn.text)) == FORGET:
            await services.history.erase(turn.conversation_id)
        else:
            await services.history.append(turn.conversation_id, exchange(turn, answer))
    except HistoryUnavailable:
        observe.memory_lost()
