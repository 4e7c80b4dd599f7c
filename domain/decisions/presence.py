"""Who is there while a session is open: members come later, leave before it ends, and one presides in another's place.

The quorum is that of the opening. Only who is there votes, from then on; a vote that was cast stays.
"""

from collections.abc import Sequence
from uuid import UUID

from domain.decisions.convening import SECRETARIAT, Members
from domain.decisions.session_events import SessionMemberArrived, SessionMemberDeparted, SessionPresidingChanged
from domain.decisions.session_state import Session
from domain.kernel import Command, Event
from domain.refusal import Refusal


class RecordArrival(Command, frozen=True, tag="decisions.session.RecordArrival"):
    """Record the arrival of a member after the opening, who can vote from now on."""

    by = SECRETARIAT
    session: UUID
    member: UUID


class RecordDeparture(Command, frozen=True, tag="decisions.session.RecordDeparture"):
    """Record the departure of a member from an open session, who can no longer vote."""

    by = SECRETARIAT
    session: UUID
    member: UUID


class Preside(Command, frozen=True, tag="decisions.session.Preside"):
    """Record which member presides from now on. The member must be present."""

    by = SECRETARIAT
    session: UUID
    member: UUID


class AlreadyThere(Refusal):
    """This member is already present."""

    code = "session.already-there"


class NotThere(Refusal):
    """This member is not present."""

    code = "session.not-there"


class NotInOffice(Refusal):
    """Only a member in office takes part in a session."""

    code = "session.not-in-office"


class Presides(Refusal):
    """This member presides: another one must do so before this one leaves."""

    code = "session.presides"


Commands = RecordArrival | RecordDeparture | Preside


def moved(command: Commands, session: Session, members: Members) -> Sequence[Event]:
    """What an open session's attendance has become."""
    there = command.member in session.present
    match command:
        case RecordArrival(_, member):
            if there:
                raise AlreadyThere
            if member not in members.in_office:
                raise NotInOffice
            return [SessionMemberArrived(member)]
        case RecordDeparture(_, member):
            if not there:
                raise NotThere
            if member == session.presiding:
                raise Presides
            return [SessionMemberDeparted(member)]
        case Preside(_, member):
            if not there:
                raise NotThere
            assert session.presiding is not None
            return [] if member == session.presiding else [SessionPresidingChanged(session.presiding, member)]
