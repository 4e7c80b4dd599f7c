"""The accountability report as a page that people can read and print: promised, done, late, changed and by whom."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.moment import Moment, entered_later, has_begun, moment
from api.pages.rendering import READ, page, ports_of
from api.pages.trail import who
from projections.plans.plan import plans
from projections.queries.accountability import accountability
from projections.queries.accountability_report import Report
from projections.queries.changes import text_of

router = APIRouter(include_in_schema=False)

Found = tuple[Report, Moment, int]
"""A report, its moment, and how many entries about the plan were entered later."""


async def read(request: Request, plan: UUID) -> Found | None:
    """The report on a plan at the moment that the address asks for; None if there is no such plan. Raises BadMoment, NotBegun."""
    ports = ports_of(request)
    async with ports.pool.connection() as db:
        at = await moment(db, request.query_params, plan)
        report = await accountability(at.over(db), ports.rules, plan, at.position, at.at)
        if report is None:
            await has_begun(db, plans, plan, at)
            return None
        return report, at, await entered_later(db, plan, at)


async def requested_report(request: Request, plan: UUID) -> Found:
    """The report on the plan that an address names. Raises HTTPException, BadMoment, NotBegun."""
    found = await read(request, plan)
    if found is None:
        raise HTTPException(404)
    return found


@router.api_route("/plans/{id:uuid}/accountability", methods=READ)
async def report(request: Request, id: UUID) -> HTMLResponse:
    return report_page(request, *await requested_report(request, id))


def report_page(request: Request, report: Report, at: Moment, later: int) -> HTMLResponse:
    return page(
        request,
        "accountability.html",
        report=report,
        moment=at,
        entered_later=later,
        who=who,
        text_of=text_of,
    )
