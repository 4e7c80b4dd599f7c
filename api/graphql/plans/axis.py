"""Axes of plans: what stands in each, and how far that has come."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.engine.kinds import field, kind
from api.graphql.engine.reading import in_all_languages, official, one
from api.graphql.engine.relay import list_of
from api.graphql.plans.challenge import Challenge
from api.graphql.plans.progress import Progress, progress_of_axes
from api.graphql.plans.project import Project
from api.graphql.types import Connection, Node, TaggedText
from projections.plans.axis import AxisRow
from projections.plans.challenge import challenges
from projections.plans.plan import plans
from projections.plans.project import projects

if TYPE_CHECKING:
    from api.graphql.plans.plan import Plan


@kind(AxisRow)
class Axis(Node):
    """A priority that a community has chosen for its plan."""

    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    description: str | None = field(by=official("description"))
    descriptions: list[TaggedText] = field("In all languages.", by=in_all_languages("description"))
    challenges: Connection[Challenge] = field("In their order.", by=list_of(challenges, "of_axis"))
    projects: Connection[Project] = field("In their order.", by=list_of(projects, "of_axis"))
    progress: Progress = field("What the activities of its projects come to.", by=progress_of_axes)
    removed: bool = field("Whether it was taken out of the plan.")
    removal_reason: str | None = field(by=official("removal_reason"))
    audit: AuditConnection = field(by=trail)
