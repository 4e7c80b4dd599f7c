"""Plans: the stage that each stands in, what it was adopted by, what came of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.documents import Document
from domain.kernel import Entry, Event
from domain.plans import plan_events
from domain.plans.plan_events import (
    DraftPublished,
    PlanAdopted,
    PlanAdoptionAttested,
    PlanAmended,
    PlanClosed,
    PlanEvaluated,
    PlanOpened,
    PlanRevised,
    PlanSentBack,
    StageEntered,
)
from domain.rules.rulesets import Certainty, RuleRef
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class Entered(msgspec.Struct, frozen=True):
    """A stage that was entered, and when; `reason` where the plan was sent back to it."""

    stage: str
    at: datetime
    reason: Words | None = None


class Adopted(msgspec.Struct, frozen=True):
    """What makes a version the plan: a resolution of a session, or what is attested of it by a document; and since when."""

    number: int
    sha256: str
    attested: bool
    at: datetime
    resolution: UUID | None = None
    session: UUID | None = None
    decided_on: date | None = None
    certainty: Certainty | None = None
    document: Document | None = None
    session_name: Words | None = None


class Evaluated(msgspec.Struct, frozen=True):
    """What was said last of what came of the plan, in the words of two rules."""

    assessor: Words
    summary: Words
    documents: list[Document]
    openness: str
    openness_rule: RuleRef
    ambition: str
    ambition_rule: RuleRef
    at: datetime


class PlanRow(msgspec.Struct, frozen=True):
    """`process` is the rule that says through which stages it goes; `entered` are those that it went through, in that order;
    `drafts` is how many versions were published. The last of `adoptions` makes the version `adopted_number` the plan."""

    id: UUID
    community: UUID
    kind: str
    title: Words
    starts: date
    ends: date | None
    network: UUID | None
    previous: UUID | None
    process: RuleRef
    opened: datetime
    stage: str | None
    entered: list[Entered]
    drafts: int
    adopted_number: int | None
    adoptions: list[Adopted]
    evaluation: Evaluated | None
    closed: bool
    close_reason: Words | None
    version: int


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: PlanRow | None, entry: Entry[Any]) -> PlanRow | None:
    if isinstance(entry.data, PlanOpened):
        new = entry.data
        return PlanRow(
            id=entry.stream,
            community=entry.community,
            kind=new.kind,
            title=new.title,
            starts=new.starts,
            ends=new.ends,
            network=new.network,
            previous=new.previous,
            process=new.rule,
            opened=entry.occurred_at,
            stage=None,
            entered=[],
            drafts=0,
            adopted_number=None,
            adoptions=[],
            evaluation=None,
            closed=False,
            close_reason=None,
            version=entry.version,
        )
    assert row is not None
    return msgspec.structs.replace(row, version=entry.version, **changes(row, entry))


def changes(row: PlanRow, entry: Entry[Any]) -> dict[str, Any]:
    """What an entry makes of some columns of a row. What happens to its parts moves the plan's version only."""
    at = entry.occurred_at
    match entry.data:
        case PlanRevised(_, title, _, starts, _, ends):
            return {"title": title, "starts": starts, "ends": ends}
        case StageEntered(_, stage):
            return {"stage": stage, "entered": [*row.entered, Entered(stage, at)]}
        case PlanSentBack(_, stage, reason):
            return {"stage": stage, "entered": [*row.entered, Entered(stage, at, reason)]}
        case DraftPublished(number):
            return {"drafts": number}
        case PlanAdopted() | PlanAmended() as it:
            return adopted(row, Adopted(it.number, it.sha256, False, at, it.resolution, it.session))
        case PlanAdoptionAttested() as it:
            attested = Adopted(
                it.number,
                it.sha256,
                True,
                at,
                decided_on=it.decided_on,
                certainty=it.certainty,
                document=it.document,
                session_name=it.session,
            )
            return adopted(row, attested)
        case PlanEvaluated() as it:
            evaluated = Evaluated(
                it.assessor,
                it.summary,
                it.documents,
                it.openness,
                it.openness_rule,
                it.ambition,
                it.ambition_rule,
                at,
            )
            return {"evaluation": evaluated}
        case PlanClosed(reason):
            return {"closed": True, "close_reason": reason}
    return {}


def adopted(row: PlanRow, adoption: Adopted) -> dict[str, Any]:
    return {"adopted_number": adoption.number, "adoptions": [*row.adoptions, adoption]}


EVENTS = tuple(
    one
    for one in vars(plan_events).values()
    if isinstance(one, type) and issubclass(one, Event) and one.__module__ == plan_events.__name__
)
"""All that happens to a plan and its parts: each moves its version."""

plans = ReadModel("plan", PlanRow, EVENTS, keys, fold, beside(__file__))
