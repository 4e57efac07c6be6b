"""One chat turn, top to bottom."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from assistant import observe
from assistant.compose import compose, compose_written
from assistant.errors import HistoryUnavailable, ModelError, NoPermit
from assistant.extract import extract
from assistant.ground import ground, status_of
from assistant.guard import clean, steers
from assistant.history import window
from assistant.intents import refused as refused_by_meaning
from assistant.intents import told
from assistant.languages import asked_language
from assistant.once import EncodeOnce
from assistant.places import plain
from assistant.profile import Heard
from assistant.prompts import FORGET, PRESENTS_ITSELF, REFUSALS, Prompts
from assistant.redact import redact
from assistant.refuse import refusal
from assistant.rewrite import last_asked, rewrite
from assistant.route import Route
from assistant.services import Services
from assistant.types import Answer, Event, Exchange, Profile, Sentence, Status, Token, Turn
from assistant.wire import exchange
from ingest.errors import IngestError
from ingest.language import ARABIC, DARIJA, FRENCH, FUNCTION_WORDS, identify
from ingest.types import Index, Language
from retrieval.retrieve import retrieve
from retrieval.timing import Stopwatch
from retrieval.types import Query, Retrieved

_FEW_WORDS, _SHORT = 3, 6
_SURE = 0.9  # a chance of being answered from which no other reading of a message is looked at


async def take_turn(turn: Turn, history: tuple[Exchange, ...], services: Services) -> AsyncIterator[Event]:
    """Tokens, then exactly one answer; the answer is remembered before it is given. Never raises for an outage: it says so."""
    watch, services = Stopwatch(), replace(services, encoder=EncodeOnce(services.encoder))
    with watch.step("redact"):
        text, masked = redact(clean(turn.text, services.settings.max_message_characters))
        turn = replace(turn, text=text)  # from here on, nobody sees what was masked
    with watch.step("language"):
        language = turn.language or asked_language(text) or _spoken(text, history)
    with watch.step("listen"):
        heard = services.listener.hear(text, history[-1].profile if history else Profile())
    recent = window(history, services.settings.history_tokens)
    route, chances = await _understood(text, language, heard, last_asked(recent) is not None, services, watch)
    talk = route.kind if route is not None and route.status is Status.SMALL_TALK else ""
    opening = _opening(talk, language, services.prompts, first=not history and not turn.introduced, masked=bool(masked))
    answer: Answer | None = None
    unsaid = opening
    async for event in _steps(turn, language, route, chances, heard, recent, services, watch):
        if isinstance(event, Answer):
            answer = replace(event, text=opening + event.text, profile=Profile() if talk == FORGET else heard.profile)
        else:
            yield Token(unsaid + event.text)
            unsaid = ""
    assert answer is not None
    with watch.step("remember"):
        await _remember(turn, answer, talk, services)
    answer = replace(answer, timings_ms=watch.timings_ms)
    observe.answered(answer)
    yield answer


async def _understood(
    text: str, language: Language, heard: Heard, has_subject: bool, services: Services, watch: Stopwatch
) -> tuple[Route | None, Mapping[str, float]]:
    """Where the message goes: by its words, else by its meaning; None to search. And how likely each meaning is."""
    with watch.step("route"):
        if steers(text):
            return Route(Status.BLOCKED), {}
        if talk := services.prompts.small_talk_kind(text):
            return Route(Status.SMALL_TALK, talk), {}
        route = services.router.route(text, language, heard, has_subject)
    if route is not None or services.intents is None:
        return route, {}
    with watch.step("intents"):
        try:
            [vector] = await asyncio.to_thread(services.encoder.encode_queries, [text])
        except IngestError:
            return None, {}  # the search will fail likewise, and say so
        chances = services.intents.chances(vector)
        known = has_subject or bool(heard.profile.heard())
        return services.router.meant(told(chances, known), text, heard), chances


async def _steps(
    turn: Turn,
    language: Language,
    route: Route | None,
    chances: Mapping[str, float],
    heard: Heard,
    history: tuple[Exchange, ...],
    services: Services,
    watch: Stopwatch,
) -> AsyncIterator[Event]:
    prompts, text = services.prompts, turn.text

    def refused(status: Status, country: str = "") -> Answer:
        said = refusal(status, language, heard.profile, prompts, services.contacts, services.listener, country)
        return _answer(turn, status, language, said, services)

    if route is not None and route.status in REFUSALS:
        yield refused(route.status, route.country)
        return
    if route is not None and route.kind in prompts.small_talk:
        yield _answer(turn, Status.SMALL_TALK, language, prompts.small_talk[route.kind][language], services)
        return
    if route is not None:
        said, options = services.router.clarify("vague" if route.kind == "vague" else "broad", text, language)
        said = services.listener.noted(heard.profile, language) if route.status is Status.SMALL_TALK else said
        yield replace(_answer(turn, route.status, language, said, services), options=options)
        return
    with watch.step("rewrite"):
        places, known = services.listener.places.spans, services.listener.known(heard.profile, language)
        queries = rewrite(text, language, history, turn.as_of, services.today(), services.router, places, known)
    try:
        async with asyncio.timeout(services.settings.permit_wait_seconds):
            await services.permits.acquire()
    except TimeoutError:
        yield refused(Status.BUSY)
        return
    try:
        with watch.step("retrieve"):
            index = services.index.get()
            query, found = await asyncio.to_thread(_found, queries, index, services)
    except IngestError as error:
        observe.outage(str(error))
        yield refused(Status.ERROR)
        return
    finally:
        services.permits.release()
    watch.timings_ms.update({f"retrieve.{step}": spent for step, spent in found.timings_ms.items()})
    why = refused_by_meaning(chances, found.confidence, found.sufficient, last_asked(history) is not None)
    if why is not None:
        yield replace(refused(why, services.router.country(text)), query=query.text, as_of=query.as_of)
        return
    draft: list[Sentence] = []
    grounded: list[Sentence] = []
    frame = services.prompts.frame(language)
    try:
        if services.generator is not None:
            with watch.step("generate"):
                try:
                    async for sentence in services.generator.sentences(query, history, found.passages):
                        draft.append(sentence)
                        held = await asyncio.to_thread(ground, [sentence], index, services.encoder)
                        grounded += held
                        for each in held:
                            yield Token(f"{each.text} ")
                except NoPermit:
                    yield refused(Status.BUSY)
                    return
                except ModelError as error:
                    observe.fell_back(error)
                    draft, grounded = [], []
        written = status_of(draft, grounded) is not Status.NOT_GROUNDED
        if not written:
            with watch.step("extract"):
                draft = extract(query, found.concepts, found.passages, services.settings)
            with watch.step("ground"):
                grounded = ground(draft, index, services.encoder)
    except IngestError as error:
        observe.outage(str(error))
        yield refused(Status.ERROR)
        return
    status = status_of(draft, grounded)
    if status is Status.NOT_GROUNDED:
        yield replace(refused(Status.NOT_GROUNDED), query=query.text, as_of=query.as_of)
        return
    with watch.step("compose"):
        if written:
            said, citations = compose_written(grounded, frame, query.as_of)
        else:
            said, citations = compose(grounded, frame, language, query.as_of)
    if not written:  # else its sentences were streamed as they were verified
        for paragraph in said.splitlines(keepends=True):
            yield Token(paragraph)
    yield Answer(
        turn.conversation_id, turn.turn_id, status, language, said, query.as_of, query.text, found.index_version, citations
    )


def _found(queries: Sequence[Query], index: Index, services: Services) -> tuple[Query, Retrieved]:
    """What is found for the first reading of a message that is surely answered, or for the one that is likeliest to be."""
    best: tuple[Query, Retrieved] | None = None
    for query in queries:
        found = retrieve(query, index, services.encoder, services.termbase, services.retrieval)
        if best is None or found.confidence > best[1].confidence:
            best = query, found
        if best[1].confidence >= _SURE:
            break
    assert best is not None
    return best


def _spoken(text: str, history: tuple[Exchange, ...]) -> Language:
    """The message's own language, or the conversation's where the message does not tell."""
    before = history[-1].language if history else None
    told = identify(text)
    if told == ARABIC and before == DARIJA and len(text.split()) <= _FEW_WORDS:
        return before  # "و SAS؟" is both
    if before and told and len(text.split()) <= _SHORT and _function_words(text, before) > _function_words(text, told):
        return before  # "w ila kan taman 500000?" has Dutch letters and Darija words
    return told or before or FRENCH


def _function_words(text: str, language: Language) -> int:
    return sum(word in FUNCTION_WORDS[language] for word in plain(text).split())


def _opening(talk: str, language: Language, prompts: Prompts, *, first: bool, masked: bool) -> str:
    """In the first reply that this is a machine, unless that is said without it; and that personal data were masked."""
    due = ["introduction"] if first and talk not in PRESENTS_ITSELF else []
    due += ["masked"] if masked else []
    return "".join(f"{prompts.notices[notice][language]}\n\n" for notice in due)


def _answer(turn: Turn, status: Status, language: Language, text: str, services: Services) -> Answer:
    return Answer(turn.conversation_id, turn.turn_id, status, language, text, turn.as_of or services.today())


async def _remember(turn: Turn, answer: Answer, talk: str, services: Services) -> None:
    """Into the conversation, or the conversation away. Without memory the answer is given all the same."""
    try:
        if talk == FORGET:
            await services.history.erase(turn.conversation_id)
        else:
            await services.history.append(turn.conversation_id, exchange(turn, answer))
    except HistoryUnavailable:
        observe.memory_lost()
