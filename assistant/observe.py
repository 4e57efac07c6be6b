"""Metrics and logs of turns: how they ended, how long each step took. Nothing personal in either."""

import structlog
from prometheus_client import Counter, Histogram

from assistant.errors import ModelError
from assistant.types import Answer

_ANSWERS = Counter("assistant_answers_total", "Turns by how they ended", ["status", "language"])
_STEPS = Histogram(
    "assistant_step_seconds",
    "Time of each step of a turn",
    ["step"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
)
_MEMORY_LOST = Counter("assistant_memory_unavailable_total", "Turns that were answered without memory")
_FELL_BACK = Counter("assistant_model_failures_total", "Drafts of the chat model that were given up", ["cause"])
_OUTCOMES = Counter("channel_outcomes_total", "What came in, by how it ended", ["channel", "type", "outcome"])
_VOTES = Counter("assistant_votes_total", "Votes on answers", ["vote", "reason", "language"])
_LOG = structlog.get_logger("assistant")


def answered(answer: Answer) -> None:
    """A turn ended."""
    _ANSWERS.labels(answer.status.value, answer.language).inc()
    for step, milliseconds in answer.timings_ms.items():
        _STEPS.labels(step).observe(milliseconds / 1000)
    _LOG.info(
        "turn",
        turn_id=answer.turn_id,
        status=answer.status.value,
        language=answer.language,
        citations=len(answer.citations),
        index_version=answer.index_version,
        total_ms=round(sum(spent for step, spent in answer.timings_ms.items() if "." not in step), 1),
    )


def memory_lost() -> None:
    """A turn was answered, but could not be remembered, or not with what was said before."""
    _MEMORY_LOST.inc()
    _LOG.warning("memory unavailable")


def outage(reason: str) -> None:
    """The index or the encoder failed a turn."""
    _LOG.error("outage", reason=reason)


def fell_back(error: ModelError) -> None:
    """The chat model gave no answer: the turn went on without it."""
    _FELL_BACK.labels(error.cause).inc()
    _LOG.warning("chat model failed", reason=str(error))


def ended(channel: str, kind: str, outcome: str) -> None:
    """Something that came in by a channel ended."""
    _OUTCOMES.labels(channel, kind, outcome).inc()


def voted(vote: str, reason: str, language: str) -> None:
    """Somebody said whether an answer was of use."""
    _VOTES.labels(vote, reason, language).inc()
