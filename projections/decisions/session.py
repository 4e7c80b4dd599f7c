"""Sessions of councils: when, on what, who came to each call, and by which rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.decisions.session_events import (
    AgendaItem,
    SessionAdjournedWithoutQuorum,
    SessionClosed,
    SessionConfirmed,
    SessionConvened,
    SessionMemberArrived,
    SessionMemberDeparted,
    SessionMinutesPublished,
    SessionOpened,
    SessionPresidingChanged,
    SessionRecalled,
    SessionVoteBegun,
    SessionVoteEnded,
)
from domain.documents import Document
from domain.kernel import Entry, Office
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class Move(msgspec.Struct, frozen=True):
    """A member came after the opening, or left before the end."""

    member: UUID
    at: datetime
    arrived: bool


class Confirmation(msgspec.Struct, frozen=True):
    """Another person than those who recorded the session, `role` of `holder_of`, confirmed its attendance and the votes on these
    resolutions."""

    at: datetime
    recorded_at: datetime
    role: str
    holder_of: UUID
    holder: UUID
    resolutions: list[UUID]


class Call(msgspec.Struct, frozen=True):
    """One call of a session: for when it was made, and, once it met, when that was, who came, and whether they were enough by
    the rule. `called_by` is the rule that let it be called again; the first call is let by the session's own. `present` are
    those at the opening, `moves` who came and left after it, `presiding` who presided last. `met_recorded_at` is when the
    attendance was recorded."""

    call: int
    starts: datetime
    called_by: RuleRef | None = None
    met_at: datetime | None = None
    present: list[UUID] = []
    presiding: UUID | None = None
    in_office: int | None = None
    quorum: bool | None = None
    rule: RuleRef | None = None
    moves: list[Move] = []
    met_recorded_at: datetime | None = None


class SessionRow(msgspec.Struct, frozen=True):
    """`starts` and `stage` are those of the last of its `calls`; `rule` is the one by which it is held."""

    id: UUID
    community: UUID
    body: UUID
    kind: str
    title: Words
    starts: datetime
    stage: str
    agenda: list[AgendaItem]
    documents: list[Document]
    requested_by: str | None
    requesting: int | None
    in_office: int
    rule: RuleRef
    calls: list[Call]
    convened_at: datetime
    closed_at: datetime | None
    minutes: Document | None
    minutes_summary: Words | None
    version: int
    convened_recorded_at: datetime
    closed_recorded_at: datetime | None
    confirmations: list[Confirmation]


sessions = ReadModel("session", SessionRow, queries_of(__file__))


@sessions.creates
def convened(entry: Entry[SessionConvened]) -> SessionRow:
    calls = [Call(1, entry.data.starts)]
    return new(
        SessionRow,
        entry,
        stage="convened",
        calls=calls,
        convened_at=entry.occurred_at,
        convened_recorded_at=entry.recorded_at,
        confirmations=[],
    )


@sessions.updates
def opened(row: SessionRow, entry: Entry[SessionOpened]) -> Changes:
    return {"stage": "open", "calls": with_last(row, presiding=entry.data.presiding, **meeting(entry, quorum=True))}


@sessions.updates
def adjourned(row: SessionRow, entry: Entry[SessionAdjournedWithoutQuorum]) -> Changes:
    return {"stage": "adjourned", "calls": with_last(row, **meeting(entry, quorum=False))}


def meeting(entry: Entry[SessionOpened | SessionAdjournedWithoutQuorum], *, quorum: bool) -> Changes:
    event = entry.data
    return {
        "met_at": entry.occurred_at,
        "met_recorded_at": entry.recorded_at,
        "present": event.present,
        "in_office": event.in_office,
        "quorum": quorum,
        "rule": event.rule,
    }


@sessions.updates
def recalled(row: SessionRow, entry: Entry[SessionRecalled]) -> Changes:
    event = entry.data
    call = Call(event.call, event.starts, event.rule)
    return {"stage": "convened", "starts": event.starts, "calls": [*row.calls, call]}


@sessions.updates
def moved(row: SessionRow, entry: Entry[SessionMemberArrived | SessionMemberDeparted]) -> Changes:
    move = Move(entry.data.member, entry.occurred_at, isinstance(entry.data, SessionMemberArrived))
    return {"calls": with_last(row, moves=[*row.calls[-1].moves, move])}


@sessions.updates
def presiding_changed(row: SessionRow, entry: Entry[SessionPresidingChanged]) -> Changes:
    return {"calls": with_last(row, presiding=entry.data.presiding)}


def with_last(row: SessionRow, **changes: Any) -> list[Call]:
    """The calls of a session, the last of them changed."""
    *before, last = row.calls
    return [*before, msgspec.structs.replace(last, **changes)]


@sessions.updates
def closed(entry: Entry[SessionClosed]) -> Changes:
    return {"stage": "closed", "closed_at": entry.occurred_at, "closed_recorded_at": entry.recorded_at}


@sessions.updates
def confirmed(row: SessionRow, entry: Entry[SessionConfirmed]) -> Changes:
    votes = [vote.resolution for vote in entry.data.votes]
    assert isinstance(entry.actor, Office)
    by = (entry.actor.role, entry.actor.community, entry.actor.id)
    return {"confirmations": [*row.confirmations, Confirmation(entry.occurred_at, entry.recorded_at, *by, votes)]}


@sessions.updates
def minutes_published(entry: Entry[SessionMinutesPublished]) -> Changes:
    return {"minutes": entry.data.document, "minutes_summary": entry.data.summary}


sessions.only_moves_version(SessionVoteBegun, SessionVoteEnded)
