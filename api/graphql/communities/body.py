"""Bodies of communities: councils, bureaus, committees, advisory bodies; their terms, their members, parity among them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Unpack

import msgspec
import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.communities.seat import Seat, seats_in
from api.graphql.decisions.opinion import Opinion
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections, list_of
from api.graphql.rules import Named, Rule
from api.graphql.types import Connection, Node, TaggedText
from domain.communities.seat import Genders
from domain.rules.deadlines import day_of
from domain.rules.rulesets import NoRule
from domain.rules.subjects import BODY_PARITY
from projections.communities.body import BodyRow, bodies
from projections.communities.community import CommunityRow, communities
from projections.communities.seat import seats
from projections.decisions.opinion import opinions

if TYPE_CHECKING:
    from api.graphql.communities.community import Community


@words
class BodyKind(Word):
    COUNCIL = "council"
    BUREAU = "bureau"
    STANDING_COMMITTEE = "standing_committee"
    FOLLOW_UP_COMMITTEE = "follow_up_committee"
    ADVISORY_YOUTH = "advisory_youth"
    ADVISORY_EQUALITY = "advisory_equality"
    ADVISORY_ECONOMY = "advisory_economy"
    ADVISORY_CIVIL_SOCIETY = "advisory_civil_society"


class Counted(msgspec.Struct, frozen=True):
    """The members of a body by gender, and the rule on parity that holds for it, if one does."""

    genders: Genders
    rule: Named | None = None


async def bodies_in(
    reading: Reading,
    rows: Objects,
    kind: list[BodyKind] | None = None,
    dissolved: bool = False,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """The bodies of each of some communities: all, or those of certain kinds; those that are dissolved only if they are
    asked for."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, bodies, "page", ids, asked, kinds=kind, dissolved=None if dissolved else False)


async def parity_of(reading: Reading, rows: Objects) -> list[Counted]:
    """The members by gender, and the rule on parity that holds for each community at the moment that is read."""
    found = await reading.rows(seats.queries, "genders", bodies=[row.id for row in rows])
    counts: dict[Any, dict[str, int]] = {}
    for body, gender, number in found:
        counts.setdefault(body, {})[gender] = number
    where = await reading.of(communities, [row.community for row in rows])
    return [
        Counted(Genders(**counts.get(row.id, {})), rule_on_parity(reading, where.get(row.community))) for row in rows
    ]


def rule_on_parity(reading: Reading, community: CommunityRow | None) -> Named | None:
    if community is None:
        return None
    try:
        on = day_in(reading, community)
        rule = reading.rules.rule(BODY_PARITY, community.jurisdiction or "", community.kind or "", on)
    except NoRule:
        return None
    return Named(rule.ref, rule)


def day_in(reading: Reading, community: CommunityRow) -> date:
    """The day in a community at the moment that is read."""
    return day_of(reading.moment, community.time_zone)


async def are_in_term(reading: Reading, rows: Objects) -> list[bool]:
    where = await reading.of(communities, [row.community for row in rows])
    days = [day_in(reading, where[row.community]) for row in rows]
    return [
        (row.term_ends is None or day <= row.term_ends) and (row.dissolved_on is None or day < row.dissolved_on)
        for row, day in zip(rows, days, strict=True)
    ]


def are_even(reading: Reading, rows: Objects) -> list[bool | None]:
    return [
        None if one.rule is None or one.rule.rule is None else one.genders.are_even(one.rule.rule.value) for one in rows
    ]


def number(gender: str) -> Any:
    return lambda reading, rows: [getattr(one.genders, gender) for one in rows]


@kind(Counted)
class Parity:
    """The numbers of women and men in a body, and whether they meet the rule on parity. The rule never prevents anybody from
    taking a seat."""

    female: int = field(by=number("female"))
    male: int = field(by=number("male"))
    undisclosed: int = field(
        "Members of undisclosed gender. They count neither as women nor as men.", by=number("undisclosed")
    )
    rule: Rule | None = field("The rule on parity; null if there is none.")
    reached: bool | None = field("Whether both women and men have the share that the rule requires.", by=are_even)


@kind(BodyRow)
class Body(Node):
    """A body of a community: its council, bureau, a committee or an advisory body."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    kind: BodyKind
    name: str = field(by=official("name"))
    names: list[TaggedText] = field(by=in_all_languages("name"))
    seats: int = field("The number of seats.")
    members: Connection[Seat] = field(
        "The seats in the body, longest-serving first. `former: true` lists ended seats instead; null lists both.",
        by=seats_in,
    )
    parity: Parity = field("The numbers of women and men among its members.", by=parity_of)
    term_ends: date | None = field("The last day of the term; null if none was set.")
    in_term: bool = field(
        "Whether the body was in its term and not dissolved on the day of the requested moment.", by=are_in_term
    )
    parent: "Body | None" = field("The body that this one is part of.", by=one(bodies, "parent"))
    parts: "Connection[Body]" = field("The bodies that are part of this one.", by=list_of(bodies, "parts"))
    opinions: Connection[Opinion] = field(
        "The opinions requested from the body, newest first.", by=list_of(opinions, "of_body", number=None)
    )
    dissolved_on: date | None = field("The day from which the body no longer exists.")
    reason: str | None = field("The reason for its dissolution.", by=official("reason"))
    version: int
    audit: AuditConnection = field(by=trail)
