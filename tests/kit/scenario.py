"""Given, when, then: a rule's test reads like the rule. The deciders alone: no database, no clock, no keys."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial, reduce
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import pytest

from domain.actors import Actors
from domain.communities.community import community_id
from domain.communities.office import Offices, office_stream, offices
from domain.communities.organisation import Organisation as Registered
from domain.communities.organisation import organisations
from domain.deciding import Decisions
from domain.kernel import Act, Actor, Command, Entry, Event, Noun, Office, Organisation, Person, System
from domain.read_set import Key, ReadSet, StreamState
from domain.record import Account, Principal, Represented, Request
from domain.refusal import Refusal
from domain.registry import DECIDER_OF, NOUNS, decode, encode
from domain.text import Sealed
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
        noun: Noun[Any],
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

    def state(self, noun: Noun[Any], stream: UUID) -> Any:
        return reduce(noun.evolve, self.of(stream), noun.initial)

    def add(self, stream: UUID, event: Event, act: Act, root: UUID, community: UUID = COMMUNITY) -> None:
        """Adds an event that has happened."""
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
        self.take(entry)

    def take(self, entry: Entry[Any]) -> None:
        """Adds an entry, as it reads when it comes back from the log."""
        self.entries.append(decode(encode(entry)))

    def decide(self, command: Command, act: Act) -> list[Decided]:
        """The events that a command comes to. Raises a Refusal; of one who may not ask, NotAllowed."""
        return [Decided(one.stream, one.data, one.root, one.community) for one in self._entries(command, act)]

    def play(self, command: Command, act: Act) -> list[Event]:
        """`decide`, and what was decided has happened."""
        entries = self._entries(command, act)
        for entry in entries:
            self.take(entry)
        return [entry.data for entry in entries]

    def _entries(self, command: Command, act: Act) -> Sequence[Entry[Any]]:
        """What the decision loop makes of a command: the one that the record runs."""
        number = len(self.entries)
        ids = (thing(f"event {one}") for one in count(number))
        decisions = Decisions(Actors(as_called), act.rules or RULES, lambda: next(ids))
        request = Request(
            command,
            principal(act.actor),
            thing(f"command {number}"),
            represented(act),
            None if act.occurred_at is act.at else act.occurred_at,
        )
        read_set = ReadSet(partial(self._cached, act, command))
        return decisions.decide(request, act.at, read_set, lambda event, *_: event).entries

    def _cached(self, act: Act, command: Command, key: Key) -> StreamState:
        """What a stream has come to; and who acts holds the office, or represents the organisation, without more ado."""
        noun = NOUN_OF[key[0]]
        stream = UUID(int=key[1])
        state, version = self.state(noun, stream), len(self.of(stream))
        if noun is offices and stream != DECIDER_OF[type(command)].stream(command, act):
            state = Offices(state.held | implied(act.actor, stream))
        elif noun is organisations and isinstance(act.author, Organisation) and version == 0:
            state = Registered(COMMUNITY, act.author.representative)
        return StreamState(version, state)


NOUN_OF = {noun.name: noun for noun in NOUNS}


def as_called(scope: UUID, person: bytes) -> UUID:
    """These tests know people by one name everywhere."""
    return UUID(bytes=person)


def principal(actor: Actor) -> Principal:
    match actor:
        case Person(id) | Office(_, _, id):
            return Account(id)
        case Organisation(_, representative):
            return Account(representative)
        case System():
            return actor


def represented(act: Act) -> Represented | None:
    if isinstance(act.actor, Organisation):
        return act.actor
    return Account(act.on_behalf_of.id) if isinstance(act.on_behalf_of, Person) else act.on_behalf_of  # type: ignore[return-value]


def implied(actor: Actor, stream: UUID) -> frozenset[str]:
    """The roles that an actor holds by a stream of offices. The persons of these tests stand on every roll of citizens."""
    match actor:
        case Office(role, community, holder) if stream == office_stream(community, holder):
            return frozenset({role})
        case Person() | Organisation():
            return frozenset({"citizen"})
    return frozenset()


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
