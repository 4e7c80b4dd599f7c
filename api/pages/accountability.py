"""The accountability report as a page that people can read and print: promised, done, late, changed and by whom."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.moment import BadMoment, Moment, moment
from api.pages.rendering import READ, page, ports_of
from api.pages.trail import who
from projections.queries.accountability import accountability
from projections.queries.accountability_report import Report
from projections.queries.as_of import over
from projections.queries.changes import text_of

router = APIRouter(include_in_schema=False)


async def read(request: Request, plan: UUID) -> tuple[Report, Moment] | None:
    """The report on a plan at the moment that the address asks for; None if there was no such plan. Raises BadMoment."""
    ports = ports_of(request)
    async with ports.pool.connection() as db:
        at = await moment(db, request.query_params.get("asOf"))
        report = await accountability(over(db), ports.rules, plan, at.position, at.at)
    return None if report is None else (report, at)


async def requested_report(request: Request, id: str) -> tuple[Report, Moment] | HTMLResponse:
    """The report on the plan that an address names, or the page that says what is wrong with the address."""
    try:
        found = await read(request, UUID(id))
    except BadMoment:
        return page(request, "error.html", 400)
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404)
    return found


@router.api_route("/plans/{id}/accountability", methods=READ)
async def report(request: Request, id: str) -> HTMLResponse:
    found = await requested_report(request, id)
    return found if isinstance(found, HTMLResponse) else report_page(request, *found)


def report_page(request: Request, report: Report, at: Moment) -> HTMLResponse:
    return page(request, "accountability.html", report=report, moment=at, who=who, text_of=text_of)
