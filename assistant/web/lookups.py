"""What the panel looks up beside the conversation: a quote in its place, and whom to ask."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from assistant import observe
from assistant.problems import Problem
from assistant.quote import quote_body
from assistant.services import Services
from assistant.web.admit import admit_read, reader
from assistant.web.services import WebServices
from ingest.errors import IngestError
from ingest.types import DocumentId


def lookups_router(services: Services, web: WebServices) -> APIRouter:
    """`GET /v1/sources/{id}/quote` and `GET /v1/contacts`."""
    router = APIRouter(prefix="/v1")

    @router.get("/sources/{document_id}/quote")
    async def quote(
        document_id: str, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)], request: Request
    ) -> dict[str, Any]:
        await admit_read(request, web)
        return await asyncio.to_thread(_quote, DocumentId(document_id), start, end, services)

    @router.get("/contacts")
    async def contacts(request: Request) -> dict[str, Any]:
        await admit_read(request, web)
        return web.directory.body(reader(request))

    return router


def _quote(document_id: DocumentId, start: int, end: int, services: Services) -> dict[str, Any]:
    try:
        index = services.index.get()
        document = index.document(document_id)
        if document is None:
            raise Problem(HTTPStatus.NOT_FOUND, "No document of this id in the corpus that is served.")
        if not start < end <= len(document.text):
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"A quote lies in the document: 0 <= start < end <= {len(document.text)}."
            )
        return quote_body(document, start, end, index)
    except IngestError as error:
        observe.outage(str(error))
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "The index does not answer: try again in a minute.", retry_after=60
        ) from error
