"""`POST /v1/feedback`: was an answer of use?"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant import observe
from assistant.errors import FeedbackUnavailable, HistoryUnavailable
from assistant.feedback import Feedback, Reason, Vote
from assistant.problems import Problem
from assistant.services import Services
from assistant.types import Exchange
from assistant.web.admit import admit_read, session_of
from assistant.web.services import WebServices

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class VoteRequest(BaseModel):
    """A vote on a turn of a conversation: the one named, or that of the widget's session."""

    model_config = ConfigDict(extra="forbid")

    turn_id: Id
    vote: Vote
    reason: Reason | None = None
    conversation_id: Id | None = None


def votes_router(services: Services, web: WebServices) -> APIRouter:
    """One route. Whoever votes must know the conversation, or hold its session."""
    router = APIRouter(prefix="/v1")

    @router.post("/feedback", status_code=HTTPStatus.NO_CONTENT)
    async def vote(asked: VoteRequest, request: Request) -> None:
        conversation_id = asked.conversation_id or session_of(request, web).conversation_id
        await admit_read(request, web)
        try:
            exchanges = await services.history.load(conversation_id) or ()
            exchange = next((said for said in exchanges if said.turn_id == asked.turn_id), None)
            if exchange is None:
                raise Problem(HTTPStatus.NOT_FOUND, "No such turn in this conversation, or it was forgotten.")
            await web.feedback.record(_feedback(asked, exchange))
        except (HistoryUnavailable, FeedbackUnavailable) as error:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE, "Votes cannot be stored now: try again in a minute.", retry_after=60
            ) from error
        observe.voted(asked.vote.value, asked.reason.value if asked.reason else "", exchange.language)

    return router


def _feedback(asked: VoteRequest, exchange: Exchange) -> Feedback:
    documents = dict.fromkeys(f"{citation['document_id']} {citation['title']}" for citation in exchange.citations)
    return Feedback(
        asked.turn_id, asked.vote, asked.reason, exchange.status.value, exchange.language, tuple(documents), datetime.now(UTC)
    )
