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
    """An approval of one version of a plan, requested from one office."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The community that requested the approval.", by=community_of
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    number: int = field("The number of the plan version concerned.")
    sha256: str = field("The SHA-256 of that version's canonical bytes, in hex.")
    role: Role = field("The office whose approval is requested.")
    held_in: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The community in which the office is held: the requesting community itself, a network or a supervising authority.",
        by=one(communities, "holder_of"),
    )
    requested_at: datetime
    due: datetime | None = field(
        "The deadline: an answer at or after this instant is late. Null if there is no deadline."
    )
    rule: Rule | None = field(
        "The rule that sets the deadline, if the request does not.", by=rule_used("rule", "requested_at")
    )
    overdue: bool = field(
        "Whether the approval was still pending at the requested moment, after its deadline.", by=overdue
    )
    decision: ApprovalDecision | None = field("Null while the approval is pending.")
    reasons: str | None = field(by=official("reasons"))
    all_reasons: list[TaggedText] = field("In all languages.", by=in_all_languages("reasons"))
    decided_at: datetime | None
    audit: AuditConnection = field(by=trail)
