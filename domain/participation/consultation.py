"""A public consultation: its window, who may take part, what kind of ballot, how many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.kernel import PLATFORM, Act, Command, Entry, Event, Noun, Seen
from domain.moment import instant
from domain.participation.importers import IMPORTER, IMPORTERS, Source, is_import
from domain.participation.phase import phase
from domain.participation.raised_challenge import ChallengeRaised, RaiseChallenge, raised
from domain.refusal import Refusal
from domain.text import SealedWords, Words
from domain.words import named, plain, written_in_each

TITLE_LENGTH, TEXT_LENGTH, SYSTEM_LENGTH, REFERENCE_LENGTH, MOST_BALLOTS = 300, 20_000, 100, 500, 1_000_000

Participants = Literal["anyone", "citizens"]
BallotKind = Literal["support", "choice"]


class Open(Command, frozen=True, tag="participation.consultation.Open"):
    """Open a consultation. `plan` is the plan concerned, if any, and `number` the version of it under consultation."""

    by = frozenset({"focal_point", "administrator", *IMPORTERS})
    creates = True
    community: UUID
    consultation: UUID
    title: Words
    description: SealedWords
    opens: datetime
    closes: datetime | None
    participants: Participants = "anyone"
    ballot: BallotKind = "choice"
    ballots_per_person: int | None = None
    source: Source | None = None
    plan: UUID | None = None
    number: int | None = None


class Extend(Command, frozen=True, tag="participation.consultation.Extend"):
    by = frozenset({"focal_point", "administrator"})
    consultation: UUID
    closes: datetime


class Close(Command, frozen=True, tag="participation.consultation.Close"):
    by = frozenset({"focal_point", "administrator", "closing-clock"})
    consultation: UUID


class PublishReport(Command, frozen=True, tag="participation.consultation.PublishReport"):
    by = frozenset({"focal_point", "administrator"})
    consultation: UUID
    report: SealedWords


class Reach(Command, frozen=True, tag="participation.consultation.Reach"):
    """Record the progress of an import: everything that happened in the source until `until` is recorded."""

    by = frozenset({IMPORTER})
    consultation: UUID
    until: datetime


class ConsultationOpened(Event, frozen=True, tag="participation.ConsultationOpened.v2"):
    """`ballots_apart`: a person has another pseudonym on ballots than in words."""

    title: Words
    description: SealedWords
    opens: datetime
    closes: datetime | None
    participants: Participants
    ballot: BallotKind
    ballots_per_person: int | None = None
    source: Source | None = None
    plan: UUID | None = None
    number: int | None = None
    ballots_apart: bool = False


class ConsultationExtended(Event, frozen=True, tag="participation.ConsultationExtended.v2"):
    closes_was: datetime
    closes: datetime


class ConsultationClosed(Event, frozen=True, tag="participation.ConsultationClosed.v1"):
    due: datetime


class ConsultationReportPublished(Event, frozen=True, tag="participation.ConsultationReportPublished.v1"):
    report_was: int | None
    report: SealedWords


class ConsultationImportReached(Event, frozen=True, tag="participation.ConsultationImportReached.v2"):
    until_was: datetime | None
    until: datetime


class AlreadyOpened(Refusal):
    """This consultation has been opened already."""

    code = "consultation.already-opened"


class Unknown(Refusal):
    """There is no such consultation."""

    code = "consultation.unknown"


class NotOpen(Refusal):
    """The consultation is not open for contributions."""

    code = "consultation.not-open"


class Imported(Refusal):
    """The consultation was held on another system: it is read-only here."""

    code = "consultation.imported"


class NotImported(Refusal):
    """The consultation is held on this platform: an import cannot contribute to it."""

    code = "consultation.not-imported"


class OutOfOrder(Refusal):
    """An imported consultation accepts nothing older than its last recorded event."""

    code = "consultation.out-of-order"


class BadWindow(Refusal):
    """A consultation closes after it opens, and not in the past; it can be extended, not shortened."""

    code = "consultation.bad-window"


class NoPlan(Refusal):
    """A consultation on a version must be about the plan of that version; an imported consultation is about no plan."""

    code = "consultation.no-plan"


class NotYet(Refusal):
    """This can be done only once the consultation is closed."""

    code = "consultation.not-yet-closed"


class BadLimit(Refusal):
    """A limit of ballots per person is a number from 1 to {most}."""

    code = "consultation.bad-limit"


class Consultation(msgspec.Struct, frozen=True):
    community: UUID = PLATFORM
    opens: datetime | None = None
    closes: datetime | None = None
    participants: Participants = "anyone"
    ballot: BallotKind = "choice"
    ballots_per_person: int | None = None
    imported: bool = False
    plan: UUID | None = None
    number: int | None = None
    ballots_apart: bool = False
    imported_until: datetime | None = None
    closed_at: datetime | None = None
    report_set_at: int | None = None
    challenges: frozenset[UUID] = frozenset()

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    def over(self, moment: datetime) -> bool:
        """Whether its window had ended by a moment: when it was due to, or before that when it was closed early."""
        closes, closed_at = self.closes, self.closed_at
        return (closes is not None and moment >= closes) or (closed_at is not None and moment >= closed_at)

    def must_exist(self) -> None:
        if self.opens is None:
            raise Unknown

    def must_take(self, act: Act, *, received_before: bool = False) -> None:
        """Whether a contribution counts. `received_before`: an officer enters what a desk or a meeting received in time."""
        self.must_exist()
        assert self.opens is not None
        if self.imported:
            if not is_import(act):
                raise Imported
            if self.imported_until is not None and act.occurred_at < self.imported_until:
                raise OutOfOrder
            return
        if is_import(act):
            self.must_take_import(act)
            return
        entered = received_before and act.officer and self.report_set_at is None
        moment = act.occurred_at if entered else act.at
        closed = self.over(moment) or (self.closed and not entered)
        if phase(self.opens, self.closes, moment, closed=closed, imported=False) != "open":
            raise NotOpen

    def must_take_import(self, act: Act) -> None:
        """Whether an import may enter what was received elsewhere, on whichever day: from the opening until the report."""
        if getattr(act.actor, "name", None) == IMPORTER:
            raise NotImported
        if self.opens is None or act.at < self.opens or self.report_set_at is not None:
            raise NotOpen

    def contributors(self) -> frozenset[str]:
        """Who may take part, in the words of `Command.by`."""
        if self.imported:
            return frozenset({IMPORTER, "person"})  # a person is told why not by `must_take`
        return frozenset({"citizen" if self.participants == "citizens" else "person"})


Commands = Open | Extend | Close | PublishReport | Reach | RaiseChallenge


def decide(command: Commands, consultation: Consultation, act: Act) -> Sequence[Event]:
    if isinstance(command, Open):
        return opened(command, consultation, act)
    consultation.must_exist()
    match command:
        case Reach(_, until):
            if not consultation.imported:
                raise NotImported
            until = instant(until, "until")
            if consultation.imported_until is not None and until < consultation.imported_until:
                raise OutOfOrder
            if until == consultation.imported_until:
                return []
            return [ConsultationImportReached(consultation.imported_until, until)]
        case RaiseChallenge():
            consultation.must_take(act)
            return raised(command, consultation.challenges)
        case _ if consultation.imported:
            raise Imported
        case Extend(_, closes):
            closes, was = instant(closes, "closes"), consultation.closes
            if consultation.closed or was is None or act.at >= was:
                raise NotOpen
            if closes <= was:
                raise BadWindow
            return [ConsultationExtended(was, closes)]
        case Close():
            if consultation.closed:
                return []
            due = consultation.closes or act.at
            if not act.officer and act.at < due:
                raise NotYet
            return [ConsultationClosed(due)]
        case PublishReport(_, report):
            if not consultation.closed:
                raise NotYet
            written_in_each(report, "report", TEXT_LENGTH)
            return [ConsultationReportPublished(consultation.report_set_at, report)]


def opened(command: Open, consultation: Consultation, act: Act) -> Sequence[Event]:
    if consultation.opens is not None:
        raise AlreadyOpened
    named(command.title, "title", TITLE_LENGTH)
    written_in_each(command.description, "description", TEXT_LENGTH, may_be_empty=True)
    if (limit := command.ballots_per_person) is not None and not 1 <= limit <= MOST_BALLOTS:
        raise BadLimit(most=MOST_BALLOTS)
    opens = instant(command.opens, "opens")
    closes = None if command.closes is None else instant(command.closes, "closes")
    origin(command.source, act)
    if (command.plan is None and command.number is not None) or (command.plan and command.source):
        raise NoPlan
    # An imported one may have been open as long as its system, and its window may be known only by what happened in it.
    # One that was held at desks and in meetings may be entered when it is over, by an officer: nothing comes to it online.
    if command.source is None and (closes is None or closes <= max(opens, act.occurred_at)):
        raise BadWindow
    if closes is not None and closes < opens:
        raise BadWindow
    return [
        ConsultationOpened(
            command.title,
            command.description,
            opens,
            closes,
            command.participants,
            command.ballot,
            limit,
            command.source,
            command.plan,
            command.number,
            ballots_apart=command.source is None,
        )
    ]


def origin(source: Source | None, act: Act) -> None:
    """An import opens what was held elsewhere, and nobody else does."""
    if source is None:
        if is_import(act):
            raise NotImported
        return
    if not is_import(act):
        raise Imported
    plain(source.system, "system", SYSTEM_LENGTH)
    plain(source.reference, "reference", REFERENCE_LENGTH)


def evolve(consultation: Consultation, entry: Entry[Any]) -> Consultation:
    replace = msgspec.structs.replace
    match entry.data:
        case ConsultationOpened(_, _, opens, closes, participants, ballot, limit, source, plan, number, apart):
            what, imported = (participants, ballot, limit), source is not None
            return Consultation(entry.community, opens, closes, *what, imported, plan, number, apart)
        case ConsultationExtended(_, closes):
            return replace(consultation, closes=closes)
        case ConsultationClosed():
            return replace(consultation, closed_at=entry.recorded_at)
        case ConsultationReportPublished():
            return replace(consultation, report_set_at=entry.version)
        case ConsultationImportReached(_, until):
            return replace(consultation, imported_until=until)
        case ChallengeRaised(one):
            return replace(consultation, challenges=consultation.challenges | {one})
    return consultation


def consultation_of(command: Any) -> UUID:
    """The root of everything in a consultation: the consultation."""
    consultation: UUID = command.consultation
    return consultation


def community_of(command: Any, seen: Seen) -> UUID:
    """The community that a consultation is held by, said by the one who opens it, remembered for all that follows."""
    if isinstance(command, Open):
        return command.community
    consultation: Consultation = seen.get("consultation") or seen["itself"]
    return consultation.community


consultations = Noun("participation.consultation", Consultation(), evolve)
