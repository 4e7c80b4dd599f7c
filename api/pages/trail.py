"""The audit trail as a page: who did what, when, by which command, what was before, and what is since."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.pages.moment import BadMoment, moment
from api.pages.rendering import READ, page, ports_of
from domain.events import decode
from domain.kernel import Actor, Entry, Office, Organisation, Sealed, System
from projections.audit import audit

PAGE = 50
LATEST = (
    "select position, at, entry from log where position between %(first)s and %(last)s"
    " order by position desc limit %(count)s"
)

router = APIRouter(include_in_schema=False)


class Change(msgspec.Struct, frozen=True):
    """One field of an event: what it says, and what was there before where the event replaces something."""

    name: str
    now: Any = None
    was: Any = None
    replaces: bool = False


class Who(msgspec.Struct, frozen=True):
    """`kind` is person, office, organisation or system; `name` the role or the process, `id` the pseudonym."""

    kind: str
    name: str | None
    id: UUID | None


class Line(msgspec.Struct, frozen=True):
    position: int
    at: datetime
    entry: Entry[Any]
    event: str
    who: Who
    behalf: Who | None
    changes: list[Change]

    @property
    def elsewhere(self) -> bool:
        """Whether it happened at another time than it was recorded."""
        return abs((self.entry.occurred_at - self.entry.recorded_at).total_seconds()) > 1


@router.api_route("/trail", methods=READ)
async def latest(request: Request) -> HTMLResponse:
    return await trail(request, None)


@router.api_route("/trail/{id}", methods=READ)
async def of_subject(request: Request, id: str) -> HTMLResponse:
    try:
        return await trail(request, UUID(id))
    except ValueError:
        raise HTTPException(404) from None


async def trail(request: Request, subject: UUID | None) -> HTMLResponse:
    ports = ports_of(request)
    async with ports.pool.connection() as db:
        try:
            at = await moment(db, request.query_params.get("asOf"))
        except BadMoment:
            return page(request, "error.html", 400)
        asked = {"subject": subject, "first": 0, "last": at.position, "count": PAGE + 1}
        query = audit.queries["trail_back"] if subject else LATEST
        found = await (await db.execute(query, asked)).fetchall()
    lines = [line(position, when, decode(bytes(entry))) for position, when, entry in found]
    if subject and not lines and at.asked is None:
        raise HTTPException(404)
    older = lines[PAGE].position if len(lines) > PAGE else None
    return page(request, "trail.html", subject=subject, lines=lines[:PAGE], moment=at, older=older)


def line(position: int, at: datetime, entry: Entry[Any]) -> Line:
    behalf = who(entry.on_behalf_of) if entry.on_behalf_of else None
    return Line(position, at, entry, type(entry.data).__name__, who(entry.actor), behalf, changes(entry.data))


def who(actor: Actor) -> Who:
    match actor:
        case System(name):
            return Who("system", name, None)
        case Office(role, _, id):
            return Who("office", role, id)
        case Organisation(id):
            return Who("organisation", None, id)
    return Who("person", None, actor.id)


def changes(event: Any) -> list[Change]:
    """The fields of an event. `was` belongs to the field after it, `…_was` to the field of that name."""
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    before = {name.removesuffix("_was"): value for name, value in fields.items() if name.endswith("_was")}
    names = [name for name in fields if not name.endswith("_was")]
    if "was" in names:
        place = names.index("was")
        names.remove("was")
        replaced = names[place] if place < len(names) and not isinstance(fields[names[place]], Sealed) else "state"
        before[replaced] = fields["was"]
        names += [replaced] if replaced not in names else []
    return [
        Change(name, fields.get(name), before.get(name), name in before)
        for name in names
        if fields.get(name) is not None or before.get(name) is not None
    ]
