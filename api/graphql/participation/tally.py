"""Tallies of proposals: how each stands, and the course that it took."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.graphql.engine.errors import BadPage
from api.graphql.engine.kinds import Objects, field, kind, reads
from api.graphql.engine.reading import Reading
from projections.participation.tally import tallies


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Ballots that count, by what they say; at a moment of the proposal's course, if one is told."""

    support: int = 0
    agree: int = 0
    disagree: int = 0
    undecided: int = 0
    at: datetime | None = None

    @property
    def ballots(self) -> int:
        return self.support + self.agree + self.disagree + self.undecided


NO_BALLOTS = Standing()


@reads("id")
async def tally_of(reading: Reading, rows: Objects) -> list[Standing]:
    seen = reading.seen[Standing]
    if missing := [row.id for row in rows if row.id.int not in seen]:
        found = await reading.rows(tallies.queries, "as_of", proposals=missing)
        seen.update((id.int, Standing(*numbers[:4])) for id, _, *numbers in found)
    return [seen.get(row.id.int, NO_BALLOTS) for row in rows]


async def course_of(reading: Reading, rows: Objects, span: int = 86400) -> list[list[Standing]]:
    if span < 1:
        raise BadPage("The span must be at least one second.")
    found = await reading.rows(tallies.queries, "courses", proposals=[row.id for row in rows], span=span)
    by_id: dict[UUID, list[Standing]] = {}
    for id, at, support, agree, disagree, undecided in found:
        by_id.setdefault(id, []).append(Standing(support, agree, disagree, undecided, at))
    return [by_id.get(row.id, []) for row in rows]


@kind(Standing)
class Tally:
    """The tally of a proposal. Each voter's last ballot counts."""

    support: int
    agree: int
    disagree: int
    undecided: int = field(name="pass")
    ballots: int


@kind(Standing)
class TallyMoment:
    """The tally of a proposal at an instant: of log time, or of the original system's time for an imported consultation."""

    at: datetime
    support: int
    agree: int
    disagree: int
    undecided: int = field(name="pass")
    ballots: int
