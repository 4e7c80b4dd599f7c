"""How many ballots one person has cast in one consultation that limits them: a small stream of its own for each person."""

from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Decider, Entry, Event, Refusal
from domain.participation.consultation import Consultation, community_of, consultation_of


def allowance_stream(consultation: UUID, voter: UUID) -> UUID:
    return uuid5(consultation, voter.hex)


class AllowanceUsed(Event, frozen=True, tag="participation.AllowanceUsed.v1"):
    proposal: UUID


class AllowanceReturned(Event, frozen=True, tag="participation.AllowanceReturned.v1"):
    proposal: UUID


class UsedUp(Refusal):
    """You have cast all the {most} ballots that this consultation gives a person: withdraw one to cast another."""

    code = "ballot.limit-reached"


class Allowance(msgspec.Struct, frozen=True):
    used: int = 0

    def must_have_left(self, consultation: Consultation) -> None:
        if consultation.ballots_per_person is not None and self.used >= consultation.ballots_per_person:
            raise UsedUp(most=consultation.ballots_per_person)


def decide(command: Any, allowance: Allowance, act: Any) -> list[Event]:
    """Nobody asks for an allowance: the ballot's decision uses it and gives it back."""
    return []


def evolve(allowance: Allowance, entry: Entry[Any]) -> Allowance:
    match entry.data:
        case AllowanceUsed():
            return Allowance(allowance.used + 1)
        case AllowanceReturned():
            return Allowance(allowance.used - 1)
    return allowance


allowances = Decider(
    name="participation.allowance",
    initial=Allowance(),
    decide=decide,
    evolve=evolve,
    commands=(),
    stream=lambda command, act: command.consultation,
    root=consultation_of,
    community=community_of,
)
