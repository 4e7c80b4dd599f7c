"""The page of one proposal: what it asks for, and its way from how it came in to what was done, at any moment."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.moment import entered_later, has_begun, moment
from api.pages.consultation import rows
from api.pages.rendering import READ, page, ports_of
from api.pages.trail import Who, who
from api.ports import Field
from domain.participation.proposal_events import ProposalSubmitted
from domain.plans.activity_events import ActivityCompletionAssessed
from domain.rules.rulesets import Rulebook
from domain.rules.values import Scale
from domain.text import Sealed, Words
from projections.participation.proposal import proposals
from projections.participation.withheld import placeholders_of
from projections.queries.proposal_outcome import Step, Way, ways
from projections.toolkit.sql import Queries

QUERIES = Queries(Path(__file__).with_name("proposal.sql"))

router = APIRouter(include_in_schema=False)


class Proposal(msgspec.Struct, frozen=True):
    id: UUID
    title: UUID | None
    body: UUID
    language: str
    origin: str
    reference: str | None
    consultation: UUID
    merged_into: UUID | None
    held: Words
    name: Words
    time_zone: str

    def fields(self) -> Iterable[Field]:
        """The openings of its words."""
        yield from ((id, name) for id, name in ((self.title, "title"), (self.body, "body")) if id)


class Line(msgspec.Struct, frozen=True):
    """A step as the page tells it: what happened by its name in the log, by whom, for whom; where the words stand that say
    why, if somebody's do; how far it was completed, in the words of the rule that it was assessed by."""

    step: Step
    event: str | None
    who: Who | None
    behalf: Who | None
    field: Field | None
    completion: Words | None = None

    @property
    def data(self) -> Any:
        return self.step.entry.data if self.step.entry else None


@router.api_route("/proposals/{id:uuid}", methods=READ)
async def proposal(request: Request, id: UUID) -> HTMLResponse:
    ports = ports_of(request)
    async with ports.pool.connection() as db:
        at = await moment(db, request.query_params, id)
        fetch = at.over(db)
        found = await rows(db, at, Proposal, QUERIES["proposal"], id=id)
        if not found:
            await has_begun(db, proposals, id, at)
            raise HTTPException(404)
        (made,) = found
        later = await entered_later(db, id, at)
        placeholder = (await placeholders_of(fetch, [made.id], at.position)).get(made.id)
        way = (await ways(fetch, [made.id], at.position))[made.id]
        named = await fetch(QUERIES["titles"], {"ids": list(things(way)), "position": at.position})
    lines = [line(step, ports.rules) for step in way.steps]
    words = () if placeholder else made.fields()
    return page(
        request,
        "proposal.html",
        made=made,
        placeholder=placeholder,
        moment=at,
        entered_later=later,
        outcome=way.outcome,
        lines=lines,
        titles=dict(named),
        words=await ports.open_texts([*words, *(one.field for one in lines if one.field)]),
    )


def line(step: Step, rules: Rulebook) -> Line:
    if step.entry is None:
        return Line(step, None, None, None, None)
    kept = isinstance(step.reasons, Sealed)
    return Line(
        step,
        type(step.entry.data).__name__,
        who(step.entry.actor),
        who(step.entry.on_behalf_of) if step.entry.on_behalf_of else None,
        (step.entry.event_id, step.field) if kept and step.field else None,
        completion(step.entry.data, rules) if isinstance(step.entry.data, ActivityCompletionAssessed) else None,
    )


def completion(assessed: ActivityCompletionAssessed, rules: Rulebook) -> Words:
    rule = rules.referred(assessed.rule)
    levels = rule.value.levels if rule and isinstance(rule.value, Scale) else ()
    return next((level.name for level in levels if level.key == assessed.completion), {"en": assessed.completion})


def things(way: Way) -> set[UUID]:
    """All that the steps of a way name, and that has a title."""
    found: set[UUID | None] = set()
    for step in way.steps:
        found |= {step.plan, step.project, step.activity}
        if step.entry and isinstance(submitted := step.entry.data, ProposalSubmitted):
            found.add(submitted.challenge)
            found.add(submitted.recommendation.meeting if submitted.recommendation else None)
    return {id for id in found if id is not None}
