"""Sessions of councils: when, on what, who came to each call, and by which rules."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.decisions.session_events import (
    AgendaItem,
    SessionAdjournedWithoutQuorum,
    SessionClosed,
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
from domain.kernel import Entry
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class Move(msgspec.Struct, frozen=True):
    """A member came after the opening, or left before the end."""

    member: UUID
    at: datetime
    arrived: bool


class Call(msgspec.Struct, frozen=True):
    """One call of a session: for when it was made, and, once it met, when that was, who came, and whether they were enough by
    the rule. `called_by` is the rule that let it be called again; the first call is let by the session's own. `present` are
    those at the opening, `moves` who came and left after it, `presiding` who presided last."""

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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: SessionRow | None, entry: Entry[Any]) -> SessionRow | None:
    event = entry.data
    if isinstance(event, SessionConvened):
        return SessionRow(
            id=entry.stream,
            community=entry.community,
            body=event.body,
            kind=event.kind,
            title=event.title,
            starts=event.starts,
            stage="convened",
            agenda=event.agenda,
            documents=event.documents,
            requested_by=event.requested_by,
            requesting=event.requesting,
            in_office=event.in_office,
            rule=event.rule,
            calls=[Call(1, event.starts)],
            convened_at=entry.occurred_at,
            closed_at=None,
            minutes=None,
            minutes_summary=None,
            version=entry.version,
        )
    assert row is not None
    return msgspec.structs.replace(row, version=entry.version, **changes(row, event, entry.occurred_at))


def changes(row: SessionRow, event: Any, at: datetime) -> dict[str, Any]:
    *before, last = row.calls
    replace = msgspec.structs.replace
    match event:
        case SessionOpened(_, present, presiding, in_office, rule):
            met = replace(
                last, met_at=at, present=present, presiding=presiding, in_office=in_office, quorum=True, rule=rule
            )
            return {"stage": "open", "calls": [*before, met]}
        case SessionAdjournedWithoutQuorum(_, present, in_office, rule):
            failed = replace(last, met_at=at, present=present, in_office=in_office, quorum=False, rule=rule)
            return {"stage": "adjourned", "calls": [*before, failed]}
        case SessionRecalled(call, _, starts, rule):
            return {"stage": "convened", "starts": starts, "calls": [*row.calls, Call(call, starts, rule)]}
        case SessionMemberArrived(member) | SessionMemberDeparted(member):
            move = Move(member, at, isinstance(event, SessionMemberArrived))
            return {"calls": [*before, replace(last, moves=[*last.moves, move])]}
        case SessionPresidingChanged(_, presiding):
            return {"calls": [*before, replace(last, presiding=presiding)]}
        case SessionClosed():
            return {"stage": "closed", "closed_at": at}
        case SessionMinutesPublished(_, _, document, summary):
            return {"minutes": document, "minutes_summary": summary}
    return {}  # a vote that began or ended: the session has another version


sessions = ReadModel(
    "session",
    SessionRow,
    (
        SessionConvened,
        SessionOpened,
        SessionAdjournedWithoutQuorum,
        SessionRecalled,
        SessionMemberArrived,
        SessionMemberDeparted,
        SessionPresidingChanged,
        SessionVoteBegun,
        SessionVoteEnded,
        SessionClosed,
        SessionMinutesPublished,
    ),
    keys,
    fold,
    beside(__file__),
)
