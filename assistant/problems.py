"""Errors as RFC 9457 problem documents: a title, what is wrong, what to do. Never the text of an unexpected exception."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that cannot be served, and why."""

    def __init__(
        self, status: HTTPStatus, detail: str, errors: Sequence[Mapping[str, str]] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.retry_after = status, detail, tuple(errors), retry_after

    def body(self, request_id: str) -> dict[str, Any]:
        """The document."""
        body: dict[str, Any] = {
            "type": "about:blank", "title": self.status.phrase, "status": self.status.value,
            "detail": self.detail, "request_id": request_id,
        }  # fmt: skip
        return {**body, "errors": list(self.errors)} if self.errors else body

    @classmethod
    def invalid(cls, error: ValidationError) -> "Problem":
        """A body that does not fit the contract: each field with what was wrong with it, its value left out."""
        found = error.errors(include_url=False, include_input=False, include_context=False)
        if any(one["type"] == "json_invalid" for one in found):
            return cls(HTTPStatus.BAD_REQUEST, 'The body is not JSON in UTF-8: send an object such as {"message": "..."}.')
        fields = [{"field": _field(one), "detail": one["msg"].removeprefix("Value error, ")} for one in found]
        named = "; ".join(f"{field['field']}: {field['detail']}" for field in fields)
        return cls(HTTPStatus.UNPROCESSABLE_ENTITY, f"The body does not fit: {named}.", fields)


def _field(error: ErrorDetails) -> str:
    return ".".join(map(str, error["loc"])) or "body"
