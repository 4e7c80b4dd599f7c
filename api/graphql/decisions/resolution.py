"""Resolutions of councils: what they say and decide on, how each member voted, what that came to, and by which rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.decisions.vote import Vote, votes_on
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.late_entry import DAYS, LATE, columns, days_after, is_late
from api.graphql.rules import Rule, rule_used
from api.graphql.types import Connection, Document, Node, TaggedText
from domain.decisions import subjects
from projections.communities.community import communities
from projections.decisions.resolution import ResolutionRow, resolutions
from projections.decisions.session import sessions
from projections.plans.plan import plans
from projections.plans.plan_version import plan_versions, version_id

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.decisions.session import Session
    from api.graphql.plans.plan import Plan
    from api.graphql.plans.plan_version import PlanVersion


VOTED = columns("voted_at", "voted_recorded_at")


@words
class ResolutionStage(Word):
    """The stage of a resolution."""

    TABLED = "tabled", "Tabled before its session."
    VOTING = "voting", "The vote is under way."
    ADOPTED = "adopted"
    REJECTED = "rejected"


async def resolutions_of(
    reading: Reading,
    parents: Sequence[UUID | None],
    name: str,
    stage: list[ResolutionStage] | None,
    page: Page,
    **more: Any,
) -> list[Listed[Any]]:
    return await connections(reading, resolutions, name, parents, page, stages=stage, **more)


async def resolutions_in(
    reading: Reading,
    rows: Objects,
    stage: list[ResolutionStage] | None = None,
    year: int | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """The resolutions of each of some communities, the latest first: of a year, those that got their number in it."""
    return await resolutions_of(reading, [row.id for row in rows], "page", stage, Page.asked(**page), year=year)


async def resolutions_tabled(
    reading: Reading, rows: Objects, stage: list[ResolutionStage] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The resolutions of each of some sessions, as they were tabled."""
    return await resolutions_of(reading, [row.id for row in rows], "of_session", stage, Page.asked(**page))


async def resolutions_on(
    reading: Reading, rows: Objects, stage: list[ResolutionStage] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The resolutions on versions of each of some plans, as they were tabled."""
    return await resolutions_of(reading, [row.id for row in rows], "on_plan", stage, Page.asked(**page))


def decided_version(row: ResolutionRow) -> subjects.PlanVersion | None:
    return row.subject if isinstance(row.subject, subjects.PlanVersion) else None


def plan_in(row: ResolutionRow) -> UUID | None:
    return version.plan if (version := decided_version(row)) else None


def version_in(row: ResolutionRow) -> UUID | None:
    return version_id(version.plan, version.number) if (version := decided_version(row)) else None


def network_in(row: ResolutionRow) -> UUID | None:
    return row.subject.network if isinstance(row.subject, subjects.Joining) else None


@kind(ResolutionRow)
class Resolution(Node):
    """A resolution tabled before a council. Its outcome is computed from the members' recorded votes."""

    session: Annotated["Session", strawberry.lazy("api.graphql.decisions.session")] | None = field(
        by=one(sessions, "session")
    )
    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    item: str = field("The key of its item on the session's agenda.")
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    text: str = field(by=official("text"))
    texts: list[TaggedText] = field("In all languages.", by=in_all_languages("text"))
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan that it decides on, if any.", by=one(plans, plan_in)
    )
    version: Annotated["PlanVersion", strawberry.lazy("api.graphql.plans.plan_version")] | None = field(
        "The version of the plan to adopt or reject, identified by its hash.", by=one(plan_versions, version_in)
    )
    network: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The network to join, if the resolution decides on joining one.", by=one(communities, network_in)
    )
    stage: ResolutionStage
    tabled_at: datetime
    tabled_recorded_at: datetime | None
    votes: Connection[Vote] = field("The recorded votes, in the order in which they were recorded.", by=votes_on)
    vote_rule: Rule | None = field("The rule on how members vote.", by=rule_used("vote_rule", "tabled_at"))
    votes_for: int | None = field("Null until the vote is closed, like all results of the vote.")
    votes_against: int | None
    abstentions: int | None
    by_president: bool = field("Whether there was a tie, decided by the side of the presiding member.")
    majority: Rule | None = field(
        "The rule on the majority that decided the outcome.", by=rule_used("majority", "voted_at")
    )
    voted_at: datetime | None = field("When the vote was closed.")
    voted_recorded_at: datetime | None = field("When the closing of the vote was recorded.")
    entered_after_days: int = field(f"Of the vote: {DAYS}", by=days_after(VOTED))
    entered_late: bool = field(f"Of the vote: {LATE}", by=is_late(VOTED))
    year: int | None = field("The year of its number, in the community's time zone.")
    number: int | None = field("Its number among the council's adopted resolutions of that year.")
    signed_at: datetime | None
    signed_recorded_at: datetime | None
    published_at: datetime | None
    published_recorded_at: datetime | None
    document: Document | None = field("The document published with it.")
    audit: AuditConnection = field(by=trail)
