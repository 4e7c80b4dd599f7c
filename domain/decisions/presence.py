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
    """Records that a member has come after the session was opened, and votes from now on."""

    by = SECRETARIAT
    session: UUID
    member: UUID


class RecordDeparture(Command, frozen=True, tag="decisions.session.RecordDeparture"):
    """Records that a member has left an open session, and votes no more."""

    by = SECRETARIAT
    session: UUID
    member: UUID


class Preside(Command, frozen=True, tag="decisions.session.Preside"):
    """Says which member who is there presides from now on."""

    by = SECRETARIAT
    session: UUID
    member: UUID


class AlreadyThere(Refusal):
    """This member is there already."""

    code = "session.already-there"


class NotThere(Refusal):
    """This member is not there."""

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
