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
    DISCUSSED = "discussed", "Comments and ballots: how many there are by now, and when the first one came."
    HIDDEN = "hidden"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    MERGED = "merged", "What follows is the way of the proposal that it was merged into."
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
    """What has come of a proposal; of the one that it was merged into, if it was."""

    WAITING = "waiting", "It waits for an answer."
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    REFUSED = "refused"
    ACCEPTED = "accepted", "And no plan has taken it up yet."
    TAKEN_UP = "taken_up", "It stands in a plan, where nothing of it has begun."
    UNDER_WAY = "under_way"
    DONE = "done", "What it stands in is completed, as the responsible body declares."
    GIVEN_UP = "given_up", "What it stands in was cancelled."


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
    """What the event of each step says, if it says that."""

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
    """One step of a proposal's way."""

    kind: ProposalStepKind
    position: Position
    at: datetime = field("The log's own time.")
    occurred_at: datetime = field(by=occurred)
    actor: Actor | None = field("Null where many took part.", by=by_whom("actor"))
    on_behalf_of: Actor | None = field(by=by_whom("on_behalf_of"))
    proposal: Annotated["Proposal", strawberry.lazy("api.graphql.participation.proposal")] | None = field(
        "The proposal that it is a step of: the other one, once it was merged.", by=one(proposals, "proposal")
    )
    reasons: str | None = field(
        "Why: of an answer, a merging, a moderation; of a status, a report, an assessment.", by=reasons_of
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan that took the proposal up in this step.", by=one(plans, "plan")
    )
    project: Annotated["Project", strawberry.lazy("api.graphql.plans.project")] | None = field(
        by=one(projects, "project")
    )
    activity: Annotated["Activity", strawberry.lazy("api.graphql.plans.activity")] | None = field(
        "What it happened to; or where the proposal came to stand, if it was in an activity.",
        by=one(activities, "activity"),
    )
    status: Annotated["ActivityStatus", strawberry.lazy("api.graphql.plans.activity")] | None = field(
        "What was declared of the activity then."
    )
    progress: int | None = field("How far the activity had come then, in percent.")
    completion: str | None = field("How far it was completed, as assessed.", by=from_event("completion"))
    comments: int
    ballots: int
