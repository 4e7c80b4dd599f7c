"""A practice: what a community did well, published so that others can learn from it; withdrawn when it no longer holds."""

from collections.abc import Sequence
from typing import Any, get_args
from uuid import UUID

import msgspec

from domain.communities.community import NAME_LENGTH, Community, communities
from domain.kernel import Act, Command, Decider, Entry, Event, Noun
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

TEXT_LENGTH = 5_000


class PublishPractice(Command, frozen=True, tag="communities.practice.PublishPractice"):
    """Publishes what a community did well. Other communities can learn from it."""

    by = frozenset({"focal_point", "administrator"})
    creates = True
    community: UUID
    practice: UUID
    title: Words
    text: Words


class WithdrawPractice(Command, frozen=True, tag="communities.practice.WithdrawPractice"):
    """Withdraws a practice, with the reason. It leaves the lists; its id still finds it."""

    by = frozenset({"focal_point", "administrator"})
    community: UUID
    practice: UUID
    reason: Words


class PracticePublished(Event, frozen=True, tag="communities.PracticePublished.v1"):
    title: Words
    text: Words


class PracticeWithdrawn(Event, frozen=True, tag="communities.PracticeWithdrawn.v1"):
    reason: Words


class AlreadyPublished(Refusal):
    """This practice is published already."""

    code = "practice.already-published"


class Unknown(Refusal):
    """This community has published no such practice, or it has withdrawn it."""

    code = "practice.unknown"


class Practice(msgspec.Struct, frozen=True):
    community: UUID | None = None
    withdrawn: bool = False


Commands = PublishPractice | WithdrawPractice


def decide(command: Commands, practice: Practice, act: Act, *, community: Community) -> Sequence[Event]:
    community.must_be_registered()
    match command:
        case PublishPractice(title=title, text=text):
            if practice.community is not None:
                raise AlreadyPublished
            return [PracticePublished(named(title, "title", NAME_LENGTH), named(text, "text", TEXT_LENGTH))]
        case WithdrawPractice(reason=reason):
            if practice.community != command.community or practice.withdrawn:
                raise Unknown
            return [PracticeWithdrawn(named(reason, "reason", TEXT_LENGTH))]


def evolve(practice: Practice, entry: Entry[Any]) -> Practice:
    return Practice(entry.community, isinstance(entry.data, PracticeWithdrawn))


practices = Noun("communities.practice", Practice(), evolve)

decider = Decider(
    noun=practices,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.practice,
    root=lambda command: command.community,
    community=lambda command, seen: command.community,
    looks={"community": communities},
    looks_at=lambda command, act, seen: [("community", command.community)],
)
