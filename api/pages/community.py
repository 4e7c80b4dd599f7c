"""The page of one community: its plans, its bodies, its sessions and meetings, its consultations; at any moment."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.moment import entered_later, has_begun, moment
from api.pages.consultation import rows
from api.pages.front import state_of
from api.pages.rendering import READ, page, ports_of
from domain.communities.community import community_id
from domain.text import Words
from projections.communities.community import communities
from projections.toolkit.sql import Queries

MOST = 100
QUERIES = Queries(Path(__file__).with_name("community.sql"))

router = APIRouter(include_in_schema=False)


class Community(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: Words
    kind: str | None
    time_zone: str
    population: int | None
    parent_code: str | None
    parent: Words | None


class Plan(msgspec.Struct, frozen=True):
    id: UUID
    title: Words
    starts: date
    ends: date | None
    stage: str | None
    closed: bool
    adopted: bool


class Body(msgspec.Struct, frozen=True):
    id: UUID
    name: Words
    kind: str
    seats: int
    dissolved: bool
    members: int


class Sitting(msgspec.Struct, frozen=True):
    """A session of a council, or a meeting."""

    id: UUID
    what: str
    kind: str
    title: Words
    starts: datetime
    state: str


class Consultation(msgspec.Struct, frozen=True):
    id: UUID
    title: Words
    opens: datetime
    closes: datetime | None
    closed: bool
    source_system: str | None


@router.api_route("/communities/{code:path}", methods=READ)
async def community(request: Request, code: str) -> HTMLResponse:
    async with ports_of(request).pool.connection() as db:
        asked: dict[str, Any] = {"id": community_id(code), "count": MOST}
        at = await moment(db, request.query_params, asked["id"])
        found = await rows(db, at, Community, QUERIES["community"], **asked)
        if not found:
            await has_begun(db, communities, asked["id"], at)
            raise HTTPException(404)
        plans = await rows(db, at, Plan, QUERIES["plans"], **asked)
        bodies = await rows(db, at, Body, QUERIES["bodies"], **asked)
        sittings = await rows(db, at, Sitting, QUERIES["sittings"], **asked)
        consultations = await rows(db, at, Consultation, QUERIES["consultations"], **asked)
        later = await entered_later(db, asked["id"], at)
    return page(
        request,
        "community.html",
        held=found[0],
        moment=at,
        entered_later=later,
        plans=plans,
        bodies=bodies,
        sittings=sittings,
        consultations=[(one, state_of(one, at.at)) for one in consultations],
    )
