"""Passages -> sentences by a chat model, as they are written. They are a draft: `ground` decides what stays."""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from string import Template

from assistant.breaker import Breaker
from assistant.cite import cited, complete
from assistant.errors import CircuitOpen, ModelError, ModelRejected, NoPermit
from assistant.settings import AssistantSettings
from assistant.types import ChatModel, Exchange, Message, Role, Sentence, Status
from ingest.language import ARABIC, DARIJA, DARIJA_LATIN, identify
from ingest.normalize import fold_letters, strip_invisible
from ingest.types import Language
from retrieval.types import Passage, Query

NO_ANSWER = "NONE"
_CHARACTERS_A_TOKEN = 8  # more than any language writes: a stream that passes it has no end
_REPEATS = 3
_LEAKED_WORDS = 6  # in a row from the prompt
_ENOUGH_WORDS = 6  # to tell a sentence's language
_WORD = re.compile(r"\w+")
_ANSWERED = frozenset({Status.ANSWERED, Status.PARTIAL})
_ARABIC_SCRIPT = frozenset({ARABIC, DARIJA})
_NAMES = {
    "fr": "French", "ar": "Modern Standard Arabic", "ary": "Moroccan Darija in Arabic letters",
    "ary-Latn": "Moroccan Darija in Latin letters", "en": "English", "es": "Spanish", "nl": "Dutch", "it": "Italian",
    "de": "German",
}  # fmt: skip
_FAKE_MARK = re.compile(r"[\[【](\d+)[\]】]")


class Generator:
    """Holds a model, its prompt, its permits and its breaker. `count` says how many tokens a text has."""

    def __init__(
        self, model: ChatModel, prompt: Template, count: Callable[[str], int], settings: AssistantSettings, breaker: Breaker
    ) -> None:
        self._model, self._prompt, self._count = model, prompt, count
        self._settings, self._breaker = settings, breaker
        self._permits = asyncio.Semaphore(settings.model_permits)
        self._shingles = _shingles(prompt.template)

    async def sentences(self, query: Query, history: Sequence[Exchange], passages: Sequence[Passage]) -> AsyncIterator[Sentence]:
        """Each sentence with its quotes. A `ModelError` takes back all that came before it; `NoPermit` comes at once."""
        if self._permits.locked():
            raise NoPermit("busy")
        async with self._permits:
            deadline = asyncio.get_running_loop().time() + self._settings.model_total_seconds
            for last in (False, True):
                if not self._breaker.allows():
                    raise CircuitOpen("circuit open")
                given = False
                try:
                    async with aclosing(self._attempt(query, history, passages, deadline)) as drafted:
                        async for sentence in drafted:
                            given = True
                            yield sentence
                except ModelError as error:
                    self._note(error)
                    if last or given or not error.retryable:
                        raise
                else:
                    self._breaker.succeeded()
                    return

    async def close(self) -> None:
        """Let the model go."""
        await self._model.close()

    def _note(self, error: ModelError) -> None:
        """A model that answers nonsense is at work; one that is slow or away is not."""
        if error.retryable:
            self._breaker.failed()
        else:
            self._breaker.succeeded()

    async def _attempt(
        self, query: Query, history: Sequence[Exchange], passages: Sequence[Passage], deadline: float
    ) -> AsyncGenerator[Sentence]:
        fence = f"passages-{secrets.token_hex(4)}"
        messages, shown = self._messages(query, history, passages, fence)
        text, done = "", 0
        said: Counter[str] = Counter()
        async with aclosing(self._model.stream(messages, deadline)) as pieces:
            async for piece in pieces:
                text += piece
                if len(text) > self._settings.model_answer_tokens * _CHARACTERS_A_TOKEN:
                    raise ModelRejected("endless")
                for written in complete(text, ended=False)[done:]:
                    done += 1
                    yield self._checked(cited(written, shown), said, text, fence, query.language)
        for written in complete(text, ended=True)[done:]:
            done += 1
            yield self._checked(cited(written, shown), said, text, fence, query.language)
        if done == 0:
            raise ModelRejected("empty")

    def _checked(self, sentence: Sentence, said: Counter[str], text: str, fence: str, language: Language) -> Sentence:
        """The sentence, if the draft is still one; `said` counts what was said before."""
        said[sentence.text] += 1
        if sentence.text.strip(" .") == NO_ANSWER:
            raise ModelRejected("none")
        if fence in text or self._shingles & _shingles(text):
            raise ModelRejected("leak")
        if said[sentence.text] == _REPEATS:
            raise ModelRejected("repeats")
        if _in_another_language(sentence.text, language):
            raise ModelRejected("language")
        return sentence

    def _messages(
        self, query: Query, history: Sequence[Exchange], passages: Sequence[Passage], fence: str
    ) -> tuple[list[Message], list[Passage]]:
        """The prompt, as much of the conversation and as many passages as the budget holds; and those passages."""
        system = Message(Role.SYSTEM, self._prompt.substitute(language=_NAMES[query.language], fence=fence))
        said = self._said(history)
        left = self._settings.model_prompt_tokens - sum(self._count(m.text) for m in (system, *said)) - self._count(query.text)
        shown: list[Passage] = []
        blocks: list[str] = []
        for passage in passages:
            block = _block(passage)
            left -= self._count(block)
            if left < 0:
                break
            shown.append(passage)
            blocks.append(block)
        asked = f"<{fence}>\n" + "\n\n".join(blocks) + f"\n</{fence}>\n\n{query.text}"
        return [system, *said, Message(Role.PERSON, asked)], shown

    def _said(self, history: Sequence[Exchange]) -> list[Message]:
        """The last exchanges that were answered, oldest first, while they fit."""
        messages: list[Message] = []
        left = self._settings.model_history_tokens
        for exchange in reversed(history):
            if exchange.status not in _ANSWERED:
                continue
            left -= self._count(exchange.text) + self._count(exchange.answer)
            if left < 0:
                break
            messages[:0] = [Message(Role.PERSON, exchange.text), Message(Role.ASSISTANT, exchange.answer)]
        return messages


def _block(passage: Passage) -> str:
    """A passage as the model sees it: its number, its place, its text; numbers in brackets in it are not ours."""
    heading = " — ".join(passage.first.headings) or passage.first.title
    shown = strip_invisible(f"{heading}\n{passage.text}")
    return f"[{passage.number}] " + _FAKE_MARK.sub(r"(\1)", shown)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold_letters(text))
    return frozenset(tuple(words[at : at + _LEAKED_WORDS]) for at in range(len(words) - _LEAKED_WORDS + 1))


def _in_another_language(text: str, language: Language) -> bool:
    """Where it can be told. Darija may be written as Arabic; in Latin letters it looks like anything but Arabic."""
    if len(text.split()) < _ENOUGH_WORDS or (found := identify(text)) is None:
        return False
    if language == DARIJA_LATIN:
        return found in _ARABIC_SCRIPT
    return found not in _ARABIC_SCRIPT if language in _ARABIC_SCRIPT else found != language
