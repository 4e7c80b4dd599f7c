"""Votes of a council's members on its resolutions, each by name: the last one recorded before the vote was closed counts."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.decisions.resolution_events import VoteRecorded
from domain.kernel import Entry
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class VoteRow(msgspec.Struct, frozen=True):
    id: UUID
    resolution: UUID
    session: UUID
    member: UUID
    choice: str
    occurred_at: datetime


def vote_id(resolution: UUID, member: UUID) -> UUID:
    return uuid5(resolution, member.hex)


votes = ReadModel("vote", VoteRow, queries_of(__file__), key=lambda entry: vote_id(entry.stream, entry.data.member))


@votes.creates
def recorded(entry: Entry[VoteRecorded]) -> VoteRow:
    return new(VoteRow, entry, id=vote_id(entry.stream, entry.data.member), resolution=entry.stream, session=entry.root)
