"""The page of what waits: proposals without an answer, opinions not delivered, activities not reported … until when, and whose
turn it is; of one community or of all, at any moment."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.moment import moment
from api.pages.consultation import page_number
from api.pages.rendering import READ, page, ports_of
from domain.communities.community import community_id
from domain.text import Words
from projections.queries.clocks import KINDS, Waiting
from projections.queries.waiting import Part, WaitingFilter, waiting
from projections.toolkit.sql import Fetch, Queries

PAGE = 50
QUERIES = Queries(Path(__file__).with_name("waiting.sql"))

router = APIRouter(include_in_schema=False)


class Names(msgspec.Struct, frozen=True):
    """The names of communities, bodies, plans and pending entities, by id; and the communities' time zones."""

    community: dict[UUID, Words]
    body: dict[UUID, Words]
    plan: dict[UUID, Words]
    thing: dict[UUID, Words]
    zones: dict[UUID, str]


@router.api_route("/waiting", methods=READ)
async def what_waits(request: Request) -> HTMLResponse:
    ports, query = ports_of(request), request.query_params
    number = page_number(query.get("page"))
    code, kind, late = query.get("community", "")[:60], query.get("kind"), bool(query.get("late"))
    about = asked_for(code, query.get("plan"), kind, late)
    async with ports.pool.connection() as db:
        at = await moment(db, query, about.plan or about.community)
        fetch = at.over(db)
        found = await waiting(fetch, at.position, at.at, ports.rules, about, Part(PAGE * number))
        shown = found.waits[PAGE * (number - 1) :]
        names = await named(fetch, at.position, shown, about)
    if about.community and about.community not in names.community:
        raise HTTPException(404)
    return page(
        request,
        "waiting.html",
        moment=at,
        waits=shown,
        names=names,
        total=found.total,
        overdue=found.overdue,
        number=number,
        pages=max(-(-(found.total or 0) // PAGE), number),
        about=about,
        kinds=KINDS,
        chosen={"community": code or None, "plan": about.plan, "kind": kind or None, "late": 1 if late else None},
    )


def asked_for(code: str, plan: str | None, kind: str | None, late: bool) -> WaitingFilter:
    """The filters in the address. An invalid plan id or kind is a 404."""
    if kind and kind not in KINDS:
        raise HTTPException(404)
    try:
        id = UUID(plan) if plan else None
    except ValueError:
        raise HTTPException(404) from None
    return WaitingFilter(community_id(code) if code else None, id, [kind] if kind else KINDS, overdue_only=late)


async def named(fetch: Fetch, position: int, waits: Sequence[Waiting], about: WaitingFilter) -> Names:
    communities = {id for one in waits for id in (one.community, one.held_in)} | {about.community}
    rows = await fetch(
        QUERIES["names"],
        {
            "position": position,
            "communities": [id for id in communities if id],
            "bodies": [one.body for one in waits if one.body],
            "plans": [id for id in {one.plan for one in waits} | {about.plan} if id],
            "things": [one.thing for one in waits],
        },
    )
    found = Names({}, {}, {}, {}, {})
    for what, id, name, zone in rows:
        getattr(found, what)[id] = name
        if zone:
            found.zones[id] = zone
    return found
