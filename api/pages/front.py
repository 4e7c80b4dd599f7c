"""The front page: what this is, what is open now, and where to go from here."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from psycopg.rows import class_row

from api.moment import Moment, moment
from api.pages.rendering import READ, page, ports_of
from domain.participation.phase import Phase, phase
from domain.text import Words
from projections.toolkit.sql import Queries

MOST, MOST_PLANS = 100, 12
QUERIES = Queries(Path(__file__).with_name("front.sql"))

router = APIRouter(include_in_schema=False)


class Held(msgspec.Struct, frozen=True):
    """A consultation, by whom it is held, and what came in: proposals that stand, ballots that count."""

    id: UUID
    title: Words
    opens: datetime
    closes: datetime | None
    closed: bool
    source_system: str | None
    closed_at: datetime | None
    code: str
    name: Words
    time_zone: str
    proposals: int
    ballots: int

    @property
    def ended(self) -> datetime | None:
        return end_of(self)


class Planned(msgspec.Struct, frozen=True):
    """A plan, the stage that it stands in, and whose it is."""

    id: UUID
    title: Words
    stage: str | None
    code: str
    name: Words


def state_of(held: Any, at: datetime) -> Phase:
    """How a consultation stands at an instant."""
    return phase(held.opens, held.closes, at, closed=held.closed, imported=held.source_system is not None)


def end_of(held: Any) -> datetime | None:
    """When a consultation closed or will close: an officer may have closed it before its time."""
    ended: datetime | None = held.closed_at if held.closed else held.closes
    return ended


class LastRead:
    """The consultations and plans as they stood when somebody last asked: until the record moves, they are not read again."""

    def __init__(self) -> None:
        self._position, self._held, self._plans = -2, list[Held](), list[Planned]()

    async def at(self, db: Any, moment: Moment) -> tuple[list[Held], list[Planned]]:
        if moment.position != self._position:
            cursor = db.cursor(row_factory=class_row(Held))
            await cursor.execute(QUERIES["consultations"], {"count": MOST})
            held = await cursor.fetchall()
            cursor = db.cursor(row_factory=class_row(Planned))
            await cursor.execute(QUERIES["plans"], {"count": MOST_PLANS})
            self._position, self._held, self._plans = moment.position, held, await cursor.fetchall()
        return self._held, self._plans


@router.api_route("/", methods=READ)
async def front(request: Request) -> HTMLResponse:
    ports = ports_of(request)
    async with ports.pool.connection() as db:
        now = await moment(db, {})
        if not hasattr(request.app.state, "front"):
            request.app.state.front = LastRead()
        held, plans = await request.app.state.front.at(db, now)
    by_state: dict[Phase, list[Held]] = {"open": [], "upcoming": [], "closed": [], "imported": []}
    for one in held:
        by_state[state_of(one, now.at)].append(one)
    by_state["open"].sort(key=lambda one: (one.closes is None, one.closes))
    return page(request, "front.html", by_state=by_state, plans=plans, moment=now)
