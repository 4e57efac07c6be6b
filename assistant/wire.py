"""The fixed contract of the chat API: what goes in and what comes out, as JSON."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from assistant.types import Answer, Citation, Exchange, Turn
from ingest.language import LANGUAGES
from ingest.types import Language

_FIRST_YEAR, _LAST_YEAR = 1956, 2100
_HARD_LIMIT = 20_000  # the settings' own limit is checked after this one


class ChatRequest(BaseModel):
    """A turn, as it is posted."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_HARD_LIMIT)]
    conversation_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    language: str | None = Field(default=None, description=", ".join(LANGUAGES))
    as_of: date | None = None

    @field_validator("message")
    @classmethod
    def _has_words(cls, message: str) -> str:
        if not any(character.isalnum() for character in message):
            raise ValueError("a message needs at least one letter or digit")
        return message

    @field_validator("language")
    @classmethod
    def _is_known(cls, language: str | None) -> str | None:
        if language is not None and language not in LANGUAGES:
            raise ValueError(f"one of {', '.join(LANGUAGES)} was expected")
        return language

    @field_validator("as_of")
    @classmethod
    def _is_plausible(cls, as_of: date | None) -> date | None:
        if as_of is not None and not _FIRST_YEAR <= as_of.year <= _LAST_YEAR:
            raise ValueError(f"a date between {_FIRST_YEAR} and {_LAST_YEAR} was expected")
        return as_of

    def turn(self) -> Turn:
        """The turn, with a new id, in its conversation or a new one."""
        language = Language(self.language) if self.language else None
        return Turn(self.conversation_id or uuid4().hex, uuid4().hex, self.message, language, self.as_of)


def answer_body(answer: Answer) -> dict[str, Any]:
    """An answer, as it is sent."""
    return {
        "conversation_id": answer.conversation_id,
        "turn_id": answer.turn_id,
        "status": answer.status.value,
        "language": answer.language,
        "text": answer.text,
        "as_of": answer.as_of.isoformat(),
        "index_version": answer.index_version,
        "citations": [citation_body(citation) for citation in answer.citations],
        "options": [asdict(option) for option in answer.options],
        "profile": answer.profile.heard(),
        "timings_ms": dict(answer.timings_ms),
    }


def citation_body(citation: Citation) -> dict[str, Any]:
    """A citation, as it is sent and kept."""
    provenance = citation.provenance
    return {
        "number": citation.number,
        "document_id": citation.document_id,
        "title": citation.title,
        "section": citation.headings[-1] if citation.headings else "",
        "authority": provenance.authority.value,
        "reference": provenance.reference,
        "article": citation.article,
        "page": citation.page or None,
        "quote": citation.quote,
        "url": provenance.url,
        "language": citation.language,
        "confidence": provenance.confidence.value,
        "valid_from": provenance.valid_from.isoformat() if provenance.valid_from else None,
        "valid_to": provenance.valid_to.isoformat() if provenance.valid_to else None,
        "source_url": f"/v1/sources/{citation.document_id}?{urlencode({'start': citation.start, 'end': citation.end})}#cited",
    }


def exchange(turn: Turn, answer: Answer) -> Exchange:
    """What is remembered of a turn."""
    return Exchange(
        turn.turn_id, turn.text, answer.query, answer.text, answer.status, answer.language, answer.as_of,
        tuple(citation_body(citation) for citation in answer.citations), answer.profile, answer.options,
    )  # fmt: skip


def conversation_body(conversation_id: str, exchanges: tuple[Exchange, ...]) -> dict[str, Any]:
    """A conversation, as it is sent to the person it belongs to."""
    return {
        "conversation_id": conversation_id,
        "profile": exchanges[-1].profile.heard() if exchanges else {},
        "turns": [
            {
                "turn_id": said.turn_id, "message": said.text, "status": said.status.value, "language": said.language,
                "text": said.answer, "as_of": said.as_of.isoformat(), "citations": list(said.citations),
                "options": [asdict(option) for option in said.options],
            }
            for said in exchanges
        ],
    }  # fmt: skip
