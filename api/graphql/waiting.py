"""Pending items with their deadlines: one list of all kinds, the earliest deadline first."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.communities.office import Role, community_of
from api.graphql.engine.errors import BadCursor
from api.graphql.engine.kinds import Objects, Word, field, kind, row_of, words
from api.graphql.engine.reading import Reading, one
from api.graphql.engine.relay import Cursor, Listed, Page, Paging
from api.graphql.rules import Rule, named
from api.graphql.types import Node
from projections.communities.body import bodies
from projections.communities.community import communities
from projections.models import BY_ROW
from projections.plans.plan import plans
from projections.queries import clocks, waiting

if TYPE_CHECKING:
    from api.graphql.communities.body import Body
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan


@words
class WaitingKind(Word):
    """The kind of pending item."""

    PROPOSAL_ANSWER = "proposal_answer", "The answer to a proposal."
    OPINION_DELIVERY = "opinion_delivery", "The opinion of an advisory body."
    OPINION_ANSWER = "opinion_answer", "The answer to a delivered opinion."
    APPROVAL = "approval", "An office's decision to grant or refuse its approval."
    ACTIVITY_REPORT = "activity_report", "The next progress report on an activity of an adopted plan."
    ACTIVITY_COMPLETION = "activity_completion", "The completion of such an activity by its last day."
    MEMBERSHIP_ANSWER = "membership_answer", "The network's answer to an application for membership."
    PARTNERSHIP_ANSWER = "partnership_answer", "A community's answer to the request to be a partner of a project."
    SESSION_CONFIRMATION = (
        "session_confirmation",
        "The confirmation of attendance and votes in a session entered after its day.",
    )


async def all_waiting(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    plan: UUID | None = None,
    kind: list[WaitingKind] | None = None,
    role: Role | None = None,
    held_in: UUID | None = None,
    overdue_only: bool = False,
    due_before: datetime | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """A page of what waits."""
    kinds = clocks.KINDS if kind is None else [one.value for one in map(WaitingKind, kind)]
    asked = waiting.WaitingFilter(community, plan, kinds, role, held_in, overdue_only, due_before)
    wanted = Page.asked(**page)
    part = waiting.Part(
        wanted.size + 1, wanted.backward, place(wanted.after), place(wanted.before), wanted.counted, False
    )
    found = await waiting.waiting(reading.fetch, reading.at, reading.moment, reading.rules, asked, part)
    if reading.by_facts:
        reading.things.update(one.thing for one in found.waits)
    placed = [(one, Cursor(reading.at, sort(one.place), one.thing)) for one in found.waits]
    return [Listed(placed, wanted, found.total)]


def sort(place: clocks.Place) -> str:
    """A place, but for the thing, as a cursor holds it."""
    return f"{place.due.astimezone(UTC).isoformat()} {place.start.astimezone(UTC).isoformat()} {place.kind}"


def place(cursor: Cursor | None) -> clocks.Place | None:
    """The place that a cursor stands for. Raises BadCursor."""
    if cursor is None:
        return None
    try:
        due, start, kind = str(cursor.sort).split(" ")
        return clocks.Place(instant(due), instant(start), UUID(str(cursor.id)), kind)
    except (ValueError, OverflowError):
        raise BadCursor("The cursor does not belong to this list.") from None


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def things(reading: Reading, rows: Objects) -> list[Any]:
    """The pending entities, read by one query for each noun."""
    nodes = {(model := BY_ROW[row_of(node)]).table: model for node in Node.__subclasses__()}
    found: dict[Any, Any] = {}
    for table in {clocks.THINGS[row.kind] for row in rows} & nodes.keys():
        ids = [row.thing for row in rows if clocks.THINGS[row.kind] == table]
        found.update(await reading.of(nodes[table], ids))
    return [found.get(row.thing) for row in rows]


def rules(reading: Reading, rows: Objects) -> list[Any]:
    return [row.rule and named(reading.rules, row.rule, row.start.date()) for row in rows]


@kind(clocks.Waiting)
class Waiting:
    """A pending item: an act that somebody is expected to perform."""

    kind: WaitingKind
    thing: Node | None = field(
        "The pending entity: a proposal, an opinion, an approval, an activity, a membership or a partnership.",
        by=things,
    )
    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan concerned, if any.", by=one(plans, "plan")
    )
    start: datetime = field("When the period began.")
    due: datetime | None = field(
        "The deadline: the first instant at which the act is late. Null if there is no deadline."
    )
    overdue: bool = field("Whether the deadline had passed at the requested moment.")
    rule: Rule | None = field(
        "The rule that sets the deadline; null if the request or the entity's own dates set it.", by=rules
    )
    role: Role = field("The office whose holders are expected to act.")
    held_in: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The community, network or supervising authority in which that office is held.", by=one(communities, "held_in")
    )
    body: Annotated["Body", strawberry.lazy("api.graphql.communities.body")] | None = field(
        "The advisory body whose opinion is requested, or the body responsible for an activity.", by=one(bodies, "body")
    )
