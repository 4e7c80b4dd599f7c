"""Activities of plans: what is planned, how it goes, what shows it, and whether it is late."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import msgspec
import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.body import Body
from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Resolve, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections, list_of
from api.graphql.participation.proposal import Proposal, proposals_linked_to
from api.graphql.plans.evidence import Evidence
from api.graphql.plans.indicator import Indicator
from api.graphql.plans.money import Money, sum_in
from api.graphql.rules import Named, Rule, named
from api.graphql.types import Connection, Node, TaggedText
from domain.plans.overdue import days_overdue
from domain.rules.deadlines import day_of
from domain.rules.values import Scale
from domain.text import Words
from projections.communities.body import bodies
from projections.communities.community import communities
from projections.plans.activity import ActivityRow, activities
from projections.plans.evidence import evidence, evidence_of
from projections.plans.indicator import indicators
from projections.plans.plan import plans
from projections.plans.project import projects

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan
    from api.graphql.plans.project import Project


@words
class ActivityStatus(Word):
    """The status that the responsible body declares. Whether an activity is overdue is computed from its dates instead."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DELAYED = "delayed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


async def activities_of(
    reading: Reading,
    name: str,
    parents: Sequence[UUID | None],
    page: Page,
    status: list[ActivityStatus] | None,
    body: UUID | None,
    overdue: bool | None,
) -> list[Listed[Any]]:
    """One of the lists of activities: of a status, of a responsible body, overdue or not, as far as that is asked for."""
    filters: dict[str, Any] = {"statuses": status, "body": body, "overdue": overdue, "moment": reading.moment}
    return await connections(reading, activities, name, parents, page, **filters)


def activities_below(name: str) -> Resolve:
    """The activities of each of some plans, projects or communities, by one of the lists of activities."""

    async def listed(
        reading: Reading,
        rows: Objects,
        status: list[ActivityStatus] | None = None,
        body: UUID | None = None,
        overdue: bool | None = None,
        **page: Unpack[Paging],
    ) -> list[Listed[Any]]:
        ids, asked = [row.id for row in rows], Page.asked(**page)
        return await activities_of(reading, name, ids, asked, status, body, overdue)

    return listed


