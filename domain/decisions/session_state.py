"""What a session of a council has come to, and what may be asked of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.decisions.session_events import (
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
from domain.kernel import PLATFORM, Act, Entry, Office
from domain.refusal import Refusal

Stage = Literal["convened", "open", "adjourned", "closed"]

Dated = tuple[datetime, datetime]
"""When something happened, and when it was recorded."""


class Unknown(Refusal):
    """There is no such session."""

    code = "session.unknown"


class NotOpen(Refusal):
    """The session is not open."""

    code = "session.not-open"


class OutOfOrder(Refusal):
    """An act in a session cannot precede the opening of the session."""

    code = "session.out-of-order"


class Session(msgspec.Struct, frozen=True):
    """`under_vote` has of each resolution whose vote is under way the members who were present at any time since it began.
    `recorders` are those who convened it and recorded its calls and its attendance, as their offices name them; `back_dated`
    says of these when they happened and when they were recorded, where the two differ; `confirmed` are the versions of the
    resolutions under vote that another person has confirmed, with the attendance as it is."""

    community: UUID = PLATFORM
    body: UUID | None = None
    agenda: frozenset[str] = frozenset()
    starts: datetime | None = None
    stage: Stage = "convened"
    call: int = 1
    met_at: datetime | None = None
    in_office: int = 0
    present: frozenset[UUID] = frozenset()
    presiding: UUID | None = None
    under_vote: Mapping[UUID, frozenset[UUID]] = {}
    minutes: SessionMinutesPublished | None = None
    recorders: frozenset[UUID] = frozenset()
    back_dated: tuple[Dated, ...] = ()
    confirmed: dict[UUID, int] = {}

    def must_exist(self) -> None:
        if self.body is None:
            raise Unknown

    def must_be_open(self, act: Act) -> None:
        """It is there, and open when something happens in it. Raises Unknown, NotOpen, OutOfOrder."""
        self.must_exist()
        if self.stage != "open":
            raise NotOpen
        self.must_have_met(act)

    def must_have_met(self, act: Act) -> None:
        if self.met_at is None or act.occurred_at < self.met_at:
            raise OutOfOrder


def recorder(entry: Entry[Any]) -> frozenset[UUID]:
    """The office-holder who recorded an entry."""
    return frozenset({entry.actor.id} if isinstance(entry.actor, Office) else ())


def back_dated(entry: Entry[Any]) -> tuple[Dated, ...]:
    return ((entry.occurred_at, entry.recorded_at),) if entry.occurred_at < entry.recorded_at else ()


MEETING = (
    SessionConvened
    | SessionAdjournedWithoutQuorum
    | SessionRecalled
    | SessionOpened
    | SessionMemberArrived
    | SessionMemberDeparted
    | SessionPresidingChanged
)
"""The notice to the members, the calls that failed, and the attendance: a quorum is only as true as all of them."""


def evolve(session: Session, entry: Entry[Any]) -> Session:
    session = happened(session, entry)
    if isinstance(entry.data, MEETING):
        return msgspec.structs.replace(
            session,
            recorders=session.recorders | recorder(entry),
            back_dated=session.back_dated + back_dated(entry),
            confirmed={},
        )
    return session


def happened(session: Session, entry: Entry[Any]) -> Session:
    replace = msgspec.structs.replace
    match entry.data:
        case SessionConvened(body=body, starts=starts, agenda=agenda):
            items = frozenset(item.key for item in agenda)
            return Session(entry.community, body, items, starts)
        case SessionOpened(_, present, presiding, in_office):
            there = frozenset(present)
            return replace(
                session,
                stage="open",
                met_at=entry.occurred_at,
                present=there,
                presiding=presiding,
                in_office=in_office,
            )
        case SessionAdjournedWithoutQuorum():
            return replace(session, stage="adjourned", met_at=entry.occurred_at)
        case SessionRecalled(call, _, starts):
            return replace(session, stage="convened", call=call, starts=starts)
        case SessionMemberArrived(member):
            voting = {id: present | {member} for id, present in session.under_vote.items()}
            return replace(session, present=session.present | {member}, under_vote=voting)
        case SessionMemberDeparted(member):
            return replace(session, present=session.present - {member})
        case SessionPresidingChanged(_, presiding):
            return replace(session, presiding=presiding)
        case SessionVoteBegun(resolution):
            return replace(session, under_vote={**session.under_vote, resolution: session.present})
        case SessionVoteEnded(resolution):
            voting = {id: present for id, present in session.under_vote.items() if id != resolution}
            return replace(session, under_vote=voting)
        case SessionConfirmed(votes=votes):
            return replace(session, confirmed={vote.resolution: vote.version for vote in votes})
        case SessionClosed():
            return replace(session, stage="closed")
        case SessionMinutesPublished():
            return replace(session, minutes=entry.data)
    return session
