"""Seats in bodies: who sits there."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, one, opened_text
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.types import Node
from projections.communities.body import bodies
from projections.communities.seat import SeatRow, seats

if TYPE_CHECKING:
    from api.graphql.communities.body import Body


@words
class Gender(Word):
    FEMALE = "female"
    MALE = "male"
    UNDISCLOSED = "undisclosed"


@words
class Capacity(Word):
    """A member's position in a body."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    SECRETARY = "secretary"
    MEMBER = "member"


@words
class MemberCategory(Word):
    """Which group a member of a body represents."""

    ELECTED = "elected"
    CIVIL_SOCIETY = "civil_society"
    ADMINISTRATION = "administration"
    OTHER = "other"


async def seats_in(
    reading: Reading, rows: Objects, former: bool | None = False, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The seats in each of some bodies, the longest held first."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, seats, "page", ids, asked, former=former)


body_of = one(bodies, "body")
"""The body that each row belongs to."""


async def prepare(reading: Reading, rows: Objects, requested: frozenset[str]) -> None:
    wanted = [name for name in ("name", "reason") if name in requested]
    await reading.open([(event, name) for name in wanted for row in rows if (event := getattr(row, name))])


@kind(SeatRow, prepare)
class Seat(Node):
    """A person's seat in a body: the most recent one, if there were several."""

    body: Annotated["Body", strawberry.lazy("api.graphql.communities.body")] | None = field(by=body_of)
    member: UUID = field("The member's pseudonym in this community.")
    name: str | None = field("Null if erased.", by=opened_text("name", "name"))
    gender: Gender
    capacity: Capacity
    category: MemberCategory
    seated_on: date = field("The first day of the seat.")
    held_from: date = field("The first day in the current capacity.")
    left_on: date | None = field("The first day after the seat ended; null while it is held.")
    reason: str | None = field("The reason for the seat's end; null if erased.", by=opened_text("reason", "reason"))
