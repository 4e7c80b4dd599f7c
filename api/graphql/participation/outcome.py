"""The way of a proposal: its steps, from how it came in to what was done."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.graphql.audit import Actor, acting
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, one
from api.graphql.engine.scalars import Position
from domain.text import Sealed
from projections.participation.proposal import proposals
from projections.plans.activity import activities
from projections.plans.plan import plans
from projections.plans.project import projects
from projections.queries.proposal_outcome import Step, Way, ways

if TYPE_CHECKING:
    from api.graphql.participation.proposal import Proposal
    from api.graphql.plans.activity import Activity, ActivityStatus
    from api.graphql.plans.plan import Plan
    from api.graphql.plans.project import Project


@words
class ProposalStepKind(Word):
    SUBMITTED = "submitted"
    AMENDED = "amended"
    DISCUSSED = "discussed", "Comments and ballots: the numbers so far, and the time of the first."
    HIDDEN = "hidden"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    MERGED = "merged", "The steps that follow belong to the proposal that it was merged into."
    TAKEN_UP = "taken_up"
    MOVED = "moved"
    STATUS_CHANGED = "status_changed"
    PROGRESS_REPORTED = "progress_reported"
    RESCHEDULED = "rescheduled"
    CARRIED_OVER = "carried_over"
    ASSESSED = "assessed"
    REMOVED = "removed"


@words
class ProposalOutcome(Word):
    """The outcome of a proposal, or of the one that it was merged into."""

    WAITING = "waiting", "No answer yet."
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    REFUSED = "refused"
    ACCEPTED = "accepted", "Accepted, but not yet taken up in a plan."
    TAKEN_UP = "taken_up", "Taken up in a plan; no activity has started."
    UNDER_WAY = "under_way"
    DONE = "done", "All activities that carry it out and were not cancelled are declared completed."
    GIVEN_UP = "given_up", "All activities that were to carry it out were cancelled."


async def seen(reading: Reading, rows: Objects) -> list[Way]:
    known = reading.seen[Way]
    if missing := [row.id for row in rows if row.id.int not in known]:
        found = await ways(reading.fetch, missing, reading.at)
        known.update((id.int, way) for id, way in found.items())
    return [known[row.id.int] for row in rows]


async def way_of(reading: Reading, rows: Objects) -> list[list[Step]]:
    return [way.steps for way in await seen(reading, rows)]


async def outcome_of(reading: Reading, rows: Objects) -> list[str]:
    return [way.outcome for way in await seen(reading, rows)]


async def reasons_of(reading: Reading, steps: Objects, language: str | None = None) -> list[str | None]:
    """Why: what was said in office of a proposal, and of an activity by those who are responsible for it. No moderation hides
    it."""
    kept = [(step.entry.event_id, step.field) if isinstance(step.reasons, Sealed) else None for step in steps]
    await reading.open([opening for opening in kept if opening])
    return [
        reading.words(*opening) if opening else reading.official(step.reasons or {}, language)
        for step, opening in zip(steps, kept, strict=True)
    ]


def from_event(name: str) -> Any:
    """A field of each step's event, if the event has it."""

    def values(reading: Reading, steps: Objects) -> list[Any]:
        return [getattr(step.entry.data, name, None) if step.entry else None for step in steps]

    return values


def by_whom(name: str) -> Any:
    def values(reading: Reading, steps: Objects) -> list[Actor | None]:
        return [acting(getattr(step.entry, name)) if step.entry else None for step in steps]

    return values


def occurred(reading: Reading, steps: Objects) -> list[datetime]:
    return [step.entry.occurred_at if step.entry else step.at for step in steps]


@kind(Step)
class ProposalStep:
    """A step in the history of a proposal."""

    kind: ProposalStepKind
    position: Position
    at: datetime = field("The log time.")
    occurred_at: datetime = field(by=occurred)
    actor: Actor | None = field("Null if the step combines the acts of many people.", by=by_whom("actor"))
    on_behalf_of: Actor | None = field(by=by_whom("on_behalf_of"))
    proposal: Annotated["Proposal", strawberry.lazy("api.graphql.participation.proposal")] | None = field(
        "The proposal concerned: after a merge, the one that it was merged into.", by=one(proposals, "proposal")
    )
    reasons: str | None = field(
        "The reasons given: for an answer, a merge, a moderation, a change of status, a report or an assessment.",
        by=reasons_of,
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan that took up the proposal in this step.", by=one(plans, "plan")
    )
    project: Annotated["Project", strawberry.lazy("api.graphql.plans.project")] | None = field(
        by=one(projects, "project")
    )
    activity: Annotated["Activity", strawberry.lazy("api.graphql.plans.activity")] | None = field(
        "The activity concerned, or the activity that took up the proposal.",
        by=one(activities, "activity"),
    )
    status: Annotated["ActivityStatus", strawberry.lazy("api.graphql.plans.activity")] | None = field(
        "The activity's declared status at that time."
    )
    progress: int | None = field("The activity's reported progress at that time, in percent.")
    completion: str | None = field("The assessed level of completion.", by=from_event("completion"))
    comments: int
    ballots: int
