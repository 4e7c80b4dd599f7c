"""How a council is called to a session: by whom, when, to deliberate on what."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from domain.decisions.session_events import AgendaItem, Kind, Requested, SessionConvened
from domain.decisions.session_state import Session
from domain.documents import Document, fit_all
from domain.kernel import Act, Command, Event
from domain.moment import instant
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.rulesets import RuleRef
from domain.rules.sessions import is_called_for, ordinary_session
from domain.rules.subjects import EXTRAORDINARY_SESSION, ORDINARY_SESSIONS
from domain.text import Words
from domain.words import named

TITLE_LENGTH, MOST_ITEMS, MOST_DOCUMENTS = 300, 100, 100

_key = re.compile(r"[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?")

SECRETARIAT = frozenset({"secretary", "president"})
"""Who keeps a session's record."""


class Members(msgspec.Struct, frozen=True):
    """Who sits in the body whose session it is, as the record has it. `council`: whether that body is a council."""

    in_office: frozenset[UUID] = frozenset()
    council: bool = False


class Convene(Command, frozen=True, tag="decisions.session.Convene"):
    """Calls a council to a session, with its agenda: an ordinary one in the months of the rules, an extraordinary one on a
    request that the rules provide for. `requesting` counts the members who asked for it."""

    by = SECRETARIAT
    creates = True
    community: UUID
    session: UUID
    body: UUID
    kind: Kind
    title: Words
    starts: datetime
    agenda: list[AgendaItem]
    documents: list[Document] = []
    requested_by: Requested | None = None
    requesting: int = 0


class AlreadyConvened(Refusal):
    """This session has been convened already."""

    code = "session.already-convened"


class NotACouncil(Refusal):
    """Only a council of this community, as long as it is in office, holds sessions that decide."""

    code = "session.not-a-council"


class OutOfSeason(Refusal):
    """The rules provide for no ordinary session in that month."""

    code = "session.out-of-season"


class BadRequest(Refusal):
    """An ordinary session needs no request; an extraordinary one says who asked: the president, or how many members."""

    code = "session.bad-request"


class NotCalledFor(Refusal):
    """The rules provide for no extraordinary session on this request: {requesting} of {in_office} members asked for it."""

    code = "session.not-called-for"


class BadAgenda(Refusal):
    """An agenda has 1 to {most} items, each with a key of its own: 40 characters at most, small letters, digits, - and _."""

    code = "session.bad-agenda"


class TooManyDocuments(Refusal):
    """A session is given {most} documents at most."""

    code = "session.bad-documents"


class BadStart(Refusal):
    """A session starts after it was called."""

    code = "session.bad-start"


def convened(command: Convene, session: Session, act: Act, members: Members, law: Law) -> Sequence[Event]:
    if session.body is not None:
        raise AlreadyConvened
    if not members.council:
        raise NotACouncil
    named(command.title, "title", TITLE_LENGTH)
    starts = instant(command.starts, "starts")
    if starts < act.occurred_at:
        raise BadStart
    if len(command.documents) > MOST_DOCUMENTS:
        raise TooManyDocuments(most=MOST_DOCUMENTS)
    return [
        SessionConvened(
            command.body,
            command.kind,
            command.title,
            starts,
            fit_agenda(command.agenda),
            fit_all(command.documents),
            len(members.in_office),
            entitled(command, starts, members, law),
            command.requested_by,
            command.requesting or None,
        )
    ]


def entitled(command: Convene, starts: datetime, members: Members, law: Law) -> RuleRef:
    """The rule by which a session may be held. Raises what says that it may not."""
    day, asked, in_office = law.day(starts), command.requesting, len(members.in_office)
    if command.kind == "ordinary":
        if command.requested_by is not None or asked:
            raise BadRequest
        ordinary = law.rule(ORDINARY_SESSIONS, day)
        if ordinary_session(ordinary.value, day) is None:
            raise OutOfSeason
        return ordinary.ref
    if (
        command.requested_by is None
        or not 0 <= asked <= in_office
        or (command.requested_by == "members") != (asked > 0)
    ):
        raise BadRequest
    request = law.rule(EXTRAORDINARY_SESSION, day)
    by_president = command.requested_by == "president"
    if not is_called_for(request.value, president=by_president, members=asked, in_office=in_office):
        raise NotCalledFor(requesting=asked, in_office=in_office)
    return request.ref


def fit_agenda(agenda: list[AgendaItem]) -> list[AgendaItem]:
    keys = {item.key for item in agenda}
    if not 0 < len(agenda) <= MOST_ITEMS or len(keys) < len(agenda) or not all(map(_key.fullmatch, keys)):
        raise BadAgenda(most=MOST_ITEMS)
    for item in agenda:
        named(item.title, "title", TITLE_LENGTH)
    return agenda
