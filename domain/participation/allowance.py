"""How many ballots one person has cast in one consultation that limits them: a small stream of its own for each person."""

from typing import Any
from uuid import UUID

import msgspec

from domain.ids import named
from domain.kernel import Entry, Event, Noun
from domain.participation.consultation import Consultation
from domain.refusal import Refusal


def allowance_stream(consultation: UUID, voter: UUID) -> UUID:
    return named(consultation, voter.hex)


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


def evolve(allowance: Allowance, entry: Entry[Any]) -> Allowance:
    match entry.data:
        case AllowanceUsed():
            return Allowance(allowance.used + 1)
        case AllowanceReturned():
            return Allowance(allowance.used - 1)
    return allowance


allowances = Noun("participation.allowance", Allowance(), evolve)
