"""Votes of members on resolutions."""

from datetime import datetime
from typing import Any, Unpack
from uuid import UUID

from api.graphql.communities.seat import Seat
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading
from api.graphql.engine.relay import Listed, Page, Paging, connections
from projections.communities.seat import SeatRow, seat_id, seats
from projections.decisions.session import sessions
from projections.decisions.vote import VoteRow, votes


@words
class VoteChoice(Word):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


async def votes_on(
    reading: Reading, rows: Objects, choice: list[VoteChoice] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    return await connections(reading, votes, "page", [row.id for row in rows], Page.asked(**page), choices=choice)


async def seat_of(reading: Reading, rows: Objects) -> list[SeatRow | None]:
    """The seat of each member in the body whose session it is."""
    where = await reading.of(sessions, [row.session for row in rows])
    ids = [seat_id(where[row.session].body, row.member) for row in rows]
    found = await reading.of(seats, ids)
    return [found.get(id) for id in ids]


@kind(VoteRow)
class Vote:
    """How one member voted. Until the vote was closed it could be recorded anew: the last one counts."""

    member: UUID = field("The member, under the pseudonym that holds in the community.")
    seat: Seat | None = field("The member's seat in the council.", by=seat_of)
    choice: VoteChoice
    occurred_at: datetime
