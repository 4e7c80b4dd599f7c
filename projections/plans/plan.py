"""Plans: the stage that each stands in, what it was adopted by, what came of it."""

from datetime import date, datetime
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
    ProjectTakenUpElsewhere,
    StageEntered,
)
from domain.rules.rulesets import Certainty, RuleRef
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class Entered(msgspec.Struct, frozen=True):
    """A stage that was entered, and when; `reason` where the plan was sent back to it."""

    stage: str
    at: datetime
    reason: Words | None = None


class Adopted(msgspec.Struct, frozen=True):
    """What makes a version the plan: a resolution of a session, or what is attested of it by a document; since when, and when
    that was recorded."""

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
    recorded_at: datetime | None = None


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


plans = ReadModel("plan", PlanRow, queries_of(__file__))


@plans.creates
def opened(entry: Entry[PlanOpened]) -> PlanRow:
    return new(
        PlanRow,
        entry,
        process=entry.data.rule,
        opened=entry.occurred_at,
        entered=[],
        drafts=0,
        adoptions=[],
        closed=False,
    )


@plans.updates
def revised(entry: Entry[PlanRevised]) -> Changes:
    return {"title": entry.data.title, "starts": entry.data.starts, "ends": entry.data.ends}


@plans.updates
def stage_entered(row: PlanRow, entry: Entry[StageEntered]) -> Changes:
    stage = entry.data.stage
    return {"stage": stage, "entered": [*row.entered, Entered(stage, entry.occurred_at)]}


@plans.updates
def sent_back(row: PlanRow, entry: Entry[PlanSentBack]) -> Changes:
    stage, reason = entry.data.stage, entry.data.reason
    return {"stage": stage, "entered": [*row.entered, Entered(stage, entry.occurred_at, reason)]}


@plans.updates
def draft_published(entry: Entry[DraftPublished]) -> Changes:
    return {"drafts": entry.data.number}


@plans.updates
def adopted(row: PlanRow, entry: Entry[PlanAdopted | PlanAmended]) -> Changes:
    return by(row, new(Adopted, entry, attested=False, at=entry.occurred_at, recorded_at=entry.recorded_at))


@plans.updates
def adoption_attested(row: PlanRow, entry: Entry[PlanAdoptionAttested]) -> Changes:
    attested = new(
        Adopted,
        entry,
        attested=True,
        at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        session=None,
        session_name=entry.data.session,
    )
    return by(row, attested)


def by(row: PlanRow, adoption: Adopted) -> Changes:
    """What an adoption, the last of a plan's, makes of its row."""
    return {"adopted_number": adoption.number, "adoptions": [*row.adoptions, adoption]}


@plans.updates
def evaluated(entry: Entry[PlanEvaluated]) -> Changes:
    return {"evaluation": new(Evaluated, entry, at=entry.occurred_at)}


@plans.updates
def closed(entry: Entry[PlanClosed]) -> Changes:
    return {"closed": True, "close_reason": entry.data.reason}


@plans.folds
def project_taken_up(row: PlanRow | None, entry: Entry[ProjectTakenUpElsewhere]) -> PlanRow | None:
    """Notes of take-ups have streams of their own, which are no plans; before, they stood in the plan's."""
    return row and msgspec.structs.replace(row, version=entry.version)


plans.only_moves_version(
    *(
        one
        for one in vars(plan_events).values()
        if isinstance(one, type) and issubclass(one, Event) and one.__module__ == plan_events.__name__
    )
)  # what happens to its parts
