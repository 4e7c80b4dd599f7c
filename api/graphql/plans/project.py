"""Projects of plans: what each is, what stands in it, how far it has come, where it comes from."""

from typing import TYPE_CHECKING, Annotated, Any, Unpack

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.engine.kinds import Objects, Resolve, field, kind
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.participation.proposal import Proposal, proposals_linked_to
from api.graphql.plans.activity import Activity, activities_below
from api.graphql.plans.partnership import Partnership, partnerships_of
from api.graphql.plans.process import levels
from api.graphql.plans.progress import Progress, progress_of_projects
from api.graphql.types import Connection, Node, TaggedText
from domain.rules import values
from projections.communities.community import communities
from projections.plans.axis import axes
from projections.plans.challenge import challenges
from projections.plans.plan import plans
from projections.plans.project import ProjectRow, TakenUp, projects

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.plans.axis import Axis
    from api.graphql.plans.challenge import Challenge
    from api.graphql.plans.plan import Plan


async def projects_in_plan(
    reading: Reading, rows: Objects, principle: str | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The projects of each of some plans: all, or those tagged with a principle."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, projects, "page", ids, asked, principle=principle)


def some(model: Any, column: str) -> Resolve:
    """The things that a column of each row names, in that order."""

    async def referenced(reading: Reading, rows: Objects) -> list[list[Any]]:
        things = await reading.of(model, [id for row in rows for id in getattr(row, column)])
        return [[things[id] for id in getattr(row, column) if id in things] for row in rows]

    return referenced


async def principles_of(reading: Reading, rows: Objects) -> list[list[values.Level]]:
    found = await reading.of(plans, [row.plan for row in rows])
    return [levels(reading, found.get(row.plan), row.principles) for row in rows]


@kind(values.Level)
class Principle:
    """A principle of openness; projects are tagged with principles."""

    key: str
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))


@kind(TakenUp)
class ProjectTakenUp:
    """A community that has taken up the project in its own plan."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=one(communities, "community")
    )
    project: "Project | None" = field("The project in that community's plan.", by=one(projects, "project"))


@kind(ProjectRow)
class Project(Node):
    """A project under an axis of a plan."""

    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    axis: Annotated["Axis", strawberry.lazy("api.graphql.plans.axis")] | None = field(by=one(axes, "axis"))
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    description: str | None = field(by=official("description"))
    descriptions: list[TaggedText] = field("In all languages.", by=in_all_languages("description"))
    principles: list[Principle] = field("The principles of openness that the project is tagged with.", by=principles_of)
    challenges: list[Annotated["Challenge", strawberry.lazy("api.graphql.plans.challenge")]] = field(
        "The challenges that the project addresses.", by=some(challenges, "challenges")
    )
    partners: list[Annotated["Community", strawberry.lazy("api.graphql.communities.community")]] = field(
        "The partner communities that have agreed to carry out the project together with the plan's own.",
        by=some(communities, "partners"),
    )
    partnerships: Connection[Partnership] = field(
        "The communities that were asked to be partners, and their answers.", by=partnerships_of
    )
    taken_from: "Project | None" = field(
        "The project of another plan from which it was taken up.",
        by=one(projects, lambda row: row.taken_from and row.taken_from.project),
    )
    taken_up: list[ProjectTakenUp] = field("The communities that have taken it up.")
    activities: Connection[Activity] = field(by=activities_below("of_project"))
    proposals: Connection[Proposal] = field("The proposals taken up in it.", by=proposals_linked_to)
    progress: Progress = field("The totals over its activities.", by=progress_of_projects)
    removed: bool = field("Whether it was removed from the plan.")
    removal_reason: str | None = field(by=official("removal_reason"))
    audit: AuditConnection = field(by=trail)
