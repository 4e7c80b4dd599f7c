"""What happens in a session of a council."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from domain.documents import Document
from domain.kernel import Event
from domain.rules.rulesets import RuleRef
from domain.text import Words

Kind = Literal["ordinary", "extraordinary"]
Requested = Literal["president", "members"]


class AgendaItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item of an agenda. `key` identifies it within its session, such as "3" or "plan"."""

    key: str
    title: Words


class SessionConvened(Event, frozen=True, tag="decisions.SessionConvened.v1"):
    body: UUID
    kind: Kind
    title: Words
    starts: datetime
    agenda: list[AgendaItem]
    documents: list[Document]
    in_office: int
    rule: RuleRef
    requested_by: Requested | None = None
    requesting: int | None = None


class SessionOpened(Event, frozen=True, tag="decisions.SessionOpened.v1"):
    call: int
    present: list[UUID]
    presiding: UUID
    in_office: int
    rule: RuleRef


class SessionAdjournedWithoutQuorum(Event, frozen=True, tag="decisions.SessionAdjournedWithoutQuorum.v1"):
    call: int
    present: list[UUID]
    in_office: int
    rule: RuleRef


class SessionRecalled(Event, frozen=True, tag="decisions.SessionRecalled.v1"):
    """Called again: `call` is 2 for the second call."""

    call: int
    starts_was: datetime
    starts: datetime
    rule: RuleRef


class SessionMemberArrived(Event, frozen=True, tag="decisions.SessionMemberArrived.v1"):
    """A member has come after the opening."""

    member: UUID


class SessionMemberDeparted(Event, frozen=True, tag="decisions.SessionMemberDeparted.v1"):
    """A member has left before the end."""

    member: UUID


class SessionPresidingChanged(Event, frozen=True, tag="decisions.SessionPresidingChanged.v1"):
    presiding_was: UUID
    presiding: UUID


class SessionVoteBegun(Event, frozen=True, tag="decisions.SessionVoteBegun.v1"):
    resolution: UUID


class SessionVoteEnded(Event, frozen=True, tag="decisions.SessionVoteEnded.v1"):
    resolution: UUID


class ConfirmedVote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vote under way, as it stood at a version of its resolution."""

    resolution: UUID
    version: int


class SessionConfirmed(Event, frozen=True, tag="decisions.SessionConfirmed.v1"):
    """Another person than those who recorded the session says that these members are present, and that they voted so."""

    present: list[UUID]
    votes: list[ConfirmedVote]


class SessionClosed(Event, frozen=True, tag="decisions.SessionClosed.v1"):
    pass


class SessionMinutesPublished(Event, frozen=True, tag="decisions.SessionMinutesPublished.v1"):
    document_was: Document | None
    summary_was: Words | None
    document: Document
    summary: Words
