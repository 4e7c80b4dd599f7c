"""A ballot: one voter's answer to one proposal.

Each (proposal, voter) is a stream of its own: two votes in a race meet at the same version, and one of them is refused.
The ballot may be changed while the consultation is open; the last word counts.
"""

from collections.abc import Sequence
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from domain.ids import named
from domain.kernel import Act, Command, Decider, Elsewhere, Entry, Event, Look, Noun, Person, Scope, Seen
from domain.participation.allowance import Allowance, AllowanceReturned, AllowanceUsed, allowance_stream, allowances
from domain.participation.consultation import Consultation, community_of, consultation_of, consultations
from domain.participation.importers import IMPORTER, is_import
from domain.participation.proposal import proposals
from domain.participation.proposal_state import Proposal
from domain.refusal import NotAllowed, Refusal

Choice = Literal["support", "agree", "disagree", "pass"]


def ballot_stream(proposal: UUID, voter: UUID) -> UUID:
    return named(proposal, voter.hex)


class Cast(Command, frozen=True, tag="participation.ballot.Cast"):
    creates = True
    consultation: UUID
    proposal: UUID
    choice: Choice


class Change(Command, frozen=True, tag="participation.ballot.Change"):
    consultation: UUID
    proposal: UUID
    choice: Choice


class Withdraw(Command, frozen=True, tag="participation.ballot.Withdraw"):
    consultation: UUID
    proposal: UUID


class Copy(Command, frozen=True, tag="participation.ballot.Copy"):
    """Import one row of another system's votes: cast the ballot, change it, or confirm its choice."""

    creates = True
    consultation: UUID
    proposal: UUID
    choice: Choice


class BallotCast(Event, frozen=True, tag="participation.BallotCast.v1"):
    proposal: UUID
    choice: Choice


class BallotChanged(Event, frozen=True, tag="participation.BallotChanged.v2"):
    proposal: UUID
    choice_was: Choice
    choice: Choice


class BallotConfirmed(Event, frozen=True, tag="participation.BallotConfirmed.v1"):
    proposal: UUID
    choice: Choice


class BallotWithdrawn(Event, frozen=True, tag="participation.BallotWithdrawn.v2"):
    proposal: UUID
    choice_was: Choice


class AlreadyCast(Refusal):
    """You have already voted on this proposal: change your ballot instead."""

    code = "ballot.already-cast"


class NotCast(Refusal):
    """There is no ballot of yours on this proposal."""

    code = "ballot.not-cast"


class WrongKind(Refusal):
    """This consultation accepts another kind of ballot."""

    code = "ballot.wrong-kind"


class Ballot(msgspec.Struct, frozen=True):
    choice: Choice | None = None


Commands = Cast | Change | Withdraw | Copy


def decide(
    command: Commands,
    ballot: Ballot,
    act: Act,
    *,
    consultation: Consultation,
    proposal: Proposal,
    allowance: Allowance | None = None,
) -> Sequence[Event | Elsewhere]:
    consultation.must_take(act)
    proposal.must_be_in(command.consultation)
    if not isinstance(command, Withdraw):  # what was given to a proposal that stands no more can be taken back
        fitting(command.choice, consultation)
        if not is_import(act):
            proposal.must_stand()
    match command, ballot.choice:
        case Cast(_, question, choice) | Copy(_, question, choice), None:
            if allowance is None:
                return [BallotCast(question, choice)]
            allowance.must_have_left(consultation)
            return [BallotCast(question, choice), Elsewhere("allowance", AllowanceUsed(question))]
        case Cast(), _:
            raise AlreadyCast
        case _, None:
            raise NotCast
        case Change(_, _, choice), was if choice == was:
            return []
        case Copy(_, question, choice), was if choice == was:
            return [BallotConfirmed(question, choice)]
        case Change(_, question, choice) | Copy(_, question, choice), was:
            return [BallotChanged(question, was, choice)]
        case Withdraw(_, question), was:
            if allowance is None:
                return [BallotWithdrawn(question, was)]
            return [BallotWithdrawn(question, was), Elsewhere("allowance", AllowanceReturned(question))]
    raise AssertionError(command)


def fitting(choice: Choice, consultation: Consultation) -> None:
    if (choice == "support") != (consultation.ballot == "support"):
        raise WrongKind


def evolve(ballot: Ballot, entry: Entry[Any]) -> Ballot:
    match entry.data:
        case BallotCast(_, choice) | BallotConfirmed(_, choice) | BallotChanged(_, _, choice):
            return Ballot(choice)
        case BallotWithdrawn():
            return Ballot()
    return ballot


def voter(act: Act) -> UUID:
    """Ballots are persons' own: no office votes, no organisation, and nobody for somebody else but an import."""
    if not isinstance(act.author, Person) or (act.on_behalf_of is not None and not is_import(act)):
        raise NotAllowed
    return act.author.id


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The allowance only where the consultation, once known, limits its ballots."""
    looks: list[Look] = [
        ("consultation", command.consultation),
        ("proposal", command.proposal),
    ]
    if "consultation" in seen and seen["consultation"].ballots_per_person is not None:
        looks.append(("allowance", allowance_stream(command.consultation, voter(act))))
    return looks


def ballots_scope(consultation: UUID) -> UUID:
    """The scope of the pseudonyms on a consultation's ballots, where they are not those in its words."""
    return named(consultation, "ballots")


def scope_of(command: Commands, consultation: Consultation) -> UUID:
    return ballots_scope(command.consultation) if consultation.ballots_apart else command.consultation


def may(command: Commands, seen: Seen) -> frozenset[str]:
    consultation: Consultation = seen["consultation"]
    if isinstance(command, Copy):
        return frozenset({IMPORTER}) if consultation.imported else frozenset()
    return consultation.contributors()


ballots = Noun("participation.ballot", Ballot(), evolve)

decider = Decider(
    noun=ballots,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: ballot_stream(command.proposal, voter(act)),
    root=consultation_of,
    community=community_of,
    looks={"consultation": consultations, "proposal": proposals, "allowance": allowances},
    looks_at=looks_at,
    may=may,
    scope=Scope(consultations, consultation_of, scope_of),
)
