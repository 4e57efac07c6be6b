"""A chat model behind an OpenAI-compatible endpoint, through langchain: messages -> pieces of text. Its errors become ours."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import cast

import httpx2
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langsmith import tracing_context
from openai import APITimeoutError, OpenAIError

from assistant.errors import ModelRejected, ModelTimeout, ModelUnavailable
from assistant.settings import AssistantSettings
from assistant.types import Message, Role

_MESSAGES: dict[Role, type[BaseMessage]] = {Role.SYSTEM: SystemMessage, Role.PERSON: HumanMessage, Role.ASSISTANT: AIMessage}
# What a server that breaks the protocol makes its client raise: JSON, UTF-8 and shapes that are not what they should be.
_BROKEN = (OpenAIError, httpx2.HTTPError, OSError, RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError)


class LangChainModel:
    """Waits `first_seconds` for the first word. Nothing is traced or sent elsewhere."""

    def __init__(self, model: BaseChatModel, client: httpx2.AsyncClient, first_seconds: float) -> None:
        self._model, self._client, self._first_seconds = model, client, first_seconds

    @classmethod
    def connect(cls, settings: AssistantSettings) -> "LangChainModel":
        """A client of the endpoint; nothing is asked of it yet."""
        client = httpx2.AsyncClient()
        model = init_chat_model(
            settings.model_name,
            model_provider="openai",
            base_url=settings.model_url,
            api_key=settings.model_key.get_secret_value() or "none",  # local servers want none, the client wants one
            temperature=0,
            extra_body={"max_tokens": settings.model_answer_tokens},  # the client's own field is one that few servers read
            timeout=settings.model_total_seconds,
            max_retries=0,  # the retry is ours: it has to end within the total
            use_responses_api=False,
            http_async_client=client,
        )
        return cls(model, client, settings.model_first_token_seconds)

    async def stream(self, messages: Sequence[Message], deadline: float) -> AsyncGenerator[str]:
        """`ModelTimeout`, `ModelUnavailable` (also for a cut or malformed stream) or `ModelRejected` (no text was given)."""
        wait_until = min(asyncio.get_running_loop().time() + self._first_seconds, deadline)
        finish = ""
        written = [_MESSAGES[message.role](message.text) for message in messages]
        async with aclosing(cast("AsyncGenerator[AIMessageChunk]", self._model.astream(written))) as chunks:
            while (chunk := await self._next(chunks, wait_until)) is not None:
                finish = str(chunk.response_metadata.get("finish_reason") or finish)
                if chunk.tool_call_chunks or chunk.additional_kwargs.get("refusal") or finish == "content_filter":
                    raise ModelRejected("refused")
                if text := str(chunk.text):
                    wait_until = deadline
                    yield text
        if finish != "stop":
            raise ModelUnavailable("cut", finish)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._client.aclose()

    async def _next(self, chunks: AsyncIterator[AIMessageChunk], deadline: float) -> AIMessageChunk | None:
        try:
            async with asyncio.timeout_at(deadline):
                with tracing_context(enabled=False):
                    return await anext(chunks, None)
        except (TimeoutError, APITimeoutError, httpx2.TimeoutException) as error:
            raise ModelTimeout("slow") from error
        except _BROKEN as error:
            raise ModelUnavailable("failed", type(error).__name__) from error
