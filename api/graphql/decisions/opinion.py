"""Advisory opinions: which body was asked about which version of a plan, what it said, and what it was answered."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.rules import Rule, rule_used
from api.graphql.types import Document, Node, TaggedText
from domain.rules.deadlines import passed
from projections.communities.body import bodies
from projections.decisions.opinion import OpinionRow, opinions
from projections.plans.plan import plans

if TYPE_CHECKING:
    from api.graphql.communities.body import Body
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan


@words
class Verdict(Word):
    """What an advisory body thinks of a version of a plan."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved", "Favourable, with reservations."
    UNFAVOURABLE = "unfavourable"


@words
class Followed(Word):
    """Whether the community does what an advisory body said."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


async def opinions_on(
    reading: Reading, rows: Objects, number: int | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The opinions that were asked for on each of some plans: on any version, or on one."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, opinions, "on_plan", ids, asked, number=number)


def overdue(reading: Reading, rows: Objects) -> list[bool]:
    return [row.delivered_at is None and passed(row.due, reading.moment) for row in rows]


@kind(OpinionRow)
class Opinion(Node):
    """What an advisory body was asked about one exact version of a plan, what it said, and what it was answered."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    body: Annotated["Body", strawberry.lazy("api.graphql.communities.body")] | None = field(
        "The advisory body that was asked.", by=one(bodies, "body")
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    number: int = field("The number of the version that it is about.")
    sha256: str = field("The SHA-256, in hex, of what that version says.")
    question: str = field(by=official("question"))
    questions: list[TaggedText] = field("In all languages.", by=in_all_languages("question"))
    requested_at: datetime
    due: datetime | None = field("The first moment at which its delivery is too late; null where nothing says so.")
    rule: Rule | None = field("What says until when, if the request does not.", by=rule_used("rule", "requested_at"))
    overdue: bool = field("Whether it was not delivered by the moment that is read, and was too late.", by=overdue)
    verdict: Verdict | None = field("Null as long as it is not delivered.")
    text: str | None = field(by=official("text"))
    texts: list[TaggedText] = field("In all languages.", by=in_all_languages("text"))
    document: Document | None
    delivered_at: datetime | None
    answer: str | None = field(by=official("answer"))
    answers: list[TaggedText] = field("In all languages.", by=in_all_languages("answer"))
    followed: Followed | None = field("Null as long as it is not answered.")
    answered_at: datetime | None
    audit: AuditConnection = field(by=trail)
