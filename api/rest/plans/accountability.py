"""The accountability report of a plan: as a page for people, as a table, or as data for programs; as of any moment."""

import asyncio
from typing import Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response

from api.i18n import quality
from api.moment import BadMoment, NotBegun
from api.pages import accountability as pages
from api.pages.rendering import Reader
from api.problems import Problem
from api.rest import documentation
from api.rest.export import dialect_of
from api.rest.moments import bad_moment, not_begun
from api.rest.plans.accountability_table import as_table
from api.rest.routes import PREFIX
from projections.export.formats import MEDIA_TYPES

Form = Literal["json", "html", "csv", "xlsx"]

FORMS: dict[str, Form] = {
    "application/json": "json",
    "text/html": "html",
    "text/csv": "csv",
    MEDIA_TYPES["xlsx"]: "xlsx",
    "application/*": "json",
    "text/*": "html",
    "*/*": "json",
}
"""The representation for each accepted media type; the more specific types first."""

router = APIRouter(prefix=PREFIX, tags=["plans"])


class AccountabilityReport(msgspec.Struct, frozen=True):
    """The report. docs/accountability.md describes it in full."""

    plan: UUID
    kind: str
    title: dict[str, str]
    starts: str
    ends: str | None
    stage: str | None
    closed: bool
    drafts: int
    community: dict[str, Any]
    as_of: dict[str, Any]
    adoption: dict[str, Any] | None
    adoptions: list[dict[str, Any]]
    totals: dict[str, Any]
    principles: dict[str, Any]
    axes: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    evaluation: dict[str, Any] | None


EXAMPLE = {
    "plan": documentation.THING,
    "kind": "openness",
    "title": {"ar": "برنامج عمل الانفتاح", "fr": "Plan d'action d'ouverture"},
    "starts": "2026-11-01",
    "ends": "2028-10-31",
    "stage": "implementation",
    "closed": False,
    "drafts": 2,
    "community": {"code": "ma.oriental", "name": {"ar": "جهة الشرق"}, "time_zone": "Africa/Casablanca"},
    "as_of": {"position": 4_711, "instant": "2027-11-01T09:00:00Z", "day": "2027-11-01"},
    "adoption": {"version": 2, "attested": False},
    "adoptions": [],
    "totals": {"promised": 69, "changed": 4, "added": 0, "completion": {"complete": 12}, "proposals": 40},
    "principles": {},
    "axes": [],
    "changes": [],
    "evaluation": None,
}
SHOWN: dict[str, Any] = {
    "parameters": [
        *documentation.MOMENT,
        {
            "name": "format",
            "in": "query",
            "description": "`json`, `html`, `csv` or `xlsx`. Takes precedence over the header Accept; useful in links.",
            "schema": {"type": "string", "enum": ["json", "html", "csv", "xlsx"]},
        },
        documentation.FOR_EXCEL,
    ],
    "responses": {
        "200": documentation.read_answer(AccountabilityReport, EXAMPLE),
        **documentation.problems(["not-found", "request.invalid", "unavailable"]),
    },
}
del SHOWN["responses"]["200"]["headers"]["ETag"]
for other in ("text/html", "text/csv", MEDIA_TYPES["xlsx"]):
    SHOWN["responses"]["200"]["content"][other] = {"schema": {"type": "string"}}


@router.get(
    "/plans/{plan:uuid}/accountability",
    summary="Read the accountability report of a plan",
    operation_id="plans.accountability",
    response_model=None,
    openapi_extra=SHOWN,
)
async def read(request: Request, plan: UUID) -> Response:
    """Activities promised, completed and overdue, and changes since adoption with their authors and reasons: as HTML, CSV,
    XLSX or JSON, by the header Accept. The texts of the table are in the language of Accept-Language."""
    form = wanted(request)
    try:
        found = await pages.read(request, plan)
    except BadMoment as error:
        raise bad_moment(error) from None
    except NotBegun as error:
        return not_begun(error)
    if found is None:
        raise Problem("not-found")
    report, at, later = found
    headers = {"Vary": "Accept, Accept-Language", "Sijill-Position": str(report.as_of.position)}
    if form == "html":
        answer: Response = pages.report_page(request, report, at, later)
        answer.headers.update(headers)
        return answer
    if form in ("csv", "xlsx"):
        name = f"accountability-{plan}-{report.as_of.position}.{form}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
        content = await asyncio.to_thread(as_table, report, Reader(request).tags, form, dialect_of(request))
        return Response(content, headers=headers, media_type=MEDIA_TYPES[form])
    if later:
        body = msgspec.json.encode({**msgspec.to_builtins(report), "enteredLater": True, "enteredLaterCount": later})
    else:
        body = msgspec.json.encode(report)
    return Response(body, headers=headers, media_type="application/json")


def wanted(request: Request) -> Form:
    """The form that is asked for: by `format`, else the one that is accepted most gladly. Raises Problem."""
    named = request.query_params.get("format")
    if named is not None:
        if named not in FORMS.values():
            raise Problem("request.invalid", errors=[("/format", "must be json, html, csv or xlsx")])
        return named  # type: ignore[return-value]
    accepted: list[tuple[float, int, Form]] = []
    for place, item in enumerate(request.headers.get("accept", "*/*").split(",")):
        kind, _, parameters = item.strip().lower().partition(";")
        weight = quality(parameters.rpartition(";")[2] if "q=" in parameters else "")
        if kind.strip() in FORMS and weight > 0:
            accepted.append((-weight, place, FORMS[kind.strip()]))
    return min(accepted)[2] if accepted else "json"
