"""The content of a published version of a plan: the bytes whose SHA-256 decisions refer to."""

from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response

from api.problems import Problem
from api.rest import documentation
from api.rest.context import Context
from api.rest.routes import PREFIX
from projections.queries import as_of
from projections.queries.plan_content import content_of

LAST = 2**31 - 1

router = APIRouter(prefix=PREFIX, tags=["plans"])


class PlanVersionContent(msgspec.Struct, frozen=True):
    """The canonical form of a plan. docs/plans.md describes it in full."""

    form: int
    plan: UUID
    kind: str
    title: dict[str, str]
    starts: str
    ends: str | None
    axes: list[dict[str, Any]]


EXAMPLE = {
    "axes": [],
    "ends": "2028-10-31",
    "form": 1,
    "kind": "openness",
    "plan": documentation.THING,
    "starts": "2026-11-01",
    "title": {"ar": "برنامج عمل الانفتاح", "fr": "Plan d'action d'ouverture"},
}
SHOWN: dict[str, Any] = {
    "responses": {
        "200": documentation.read_answer(PlanVersionContent, EXAMPLE),
        **documentation.problems(["not-found", "unavailable"]),
    }
}


@router.get(
    "/plans/{plan:uuid}/versions/{number:int}",
    summary="Read a published version of a plan",
    operation_id="plans.read_version",
    response_model=None,
    openapi_extra=SHOWN,
)
async def read(request: Request, plan: UUID, number: int) -> Response:
    """The version in its canonical form. Its SHA-256 is the version's hash and the ETag. The bytes never change."""
    if not 0 < number <= LAST:
        raise Problem("not-found")
    context: Context = request.app.state.context
    async with context.ports.pool.connection() as db:
        fetch = as_of.over(db)
        position = (await as_of.reached(fetch)).position
        found = await content_of(fetch, plan, number, position)
        if found is None:  # published a moment ago, perhaps
            found = await content_of(fetch, plan, number, (await as_of.as_far(fetch)).position)
    if found is None:
        raise Problem("not-found")
    sha256, written = found
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "public, max-age=31536000, immutable"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(written, headers=headers, media_type="application/json")
