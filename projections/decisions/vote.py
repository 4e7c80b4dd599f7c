"""Votes of a council's members on its resolutions, each by name: the last one recorded before the vote was closed counts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.decisions.resolution_events import VoteRecorded
from domain.kernel import Entry
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class VoteRow(msgspec.Struct, frozen=True):
    id: UUID
    resolution: UUID
    session: UUID
    member: UUID
    choice: str
    occurred_at: datetime


def vote_id(resolution: UUID, member: UUID) -> UUID:
    return uuid5(resolution, member.hex)


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (vote_id(entry.stream, entry.data.member),)


def fold(row: VoteRow | None, entry: Entry[Any]) -> VoteRow | None:
    event: VoteRecorded = entry.data
    id = vote_id(entry.stream, event.member)
    return VoteRow(id, entry.stream, entry.root, event.member, event.choice, entry.occurred_at)


votes = ReadModel("vote", VoteRow, (VoteRecorded,), keys, fold, beside(__file__))
