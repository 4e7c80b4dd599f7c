"""Serves openings: followers of the log read people's words here, by event and field."""

from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response

from api.problems import Problem
from api.rest import documentation
from api.rest.context import Context
from api.rest.routes import PREFIX
from domain.text import NEVER_SHOWN
from projections.participation.withheld import placeholders_of
from projections.queries.as_of import over
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
CONTRIBUTED = frozenset({"title", "body"})
"""The fields with contributions, which may be hidden or withdrawn. All others are official texts, or officers' reasons."""

router = APIRouter(prefix=PREFIX, tags=["openings"])


class Opening(msgspec.Struct, frozen=True):
    event: UUID
    field: str
    language: str
    text: str


EXAMPLE = {"event": documentation.THING, "field": "body", "language": "fr", "text": "Des bancs à l'ombre."}
SHOWN: dict[str, Any] = {
    "responses": {
        "200": documentation.read_answer(Opening, EXAMPLE),
        **documentation.problems(["not-found", "opening.hidden", "unavailable"]),
    }
}


@router.get(
    "/openings/{event:uuid}/{field}",
    summary="Read the text behind a commitment",
    operation_id="openings.read",
    response_model=None,
    openapi_extra=SHOWN,
)
async def read(request: Request, event: UUID, field: str) -> Response:
    """The text of a sealed field of an event: 410 while it is hidden or withdrawn, 404 once it is erased."""
    context: Context = request.app.state.context
    if "\0" in field or field in NEVER_SHOWN:
        raise Problem("not-found")  # PostgreSQL accepts no such text, not even in a parameter
    async with context.ports.pool.connection() as db:
        row = await (await db.execute(QUERIES["standing"], {"event": event, "field": field})).fetchone()
        if row is None:
            raise Problem("not-found")
        language, contribution = row
        if contribution is None and field in CONTRIBUTED:
            raise Problem("not-found")  # the read models have not reached it: it may be hidden
        if contribution is not None and await placeholders_of(over(db), [contribution], None):
            raise Problem("opening.hidden")
    text = (await context.ports.open_texts([(event, field)])).get((event, field))
    if text is None:
        raise Problem("not-found")
    opening = Opening(event, field, language, text)
    return Response(msgspec.json.encode(opening), headers={"Cache-Control": "no-store"}, media_type="application/json")
