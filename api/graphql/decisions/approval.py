"""Approvals: which office was asked about which version of a plan, and what it said."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import Role, community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.rules import Rule, rule_used
from api.graphql.types import Node, TaggedText
from domain.rules.deadlines import passed
from projections.communities.community import communities
from projections.decisions.approval import ApprovalRow, approvals
from projections.plans.plan import plans

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan


@words
class ApprovalDecision(Word):
    GRANTED = "granted"
    REFUSED = "refused"


async def approvals_in(
    reading: Reading, rows: Objects, role: Role | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The approvals that each of some communities asked for: of any office, or of a certain one."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, approvals, "page", ids, asked, role=role, number=None)


async def approvals_on(
    reading: Reading, rows: Objects, number: int | None = None, role: Role | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The approvals that were asked for of each of some plans: of any version, or of one, of any office, or of a certain one."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, approvals, "on_plan", ids, asked, role=role, number=number)


def overdue(reading: Reading, rows: Objects) -> list[bool]:
    return [row.decision is None and passed(row.due, reading.moment) for row in rows]


@kind(ApprovalRow)
class Approval(Node):
    """What one named office says to one exact version of a plan."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The community that asked.", by=community_of
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    number: int = field("The number of the version that it is about.")
    sha256: str = field("The SHA-256, in hex, of what that version says.")
    role: Role = field("The office that was asked.")
    held_in: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "Where that office is held: in the community itself, a network or a supervising authority.",
        by=one(communities, "holder_of"),
    )
    requested_at: datetime
    due: datetime | None = field("The first moment at which an answer is too late; null where nothing says so.")
    rule: Rule | None = field("What says until when, if the request does not.", by=rule_used("rule", "requested_at"))
    overdue: bool = field("Whether it still waited at the moment that is read, and was too late.", by=overdue)
    decision: ApprovalDecision | None = field("Null as long as it waits.")
    reasons: str | None = field(by=official("reasons"))
    all_reasons: list[TaggedText] = field("In all languages.", by=in_all_languages("reasons"))
    decided_at: datetime | None
    audit: AuditConnection = field(by=trail)
