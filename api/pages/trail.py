"""The audit trail as a page: who did what, when, by which command, what was before, and what is since."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from psycopg import AsyncConnection
from starlette.exceptions import HTTPException

from api.moment import BadMoment, moment
from api.pages.rendering import READ, page, ports_of
from domain.kernel import Actor, Entry, Office, Organisation, System
from domain.registry import decode
from domain.rules.law import Law
from domain.rules.rulesets import Rulebook
from projections.audit import audit
from projections.communities.community import communities
from projections.queries.as_of import over
from projections.queries.changes import Change, about, changes, earlier, text_of
from projections.queries.lateness import Lateness, lateness, law_in
from projections.toolkit.sql import Fetch

PAGE = 50
LATEST = "select position, at, entry from log where position <= %(last)s order by position desc limit %(count)s"

Before = dict[UUID, dict[int, Entry[Any]]]
"""Entries by their stream and version."""

router = APIRouter(include_in_schema=False)


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
    about: UUID | None
    changes: list[Change]
    entered: Lateness

    @property
    def elsewhere(self) -> bool:
        """Whether it happened at another time than it was recorded."""
        return abs((self.entry.occurred_at - self.entry.recorded_at).total_seconds()) > 1


@router.api_route("/trail", methods=READ)
async def latest(request: Request) -> HTMLResponse:
    return await trail(request, None)


@router.api_route("/trail/{id:uuid}", methods=READ)
async def of_subject(request: Request, id: UUID) -> HTMLResponse:
    return await trail(request, id)


async def trail(request: Request, subject: UUID | None) -> HTMLResponse:
    """The newest entries at a moment, or those from the position `last` down: of a subject, or all. All of them are read by the
    record alone: the whole log would be searched for what had happened."""
    ports, given = ports_of(request), request.query_params.get("last", "")
    async with ports.pool.connection() as db:
        at = await moment(db, request.query_params, subject)
        if at.by_facts and subject is None:
            raise BadMoment("by")
        last = (
            min(int(given), at.position) if given.isascii() and given.isdecimal() and len(given) < 16 else at.position
        )
        asked = {"last": last, "count": PAGE + 1, "first": 0, "subjects": [subject], "names": None}
        if subject is None:
            found = await at.over(db)(LATEST, asked)
        else:
            rows = await at.over(db)(audit.queries["trails_back"], {"position": at.position, **asked})
            found = [row[1:] for row in rows]
        older = found[PAGE][0] if len(found) > PAGE else None
        read = [(position, when, decode(bytes(entry))) for position, when, entry in found[:PAGE]]
        before = await replaced_by(db, [entry for _, _, entry in read])
        laws = await laws_of(over(db), [entry for _, _, entry in read], at.position, ports.rules)
    lines = [line(position, when, entry, before, laws) for position, when, entry in read]
    if subject and not lines and not at.asked:
        raise HTTPException(404)
    return page(request, "trail.html", subject=subject, lines=lines, moment=at, older=older, text_of=text_of)


def line(position: int, at: datetime, entry: Entry[Any], before: Before, laws: Mapping[UUID, Law]) -> Line:
    behalf = who(entry.on_behalf_of) if entry.on_behalf_of else None
    changed = changes(entry, before.get(entry.stream, {}))
    entered = lateness(laws[entry.community], entry.occurred_at, entry.recorded_at)
    name = type(entry.data).__name__
    return Line(position, at, entry, name, who(entry.actor), behalf, about(entry), changed, entered)


async def laws_of(fetch: Fetch, entries: list[Entry[Any]], position: int, rules: Rulebook) -> dict[UUID, Law]:
    """The rules that hold in the communities of some entries, as these are at a position."""
    ids = {entry.community for entry in entries}
    rows = [communities.load(row) for row in await fetch(communities.of, {"ids": list(ids), "position": position})]
    known = {row.id: row for row in rows}
    return {id: law_in(rules, known.get(id)) for id in ids}


async def replaced_by(db: AsyncConnection[Any], entries: list[Entry[Any]]) -> Before:
    """The entries that set the words which some entries replace."""
    needed = [(entry.stream, version) for entry in entries for version in earlier(entry)]
    before: Before = defaultdict(dict)
    if needed:
        streams, versions = zip(*needed, strict=True)
        asked = {"streams": list(streams), "versions": list(versions)}
        for stream, version, entry in await (await db.execute(audit.queries["set_by"], asked)).fetchall():
            before[stream][version] = decode(bytes(entry))
    return before


def who(actor: Actor) -> Who:
    match actor:
        case System(name):
            return Who("system", name, None)
        case Office(role, _, id):
            return Who("office", role, id)
        case Organisation(id):
            return Who("organisation", None, id)
    return Who("person", None, actor.id)
