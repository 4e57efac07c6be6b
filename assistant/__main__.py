"""`python -m assistant "question"`: an answer in the terminal, with its sources."""

import argparse
import asyncio
import logging
import sys
from datetime import date
from uuid import uuid4

import structlog
from pydantic import ValidationError

from assistant.errors import AssistantError
from assistant.services import Services, child_valkey, open_services, warm
from assistant.settings import AssistantSettings
from assistant.turn import take_turn
from assistant.types import Answer, Turn
from ingest.errors import IngestError
from ingest.language import LANGUAGES
from ingest.settings import IngestSettings
from ingest.types import Language
from retrieval.settings import RetrievalSettings


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Ask questions; several make one conversation.")
    parser.add_argument("questions", nargs="+", metavar="question")
    parser.add_argument("--language", choices=LANGUAGES, help="to be answered in")
    parser.add_argument("--as-of", type=date.fromisoformat, help="the date that the questions are about")
    options = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        settings, ingest, retrieval = AssistantSettings(), IngestSettings(), RetrievalSettings()
        child = None if settings.redis_url else child_valkey(ingest)
        was_running = child is not None and child.running() is not None
        services = open_services(settings, ingest, retrieval, child.start() if child else settings.redis_url)
        try:
            warm(services)
            asyncio.run(_converse(options.questions, options.language, options.as_of, services))
        finally:
            if child is not None and not was_running:
                child.stop()
    except (AssistantError, IngestError, ValidationError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


async def _converse(questions: list[str], language: str | None, as_of: date | None, services: Services) -> None:
    conversation_id = uuid4().hex
    for question in questions:
        history = await services.history.load(conversation_id) or ()
        turn = Turn(conversation_id, uuid4().hex, question, Language(language) if language else None, as_of)
        async for event in take_turn(turn, history, services):
            if isinstance(event, Answer):
                _print(question, event)
    await services.history.erase(conversation_id)
    await services.history.close()
    if services.generator is not None:
        await services.generator.close()


def _print(question: str, answer: Answer) -> None:
    print(f"\n> {question}\n\n{answer.text}\n")
    for citation in answer.citations:
        provenance = citation.provenance
        where = ", ".join(filter(None, (citation.title, citation.headings[-1], provenance.reference, provenance.url)))
        print(f"  [{citation.number}] {provenance.authority}: {where}")
    spent = sum(milliseconds for step, milliseconds in answer.timings_ms.items() if "." not in step)
    print(f"  {answer.status} · {answer.language} · {answer.as_of} · index {answer.index_version or '-'} · {spent:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
