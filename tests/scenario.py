"""Given, when, then: a rule's test reads like the rule. The deciders alone: no database, no clock, no keys."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
import pytest

from domain.communities.community import community_id
from domain.events import DECIDERS, decode, encode
from domain.kernel import (
    PLATFORM,
    Act,
    Actor,
    Command,
    Decider,
    Elsewhere,
    Entry,
    Event,
    NotAllowed,
    Office,
    Organisation,
    Person,
    Refusal,
    Sealed,
    System,
)
from ops.rules import read_rulebook

RULES = read_rulebook()
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOME = UUID("5151a11e-0000-4000-8000-000000000000")
COMMUNITY = community_id("04.421.01")


def thing(name: str) -> UUID:
    """An id of a thing, a person or a command: the same for the same name."""
    return uuid5(SOME, name)


AMINA, BADR = Person(thing("Amina")), Person(thing("Badr"))
OPERATOR, CLOCK, IMPORT = System("operator"), System("closing-clock"), System("polis-import")


def office(role: str, community: UUID = COMMUNITY) -> Office:
    return Office(role, community, thing(f"the {role}"))


FOCAL_POINT, MODERATOR, ADMINISTRATOR = office("focal_point"), office("moderator"), office("administrator")


def words(text: str, language: str = "fr") -> Sealed:
    return Sealed(language, text)


class Happened:
    """Something that has happened already: an event, to which thing, by whom, when."""

    def __init__(
        self,
        noun: Decider[Any],
        stream: UUID,
        event: Event,
        *,
        by: Actor = AMINA,
        at: datetime = NOON - HOUR,
        root: UUID | None = None,
        on_behalf_of: Actor | None = None,
        community: UUID = COMMUNITY,
    ) -> None:
        self.noun, self.stream, self.event, self.root, self.community = noun, stream, event, root or stream, community
        self.act = Act(by, at, at, on_behalf_of)


class Decided(NamedTuple):
    """An event that a command came to, and where it belongs."""

    stream: UUID
    event: Event
    root: UUID
    community: UUID


class History:
    """What has happened so far, as entries in their order, and what commands come to on top of it."""

    def __init__(self, *past: Happened) -> None:
        self.entries: list[Entry[Any]] = []
        for fact in past:
            self.add(fact.stream, fact.event, fact.act, fact.root, fact.community)

    def of(self, stream: UUID) -> list[Entry[Any]]:
        return [entry for entry in self.entries if entry.stream == stream]

    def state(self, noun: Decider[Any], stream: UUID) -> Any:
        return reduce(noun.evolve, self.of(stream), noun.initial)

    def add(self, stream: UUID, event: Event, act: Act, root: UUID, community: UUID = COMMUNITY) -> None:
        """Takes an event in, as it reads when it comes back from the log."""
        number = len(self.entries)
        entry: Entry[Any] = Entry(
            actor=act.actor,
            command_id=thing(f"command {number}"),
            community=community,
            correlation_id=thing(f"command {number}"),
            data=event,
            event_id=thing(f"event {number}"),
            occurred_at=act.occurred_at,
            recorded_at=act.at,
            root=root,
            stream=stream,
            version=len(self.of(stream)) + 1,
            on_behalf_of=act.on_behalf_of,
        )
        self.entries.append(decode(encode(entry)))

    def decide(self, command: Command, act: Act) -> list[Decided]:
        """The events that a command comes to. Raises a Refusal; of one who may not ask, NotAllowed."""
        noun = DECIDERS[type(command)]
        act = act if act.rules else msgspec.structs.replace(act, rules=RULES)
        around: dict[str, Any] = {}
        streams: dict[str, UUID] = {}
        while new := [look for look in noun.looks_at(command, act, around) if look[0] not in around]:
            for name, seen, stream in new:
                around[name], streams[name] = self.state(seen, stream), stream
        streams["itself"] = noun.stream(command, act)
        known = {**around, "itself": self.state(noun, streams["itself"])}
        root, community = noun.root(command), noun.community(command, known)
        held_in = noun.held_in(command, known) if noun.held_in else community
        if not called(act.actor, held_in) & noun.may(command, known):
            raise NotAllowed
        act.must_be_entitled()
        decided: Sequence[Event | Elsewhere] = noun.decide(command, known["itself"], act, **around)
        to = [one if isinstance(one, Elsewhere) else Elsewhere("itself", one) for one in decided]
        return [Decided(streams[one.look], one.event, one.root or root, one.community or community) for one in to]

    def play(self, command: Command, act: Act) -> list[Event]:
        """`decide`, and what was decided has happened."""
        decided = self.decide(command, act)
        for one in decided:
            self.add(one.stream, one.event, act, one.root, one.community)
        return [one.event for one in decided]


def called(actor: Actor, held_in: UUID) -> frozenset[str]:
    """What an actor is called in `Command.by`, where an office must be held in a community. The persons of these tests stand
    on the roll of citizens."""
    match actor:
        case Office(role, community):
            return frozenset({role} if community in {held_in, PLATFORM} else ())
        case System(name):
            return frozenset({name})
        case Person() | Organisation():
            return frozenset({"person", "citizen"})


class Scenario:
    def __init__(self, *past: Happened) -> None:
        self.history = History(*past)

    def when(
        self,
        command: Command,
        *,
        by: Actor = AMINA,
        at: datetime = NOON,
        occurred_at: datetime | None = None,
        on_behalf_of: Actor | None = None,
    ) -> "Scenario":
        self.command = command
        self.asked = (by, at, occurred_at or at, on_behalf_of)
        return self

    def outcome(self) -> list[Event]:
        return [one.event for one in self.history.decide(self.command, Act(*self.asked))]

    def then(self, *events: Event) -> None:
        assert self.outcome() == list(events)

    def then_nothing(self) -> None:
        assert self.outcome() == []

    def then_refused(self, refusal: type[Refusal]) -> Refusal:
        """Holds that it is refused, for this reason; and that the reason can be told."""
        with pytest.raises(refusal) as raised:
            self.outcome()
        assert raised.type is refusal
        assert str(raised.value)
        return raised.value


def given(*past: Happened) -> Scenario:
    return Scenario(*past)
