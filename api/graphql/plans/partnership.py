"""Partnerships: the communities that were asked to carry a project, and their answers."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack

import strawberry

from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.types import Node, TaggedText
from projections.communities.community import communities
from projections.plans.partnership import PartnershipRow, partnerships
from projections.plans.plan import plans
from projections.plans.project import projects

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan
    from api.graphql.plans.project import Project


@words
class PartnershipStanding(Word):
    """The status of a partnership."""

    REQUESTED = "requested", "The partner has not answered yet."
    ACCEPTED = "accepted"
    DECLINED = "declined", "The partner does not want it."
    WITHDRAWN = "withdrawn", "The plan's community has withdrawn the request, or ended the partnership."
    ENDED = "ended", "The partner has left."


async def partnerships_of(reading: Reading, rows: Objects, **page: Unpack[Paging]) -> list[Listed[Any]]:
    """The partnerships of each of some projects."""
    return await connections(reading, partnerships, "page", [row.id for row in rows], Page.asked(**page))


@kind(PartnershipRow)
class Partnership(Node):
    """A community that was asked to carry a project together with the plan's own, and its answer."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The community of the plan.", by=community_of
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    project: Annotated["Project", strawberry.lazy("api.graphql.plans.project")] | None = field(
        by=one(projects, "project")
    )
    partner: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The community that was asked.", by=one(communities, "partner")
    )
    standing: PartnershipStanding
    requested_at: datetime = field("When it was last asked.")
    changed_at: datetime = field("When the standing last changed.")
    reason: str | None = field("Why the partner declined or left.", by=official("reason"))
    reasons: list[TaggedText] = field("In all languages.", by=in_all_languages("reason"))