async def all_activities(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    status: list[ActivityStatus] | None = None,
    body: UUID | None = None,
    overdue: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await activities_of(reading, "of_community", [community], Page.asked(**page), status, body, overdue)


async def promised(reading: Reading, rows: Objects) -> list[bool]:
    """Whether each of some activities stands in the version of its plan that is to be carried out."""
    ids = [row.id for row in rows]
    found = {id for (id,) in await reading.rows(activities.queries, "promised", activities=ids)}
    return [id in found for id in ids]


async def days_overdue_of(reading: Reading, rows: Objects) -> list[int]:
    """By how many days each is overdue at the moment that is read, where it is."""
    places = await reading.of(communities, [row.community for row in rows])
    is_promised = await promised(reading, rows)

    def days(row: ActivityRow, promise: bool) -> int:
        place = places.get(row.community)
        return days_overdue(row, day_of(reading.moment, place.time_zone), promised=promise) if place else 0

    return [days(row, promise) for row, promise in zip(rows, is_promised, strict=True)]


async def are_overdue(reading: Reading, rows: Objects) -> list[bool]:
    return [days > 0 for days in await days_overdue_of(reading, rows)]


class Assessed(msgspec.Struct, frozen=True):
    """How far an activity was completed, by its row, and the rule in whose words that is said."""

    row: ActivityRow
    rule: Named
    name: Words

    @property
    def key(self) -> str | None:
        return self.row.completion

    @property
    def assessor(self) -> Words:
        return self.row.completion_assessor or {}

    @property
    def reasons(self) -> Words:
        return self.row.completion_reasons or {}

    @property
    def assessed_at(self) -> datetime | None:
        return self.row.assessed


async def shown_by(reading: Reading, assessments: Objects) -> list[list[Any]]:
    """The evidence that each of some assessments names."""
    ids = [[evidence_of(one.row.id, sha256) for sha256 in one.row.completion_evidence] for one in assessments]
    found = await reading.of(evidence, [id for some in ids for id in some])
    return [[found[id] for id in some if id in found] for some in ids]


@kind(Assessed)
class Assessment:
    """An assessment of how far an activity was completed: who assessed it, on which evidence, and on the scale of which rule."""

    key: str = field("The key of the level on the rule's scale, such as `substantial`.")
    name: str | None = field("The display name of the level; null if the rule is no longer known.", by=official("name"))
    assessor: str = field("Who made the assessment.", by=official("assessor"))
    reasons: str = field(by=official("reasons"))
    reasons_in_all: list[TaggedText] = field("In all languages.", by=in_all_languages("reasons"))
    evidence: list[Evidence] = field("The evidence that the assessment refers to.", by=shown_by)
    rule: Rule
    assessed_at: datetime


def completion(reading: Reading, rows: Objects) -> list[Assessed | None]:
    return [None if row.completion is None else assessed(reading, row) for row in rows]


def assessed(reading: Reading, row: ActivityRow) -> Assessed:
    assert row.completion_rule is not None
    rule = named(reading.rules, row.completion_rule, row.assessed and row.assessed.date())
    scale = rule.rule.value if rule.rule else None
    levels = scale.levels if isinstance(scale, Scale) else ()
    return Assessed(row, rule, next((level.name for level in levels if level.key == row.completion), {}))


@kind(ActivityRow)
class Activity(Node):
    """An activity of a project: planned dates, responsible party, status, budget, evidence and results."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    project: Annotated["Project", strawberry.lazy("api.graphql.plans.project")] | None = field(
        by=one(projects, "project")
    )
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    description: str | None = field(by=official("description"))
    descriptions: list[TaggedText] = field("In all languages.", by=in_all_languages("description"))
    responsible: str = field("Who is responsible for the activity.", by=official("responsible"))
    responsible_in_all: list[TaggedText] = field("In all languages.", by=in_all_languages("responsible"))
    body: Body | None = field("The community's body that is responsible, if one is named.", by=one(bodies, "body"))
    starts: date
    ends: date
    planned_starts: date = field("The first day, as originally planned.")
    planned_ends: date = field("The last day, as originally planned.")
    rescheduled: int = field("How many times the activity was rescheduled.")
    reschedule_reason: str | None = field(
        "The reason given for the last rescheduling.", by=official("reschedule_reason")
    )
    promised: bool = field(
        "Whether the activity is part of the version of the plan that was adopted or attested.", by=promised
    )
    status: ActivityStatus
    status_reason: str | None = field(by=official("status_reason"))
    progress: int = field("In percent, as reported.")
    progress_note: str | None = field(by=official("progress_note"))
    reported_at: datetime | None = field(
        "When progress was last reported.", by=lambda reading, rows: [row.reported for row in rows]
    )
    overdue: bool = field(
        "Whether a promised activity has passed its last day (in the community's time zone) at the requested moment without "
        "being completed, cancelled or carried over. Computed from the dates, not from the declared status.",
        by=are_overdue,
    )
    days_overdue: int = field(
        "The number of days overdue at the requested moment; 0 if not overdue.", by=days_overdue_of
    )
    reminded_of: date | None = field(
        "The last day that had passed when the most recent reminder was sent.",
        by=lambda reading, rows: [row.reminded for row in rows],
    )
    budget: Money | None = field(by=sum_in("budget"))
    budget_source: str | None = field("The source of the budget.", by=official("budget_source"))
    spent: Money | None = field("Total spending up to the day `spentOn`.", by=sum_in("spent"))
    spent_on: date | None
    indicators: Connection[Indicator] = field("The activity's indicators, ordered by key.", by=list_of(indicators))
    evidence: Connection[Evidence] = field("Evidence files, oldest first.", by=list_of(evidence))
    proposals: Connection[Proposal] = field("The proposals taken up in it.", by=proposals_linked_to)
    completion: Assessment | None = field("Null until the completion has been assessed.", by=completion)
    carried_from: "Activity | None" = field(
        "The activity of an earlier plan that it continues.", by=one(activities, "carried_from")
    )
    carried_to: "Activity | None" = field(
        "The activity of a later plan that continues it.", by=one(activities, "carried_to")
    )
    removed: bool = field("Whether the activity was removed before the plan was adopted.")
    removal_reason: str | None = field(by=official("removal_reason"))
    version: int
    audit: AuditConnection = field(by=trail)
