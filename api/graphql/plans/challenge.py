"""Challenges that are seen in the axes of plans: what was proposed for each, and which projects answer to it."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.engine.kinds import field, kind
from api.graphql.engine.reading import in_all_languages, official, one
from api.graphql.engine.relay import list_of
from api.graphql.participation.proposal import Proposal, proposals_linked_to
from api.graphql.plans.project import Project
from api.graphql.types import Connection, Node, TaggedText
from projections.plans.axis import axes
from projections.plans.challenge import ChallengeRow
from projections.plans.plan import plans
from projections.plans.project import projects

if TYPE_CHECKING:
    from api.graphql.plans.axis import Axis
    from api.graphql.plans.plan import Plan


@kind(ChallengeRow)
class Challenge(Node):
    """A challenge that is seen in an axis of a plan: proposals may be solutions to it, projects answer to it."""

    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    axis: Annotated["Axis", strawberry.lazy("api.graphql.plans.axis")] | None = field(by=one(axes, "axis"))
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    description: str | None = field(by=official("description"))
    descriptions: list[TaggedText] = field("In all languages.", by=in_all_languages("description"))
    proposals: Connection[Proposal] = field("What was proposed for it.", by=proposals_linked_to)
    projects: Connection[Project] = field("The projects that answer to it.", by=list_of(projects, "of_challenge"))
    removed: bool = field("Whether it was taken out of the plan.")
    removal_reason: str | None = field(by=official("removal_reason"))
    audit: AuditConnection = field(by=trail)
