"""The page of one consultation: its texts, its proposals with how they stand, what was said about them, at any moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from psycopg import AsyncConnection
from psycopg.rows import class_row
from starlette.exceptions import HTTPException

from api.i18n import chosen
from api.moment import Moment, entered_later, has_begun, moment
from api.pages.front import end_of, state_of
from api.pages.rendering import READ, Reader, page, ports_of
from api.ports import Field
from domain.text import Words
from projections.participation.consultation import consultations
from projections.participation.withheld import Placeholder, placeholders_of
from projections.toolkit.sql import Queries

PAGE, MOST_COMMENTS = 25, 1_000
QUERIES = Queries(Path(__file__).with_name("consultation.sql"))

router = APIRouter(include_in_schema=False)


class Consultation(msgspec.Struct, frozen=True):
    id: UUID
    community: UUID
    title: Words
    description: UUID
    description_languages: list[str]
    opens: datetime
    closes: datetime | None
    participants: str
    ballot: str
    ballots_per_person: int | None
    source_system: str | None
    source_reference: str | None
    closed: bool
    report: UUID | None
    report_languages: list[str]
    code: str
    name: Words
    time_zone: str
    closed_at: datetime | None

    @property
    def ended(self) -> datetime | None:
        return end_of(self)


class Comment(msgspec.Struct, frozen=True):
    id: UUID
    proposal: UUID
    parent: UUID | None
    stance: str
    body: UUID
    language: str
    occurred_at: datetime


class Proposal(msgspec.Struct, frozen=True):
    id: UUID
    title: UUID | None
    body: UUID
    language: str
    origin: str
    reference: str | None
    recorded_by: str
    after_closing: bool
    occurred_at: datetime
    answer: str | None
    reasons: UUID | None
    merged_into: UUID | None
    support: int
    agree: int
    disagree: int
    undecided: int
    total: int

    @property
    def ballots(self) -> int:
        return self.support + self.agree + self.disagree + self.undecided

    def fields(self, placeholder: Placeholder | None) -> Iterable[Field]:
        """The openings whose words may be shown, here or in the place of its own."""
        if placeholder is None:
            yield from ((id, name) for id, name in ((self.title, "title"), (self.body, "body")) if id)
        elif placeholder.reason:
            yield placeholder.reason, "reason"
        if self.reasons:
            yield self.reasons, "reasons"


class Thread(msgspec.Struct, frozen=True):
    """A comment and what was answered to it."""

    comment: Comment
    answers: list["Thread"]


def threads(comments: Iterable[Comment]) -> dict[UUID, list[Thread]]:
    """Comments by proposal, each under the one that it answers to."""
    made = {comment.id: Thread(comment, []) for comment in comments}
    roots: dict[UUID, list[Thread]] = defaultdict(list)
    for thread in made.values():
        parent = made.get(thread.comment.parent) if thread.comment.parent else None
        (parent.answers if parent else roots[thread.comment.proposal]).append(thread)
    return dict(roots)


@router.api_route("/consultations/{id:uuid}", methods=READ)
async def consultation(request: Request, id: UUID) -> HTMLResponse:
    ports = ports_of(request)
    number = page_number(request.query_params.get("page"))
    async with ports.pool.connection() as db:
        at = await moment(db, request.query_params, id)
        held = await one(db, id, at)
        if held is None:
            await has_begun(db, consultations, id, at)
            raise HTTPException(404)
        proposals = await rows(db, at, Proposal, QUERIES["proposals"], id=id, count=PAGE, skip=PAGE * (number - 1))
        made_here = [made.id for made in proposals]
        comments = await rows(db, at, Comment, QUERIES["comments"], proposals=made_here, count=MOST_COMMENTS)
        later = await entered_later(db, id, at)
        contributions = [one.id for one in (*proposals, *comments)]
        placeholders = await placeholders_of(at.over(db), contributions, at.position)
    reader = Reader(request)
    description = text(held.description, "description", held.description_languages, reader)
    report = text(held.report, "report", held.report_languages, reader)
    wanted = [field for made in proposals for field in made.fields(placeholders.get(made.id))]
    wanted += [(said.body, "body") for said in comments if said.id not in placeholders]
    wanted += [field for _, field in (*description, *report)]
    return page(
        request,
        "consultation.html",
        held=held,
        moment=at,
        entered_later=later,
        state=state_of(held, at.at),
        proposals=proposals,
        threads=threads(comments),
        placeholders=placeholders,
        words=await ports.open_texts(wanted),
        description=description,
        report=report,
        number=number,
        pages=max(-(-proposals[0].total // PAGE), number) if proposals else number,
    )


def page_number(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdecimal() and 0 < len(given) < 7 and int(given) else 1


def text(event: UUID | None, field: str, languages: list[str], reader: Reader) -> list[tuple[str, Field]]:
    """The language that a reader knows best of those an official text is in, and the opening of it; or nothing."""
    by_language: Mapping[str, Field] = {tag: (event, f"{field}.{tag}") for tag in languages} if event else {}
    best = chosen(dict(by_language), reader.tags)
    return [best] if best else []


async def one(db: AsyncConnection[Any], id: UUID, at: Moment) -> Consultation | None:
    found = await rows(db, at, Consultation, QUERIES["consultation"], id=id)
    return found[0] if found else None


async def rows(db: AsyncConnection[Any], at: Moment, shape: type[Any], query: str, **parameters: Any) -> list[Any]:
    """The rows of a query at a moment, each of a shape whose fields are called like the columns."""
    cursor = db.cursor(row_factory=class_row(shape))
    await cursor.execute(at.query(query), {**at.parameters, **parameters})
    return await cursor.fetchall()
