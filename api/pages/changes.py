"""The page of a plan's differences: between two of its versions, or between a moment and the one shown."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from psycopg import AsyncConnection
from starlette.exceptions import HTTPException

from api.moment import BadMoment, Moment, has_begun, moment
from api.pages.rendering import READ, page, ports_of
from api.pages.trail import who
from projections.plans.plan import plans
from projections.queries.as_of import over
from projections.queries.changes import text_of
from projections.queries.differences import NoSuchVersion, differences, published

router = APIRouter(include_in_schema=False)


@router.api_route("/plans/{id:uuid}/changes", methods=READ)
async def changes(request: Request, id: UUID) -> HTMLResponse:
    """`versions=1,2`, or `from=` a moment and another one, of the record. Without either: since the last version that was
    published."""
    query = request.query_params
    async with ports_of(request).pool.connection() as db:
        fetch = over(db)
        at = await moment(db, query, id)
        if at.by_facts:  # what differs is between two positions
            raise BadMoment("by")
        held = await fetch(plans.of, {"ids": [id], "position": at.position})
        if not held:
            await has_begun(db, plans, id, at)
            raise HTTPException(404)
        plan = plans.load(held[0])
        numbers = versions_of(query.get("versions"))
        since = query.get("from") or None
        try:
            if numbers:
                before, after = await published(fetch, plan.id, numbers, at.position)
            elif since or not plan.drafts:
                before, after = await earlier(db, since, at), at.position
            else:
                (before,), after = await published(fetch, plan.id, [plan.drafts], at.position), at.position
            found = await differences(fetch, plan.id, before, after, planned_only=bool(numbers))
        except NoSuchVersion:
            raise BadMoment("versions") from None
    return page(
        request,
        "changes.html",
        plan=plan,
        found=found,
        moment=at,
        versions=numbers,
        since=since,
        who=who,
        text_of=text_of,
    )


def versions_of(given: str | None) -> list[int]:
    """Two numbers of versions, or none. Raises BadMoment for what is neither."""
    if not given:
        return []
    numbers = [int(one) for one in given.split(",") if one.isascii() and one.isdecimal() and len(one) < 7]
    if len(numbers) != 2:
        raise BadMoment("versions")
    return numbers


async def earlier(db: AsyncConnection[Any], since: str | None, at: Moment) -> int:
    """The position that is compared with: that of a moment, of the beginning if none is named. Raises BadMoment."""
    return min((await moment(db, {"asOf": since})).position, at.position) if since else -1
