"""A session that is entered after its day: how late that may be, and that another person confirms it.

Who types in a past session could make one up: its members, its votes, and with them an outcome that the record computes. So
a session is entered within the days that the rules give; an older decision is attested, with its document and hash. And where
notice, calls, attendance or votes are entered after their day, even within these days, another person confirms the session before
an outcome is computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.decisions.resolution_state import Resolution
from domain.decisions.session_events import ConfirmedVote, SessionConfirmed
from domain.decisions.session_state import Dated, Session
from domain.kernel import Act, Command, Event
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.subjects import SESSION_ENTRY


class ConfirmSession(Command, frozen=True, tag="decisions.session.ConfirmSession"):
    """Confirm the attendance and the votes of a session that is entered after its day, so that the outcome of its votes can be
    computed. By the president; or, where `authority` names a supervising authority, by an auditor of it. This must be another
    person than those who convened the session and recorded its attendance and votes."""

    by = frozenset({"president", "auditor"})
    second_person = True
    session: UUID
    authority: UUID | None = None


class EnteredTooLate(Refusal):
    """{happened} is past the {days} days in which this may be entered: attest an older decision, with its document."""

    code = "session.entered-too-late"


class NotConfirmed(Refusal):
    """The session is entered after its day: the president or an auditor of the authority confirms attendance and votes first."""

    code = "session.not-confirmed"


class NothingToConfirm(Refusal):
    """A session is confirmed while a vote is under way, and only if it is entered after its day."""

    code = "session.nothing-to-confirm"


class OwnRecord(Refusal):
    """A session is confirmed by another person than those who convened it and recorded its attendance and votes."""

    code = "session.own-record"


class NotItsAuthority(Refusal):
    """Only a supervising authority of the community's jurisdiction confirms its sessions."""

    code = "session.not-its-authority"


def must_be_in_time(act: Act, law: Law, held: datetime | None = None) -> None:
    """Whether what happened may still be entered, by the rule that is valid on the day of the entry. What precedes a session, as
    its convening does, may be entered as long as the session that is `held` then.

    Raises EnteredTooLate; NoRuleKnown, if no rule says how many days after its day something may be entered.
    """
    recorded, happened = law.day(act.at), law.day(act.occurred_at)
    if held is not None:
        happened = max(happened, min(law.day(held), recorded))
    if happened < recorded:
        allowed = law.rule(SESSION_ENTRY, recorded).value
        if not allowed.allows(happened, recorded):
            raise EnteredTooLate(days=allowed.days, happened=str(happened))


def entered_after_their_day(law: Law, session: Session, resolutions: Iterable[Resolution]) -> list[Dated]:
    """Of notice, calls and attendance of a session, and of the votes on resolutions, those that were entered after their day."""
    dated = [*session.back_dated, *(one for resolution in resolutions for one in resolution.back_dated)]
    return [(happened, recorded) for happened, recorded in dated if law.day(recorded) > law.day(happened)]


def recorders_of(session: Session, resolutions: Iterable[Resolution]) -> frozenset[UUID]:
    """Those who recorded a session and the votes on resolutions: none of them confirms it."""
    return session.recorders.union(*(resolution.recorders for resolution in resolutions))


def is_unconfirmed(id: UUID, resolution: Resolution, session: Session, law: Law) -> bool:
    """Whether something was entered after its day, and nobody has confirmed attendance and votes as they stand now."""
    late = entered_after_their_day(law, session, [resolution])
    return bool(late) and session.confirmed.get(id) != resolution.version


def must_be_confirmed(id: UUID, resolution: Resolution, session: Session, law: Law) -> None:
    """Raises NotConfirmed."""
    if is_unconfirmed(id, resolution, session, law):
        raise NotConfirmed


def confirmed(session: Session, act: Act, law: Law, resolutions: Mapping[UUID, Resolution]) -> Sequence[Event]:
    """`resolutions` are those whose vote is under way."""
    session.must_be_open(act)
    if not resolutions or not entered_after_their_day(law, session, resolutions.values()):
        raise NothingToConfirm
    if act.known_as & recorders_of(session, resolutions.values()):
        raise OwnRecord
    versions = {id: resolution.version for id, resolution in sorted(resolutions.items())}
    if session.confirmed == versions:
        return []
    return [SessionConfirmed(sorted(session.present), [ConfirmedVote(*vote) for vote in versions.items()])]
