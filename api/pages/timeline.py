"""The decision history of a plan as a page: every event that concerns it, in a sentence, from the first to the last."""

from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.moment import entered_later, has_begun, moment
from api.pages.rendering import READ, Reader, page, ports_of
from api.pages.trail import Line, laws_of, line, replaced_by
from api.sentences import sentence
from domain.registry import decode
from projections.plans.plan import plans
from projections.queries.as_of import over
from projections.queries.changes import text_of
from projections.queries.timeline import QUERIES, things, titles

PAGE = 50

router = APIRouter(include_in_schema=False)


class Happening(msgspec.Struct, frozen=True):
    line: Line
    sentence: str


@router.api_route("/plans/{id:uuid}/timeline", methods=READ)
async def timeline(request: Request, id: UUID) -> HTMLResponse:
    ports, after = ports_of(request), request.query_params.get("after", "")
    first = int(after) + 1 if after.isascii() and after.isdecimal() and len(after) < 16 else 0
    async with ports.pool.connection() as db:
        at = await moment(db, request.query_params, id)
        fetch = at.over(db)
        held = await fetch(plans.of, {"ids": [id], "position": at.position})
        if not held:
            await has_begun(db, plans, id, at)
            raise HTTPException(404)
        later = await entered_later(db, id, at)
        plan = plans.load(held[0])
        asked = {"subjects": [plan.id], "position": at.position, "first": first, "last": at.position, "names": None}
        found = await fetch(QUERIES["trails"], {**asked, "count": PAGE + 1})
        read = [(position, when, decode(bytes(entry))) for _, position, when, entry in found[:PAGE]]
        more = read[-1][0] if len(found) > PAGE else None
        before = await replaced_by(db, [entry for _, _, entry in read])
        laws = await laws_of(over(db), [entry for _, _, entry in read], at.position, ports.rules)
        named = await titles(fetch, (thing for _, _, entry in read for thing in things(entry)), at.position)
    reader = Reader(request)
    told = [
        Happening(line(position, when, entry, before, laws), sentence(entry, named, reader.language, reader.tags))
        for position, when, entry in read
    ]
    return page(
        request,
        "timeline.html",
        plan=plan,
        told=told,
        moment=at,
        entered_later=later,
        more=more,
        first=first,
        text_of=text_of,
    )
