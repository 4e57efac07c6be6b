"""Errors as RFC 9457 problem documents: a title, what is wrong, what to do. Never the text of an unexpected exception."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

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

    @classmethod
    def failed(cls) -> "Problem":
        """What an unexpected error looks like from outside."""
        return cls(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong on our side. Try again, and give the request_id if it goes on.",
        )


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.exception_handler(Problem)(_problem)
    app.exception_handler(HTTPException)(_http_problem)
    app.exception_handler(RequestValidationError)(_request_problem)
    app.exception_handler(Exception)(_unexpected_problem)


def _problem(request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else None
    body = problem.body(getattr(request.state, "request_id", ""))
    return JSONResponse(body, problem.status.value, headers, media_type=MEDIA_TYPE)


def _http_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _problem(request, Problem(HTTPStatus(error.status_code), f"{request.method} {request.url.path}: {error.detail}."))


def _request_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [{"field": str(one["loc"][-1]), "detail": str(one["msg"])} for one in error.errors()]
    named = "; ".join(f"{field['field']}: {field['detail']}" for field in fields)
    return _problem(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The address does not fit: {named}.", fields))


def _unexpected_problem(request: Request, error: Exception) -> JSONResponse:
    structlog.get_logger("server").error("request failed", path=request.url.path, exc_info=error)
    return _problem(request, Problem.failed())


def _field(error: ErrorDetails) -> str:
    return ".".join(map(str, error["loc"])) or "body"
