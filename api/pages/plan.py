"""The page of one plan: its axes, projects and activities with how they stand, how it was adopted, what was begun about it."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.accountability import requested_report
from api.pages.consultation import rows
from api.pages.rendering import READ, page, ports_of
from domain.text import Words
from projections.toolkit.sql import Queries

QUERIES = Queries(Path(__file__).with_name("plan.sql"))

router = APIRouter(include_in_schema=False)


class Version(msgspec.Struct, frozen=True):
    number: int
    sha256: str
    published: datetime


class Begun(msgspec.Struct, frozen=True):
    """Something that was begun about the plan: what it is called, and what came of it, as far as there is that."""

    what: str
    id: UUID
    number: int | None
    at: datetime
    title: Words | None
    outcome: str | None


@router.api_route("/plans/{id:uuid}", methods=READ)
async def plan(request: Request, id: UUID) -> HTMLResponse:
    report, at, later = await requested_report(request, id)
    async with ports_of(request).pool.connection() as db:
        versions = await rows(db, at, Version, QUERIES["versions"], id=id)
        begun = await rows(db, at, Begun, QUERIES["begun"], id=id)
    return page(request, "plan.html", report=report, moment=at, entered_later=later, versions=versions, begun=begun)
