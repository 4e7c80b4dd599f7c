"""Challenges that were raised in consultations, each in the order in which it was recorded."""

from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.raised_challenge import ChallengeRaised
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class RaisedChallengeRow(msgspec.Struct, frozen=True):
    """`text` and `axis` are the events whose openings hold those words; `number` is the version of the consultation with which it
    came."""

    id: UUID
    consultation: UUID
    community: UUID
    text: UUID
    axis: UUID | None
    number: int


raised_challenges = ReadModel(
    "raised_challenge", RaisedChallengeRow, queries_of(__file__), key=lambda entry: entry.data.challenge
)


@raised_challenges.folds
def raised(row: RaisedChallengeRow | None, entry: Entry[ChallengeRaised]) -> RaisedChallengeRow:
    """An id that another consultation has used before stays that one's."""
    return row or new(
        RaisedChallengeRow,
        entry,
        id=entry.data.challenge,
        consultation=entry.stream,
        text=entry.event_id,
        axis=entry.event_id if entry.data.axis else None,
        number=entry.version,
    )
