"""A resolution of a council: tabled on an item of its session's agenda, voted on by the members present, adopted or not.

Whether it is adopted follows from the recorded votes and the rule on majorities: nobody states it.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from domain.decisions.convening import SECRETARIAT
from domain.decisions.late_entry import must_be_confirmed
from domain.decisions.numbering import NumberGiven, Numbering
from domain.decisions.resolution_events import (
    ResolutionAdopted,
    ResolutionPublished,
    ResolutionPutToVote,
    ResolutionRejected,
    ResolutionSigned,
    ResolutionTabled,
    VoteRecorded,
)
from domain.decisions.resolution_state import Resolution, evolve
from domain.decisions.session_events import SessionVoteBegun, SessionVoteEnded
from domain.decisions.session_state import Session
from domain.decisions.subjects import Subject
from domain.documents import Document, fit
from domain.kernel import Act, Command, Elsewhere, Event, Noun
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.subjects import MAJORITY, VOTE
from domain.rules.values import Side
from domain.rules.voting import Council, outcome
from domain.text import Words
from domain.words import named

TITLE_LENGTH, TEXT_LENGTH = 500, 10_000


class Table(Command, frozen=True, tag="decisions.resolution.Table"):
    """Table a draft resolution in a session, under an item of its agenda. `subject` optionally names its subject in the register:
    a published version of a plan, or a network to join."""

    by = SECRETARIAT
    creates = True
    session: UUID
    resolution: UUID
    item: str
    title: Words
    text: Words
    subject: Subject | None = None


class PutToVote(Command, frozen=True, tag="decisions.resolution.PutToVote"):
    """Put a resolution to the vote in an open session."""

    by = SECRETARIAT
    session: UUID
    resolution: UUID


class RecordVote(Command, frozen=True, tag="decisions.resolution.RecordVote"):
    """Record the vote of a member who is present. Until the vote is closed it can be recorded again; the last one counts."""

    by = SECRETARIAT
    session: UUID
    resolution: UUID
    member: UUID
    choice: Side


class CloseVote(Command, frozen=True, tag="decisions.resolution.CloseVote"):
    """Close the vote on a resolution. The outcome is computed from the votes by the rule on majorities."""

    by = SECRETARIAT
    session: UUID
    resolution: UUID


class Sign(Command, frozen=True, tag="decisions.resolution.Sign"):
    """Sign an adopted resolution as president."""

    by = frozenset({"president"})
    session: UUID
    resolution: UUID


class PublishResolution(Command, frozen=True, tag="decisions.resolution.PublishResolution"):
    """Publish a signed resolution, optionally with its document."""

    by = SECRETARIAT
    session: UUID
    resolution: UUID
    document: Document | None = None


class AlreadyTabled(Refusal):
    """This resolution has been tabled already."""

    code = "resolution.already-tabled"


class Unknown(Refusal):
    """There is no such resolution in this session."""

    code = "resolution.unknown"


class NotOnTheAgenda(Refusal):
    """The agenda of the session has no item {item}."""

    code = "resolution.not-on-the-agenda"


class SessionOver(Refusal):
    """The session is closed: nothing more can be tabled."""

    code = "resolution.session-over"


class SecretVote(Refusal):
    """The rules require a secret vote: votes cannot be recorded by name."""

    code = "resolution.secret-vote"


class NotToBeVotedOn(Refusal):
    """The vote on this resolution has begun already, or is over."""

    code = "resolution.not-to-be-voted-on"


class NotPresent(Refusal):
    """Only members who are present at the session vote."""

    code = "resolution.not-present"


class AlreadySigned(Refusal):
    """The resolution is signed already."""

    code = "resolution.already-signed"


class NotSigned(Refusal):
    """The resolution must be signed before it is published."""

    code = "resolution.not-signed"


class AlreadyPublished(Refusal):
    """The resolution is published already."""

    code = "resolution.already-published"


class Count(NamedTuple):
    """What the closing of a vote needs to know: the year that it falls in there, and what numbers were given in it."""

    year: int
    numbering: Numbering


Commands = Table | PutToVote | RecordVote | CloseVote | Sign | PublishResolution


def decide(
    command: Commands, resolution: Resolution, act: Act, *, session: Session, law: Law, count: Count | None = None
) -> Sequence[Event | Elsewhere]:
    if isinstance(command, Table):
        return tabled(command, resolution, session)
    session.must_exist()
    if resolution.session != command.session:
        raise Unknown
    match command:
        case PutToVote():
            session.must_be_open(act)
            if resolution.stage != "tabled":
                raise NotToBeVotedOn
            vote = law.rule(VOTE, law.day(act.occurred_at))
            if vote.value.form == "secret":
                raise SecretVote
            return [ResolutionPutToVote(vote.ref), Elsewhere("session", SessionVoteBegun(command.resolution))]
        case RecordVote(_, _, member, choice):
            resolution.must_be_under_way(session, act)
            if member not in session.present:
                raise NotPresent
            was = resolution.votes.get(member)
            return [] if was == choice else [VoteRecorded(member, was, choice)]
        case CloseVote():
            resolution.must_be_under_way(session, act)
            must_be_confirmed(command.resolution, resolution, session, law)
            assert count is not None
            return decided(command.resolution, resolution, session, act, law, count)
        case Sign():
            resolution.must_be_adopted()
            if resolution.signed:
                raise AlreadySigned
            return [ResolutionSigned()]
        case PublishResolution(_, _, document):
            resolution.must_be_adopted()
            if not resolution.signed:
                raise NotSigned
            if resolution.published:
                raise AlreadyPublished
            return [ResolutionPublished(document and fit(document))]


def tabled(command: Table, resolution: Resolution, session: Session) -> Sequence[Event]:
    session.must_exist()
    if resolution.session is not None:
        raise AlreadyTabled
    if session.stage == "closed":
        raise SessionOver
    if command.item not in session.agenda:
        raise NotOnTheAgenda(item=command.item[:40])
    named(command.title, "title", TITLE_LENGTH)
    named(command.text, "text", TEXT_LENGTH)
    return [ResolutionTabled(command.item, command.title, command.text, command.subject)]


def decided(
    id: UUID, resolution: Resolution, session: Session, act: Act, law: Law, count: Count
) -> Sequence[Event | Elsewhere]:
    """What the votes come to. The tie is decided by who presides, where the rule says so and by the vote that was cast. A member
    who leaves during the vote was present at it: who keeps the record cannot shift a majority of those present."""
    majority = law.rule(MAJORITY, law.day(act.occurred_at))
    present = session.under_vote.get(id, session.present) | resolution.votes.keys()
    council = Council(len(present), session.in_office, session.presiding)
    votes_for, votes_against, abstentions, adopted, by_president = outcome(majority.value, resolution.votes, council)
    counts = (votes_for, votes_against, abstentions, majority.ref)
    ended = Elsewhere("session", SessionVoteEnded(id))
    if not adopted:
        return [ResolutionRejected(*counts, by_president), ended]
    number = count.numbering.last + 1
    assert session.body is not None
    given = Elsewhere("numbering", NumberGiven(id, count.year, number), root=session.body)
    return [ResolutionAdopted(*counts, count.year, number, by_president), ended, given]


resolutions = Noun("decisions.resolution", Resolution(), evolve)
