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
    """What the responsible body declares of an activity. Whether it is overdue follows from its days, whatever is declared."""

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
    """How far an activity was completed: by whom it was assessed, on which evidence, in the words of which rule."""

    key: str = field("The word, as the rule has it: `substantial`.")
    name: str | None = field(
        "The word as people say it; null if the rule is not known here any more.", by=official("name")
    )
    assessor: str = field("Who has assessed it.", by=official("assessor"))
    reasons: str = field(by=official("reasons"))
    reasons_in_all: list[TaggedText] = field("In all languages.", by=in_all_languages("reasons"))
    evidence: list[Evidence] = field("What it rests on.", by=shown_by)
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
    """What is to be done in a project of a plan, and what became of it."""

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
    responsible: str = field("Who is to do it.", by=official("responsible"))
    responsible_in_all: list[TaggedText] = field("In all languages.", by=in_all_languages("responsible"))
    body: Body | None = field("The body of the community that is responsible.", by=one(bodies, "body"))
    starts: date
    ends: date
    planned_starts: date = field("The first day before it was ever rescheduled.")
    planned_ends: date = field("The last day before it was ever rescheduled.")
    rescheduled: int = field("How often it was.")
    reschedule_reason: str | None = field("Why it was, the last time.", by=official("reschedule_reason"))
    promised: bool = field("Whether it stands in the version of the plan that was adopted or attested.", by=promised)
    status: ActivityStatus
    status_reason: str | None = field(by=official("status_reason"))
    progress: int = field("In percent.")
    progress_note: str | None = field(by=official("progress_note"))
    reported_at: datetime | None = field(
        "When somebody last said how it goes.", by=lambda reading, rows: [row.reported for row in rows]
    )
    overdue: bool = field(
        "Whether at the moment that is read its last day has passed where it is, it was promised, and it is neither done nor "
        "given up nor goes on in another plan: whatever is declared.",
        by=are_overdue,
    )
    days_overdue: int = field("By how many days, at the moment that is read.", by=days_overdue_of)
    reminded_of: date | None = field(
        "The last day whose passing was reminded of.", by=lambda reading, rows: [row.reminded for row in rows]
    )
    budget: Money | None = field(by=sum_in("budget"))
    budget_source: str | None = field("Where it comes from.", by=official("budget_source"))
    spent: Money | None = field("All that was spent by the day `spentOn`.", by=sum_in("spent"))
    spent_on: date | None
    indicators: Connection[Indicator] = field("What it is measured by, by key.", by=list_of(indicators))
    evidence: Connection[Evidence] = field("What shows it, in the order in which it came.", by=list_of(evidence))
    proposals: Connection[Proposal] = field("The proposals that were taken up in it.", by=proposals_linked_to)
    completion: Assessment | None = field("Null as long as nobody has assessed it.", by=completion)
    carried_from: "Activity | None" = field("What it was in an earlier plan.", by=one(activities, "carried_from"))
    carried_to: "Activity | None" = field("What it goes on as in a later plan.", by=one(activities, "carried_to"))
    removed: bool = field("Whether it was taken out of the plan, before that was adopted.")
    removal_reason: str | None = field(by=official("removal_reason"))
    version: int
    audit: AuditConnection = field(by=trail)
