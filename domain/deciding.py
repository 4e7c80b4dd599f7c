"""The decision loop: it reads the streams that a command looks at, checks who may give the command, decides, and writes entries.

No I/O, no clock, no randomness. The record, the imports, dry runs and the tests drive this one loop: they pass in the time, the
ids, the states of streams (`ReadSet`), and a function that seals words.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.actors import Actors
from domain.kernel import Act, Actor, Elsewhere, Entry, Event, Organisation, nothing
from domain.read_set import Key, ReadSet, Stream, StreamState, key_of
from domain.record import Request, VersionMoved
from domain.registry import DECIDER_OF
from domain.rules.rulesets import Rulebook
from domain.unchanged import WordsAt, changes_nothing, no_words

NewId = Callable[[], UUID]
"""Gives a new id for an event."""

Seal = Callable[[Event, UUID, Actor, UUID], Event]
"""`(event, its id, author, community)`: gives the event with commitments in place of the author's words."""


class Decision(msgspec.Struct, frozen=True):
    """The result of a command: `entries` for the log, in order; `states` of the streams that they write, after them; `checks`,
    the streams that the decision read and their versions, which the append verifies.

    `thing` is the command's own stream, `version` its version after the entries, `at` the time that they bear.
    """

    thing: UUID
    version: int
    at: datetime
    entries: Sequence[Entry[Any]]
    states: Mapping[Key, StreamState]
    checks: Collection[tuple[UUID, int]]


class Entitled(msgspec.Struct, frozen=True):
    """A principal's permission to give a command: the act, the root and the community of its entries, and the states and streams
    that were read for it, by name."""

    act: Act
    root: UUID
    community: UUID
    seen: dict[str, Any]
    streams: dict[str, Stream]


class Decisions:
    """Decides commands. `rules` holds all rule sets; `new_id` makes the ids of events."""

    def __init__(self, actors: Actors, rules: Rulebook, new_id: NewId) -> None:
        self._actors, self._rules, self._new_id = actors, rules, new_id

    def decide(
        self, request: Request, at: datetime, read_set: ReadSet, seal: Seal, words_at: WordsAt = no_words
    ) -> Decision:
        """Decides a request at a time. Raises a Refusal, Missing if a stream is not cached, and the errors of `seal` and of
        `words_at`.

        NotAllowed comes first: versions and rules tell the state of streams, to those alone who may give the command.
        """
        entitled = self.entitled(request, at, read_set)
        itself = entitled.seen.pop("itself")
        own = entitled.streams["itself"]
        version = read_set.seen[key_of(own)].version
        if request.expected is not None and version != request.expected:
            raise VersionMoved(version=version)
        decider = DECIDER_OF[type(request.command)]
        events = decider.decide(request.command, itself, entitled.act, **entitled.seen)
        return self._recorded(request, entitled, events, read_set, seal, words_at)

    def entitled(self, request: Request, at: datetime, read_set: ReadSet) -> "Entitled":
        """Checks at a time that the principal may give the command, whatever its subjects are. Raises NotAllowed, NotRepresented,
        NotYetHappened, NoTimeZone; Missing if a stream is not cached."""
        command = request.command
        decider = DECIDER_OF[type(command)]
        root = scope = decider.root(command)
        if decider.scope is not None:
            (within,) = read_set.states([(decider.scope.noun, decider.scope.stream(command))])
            scope = decider.scope.of(command, within.state)
        behalf = self._actors.represented(request.on_behalf_of, scope)
        act = Act(self._actors.person(request.by, scope), at, request.occurred_at or at, behalf, self._rules)

        own = (decider.noun, decider.stream(command, act))
        (itself,) = read_set.states([own], created=type(command).creates)
        seen: dict[str, Any] = {"itself": itself.state}
        streams: dict[str, Stream] = {}
        if decider.looks_at is not nothing:
            streams = read_set.gather(decider.looks, lambda seen: decider.looks_at(command, act, seen), seen)
        streams["itself"] = own

        community = decider.community(command, seen)
        held_in = decider.held_in(command, seen) if decider.held_in else community
        actor = self._actors.entitled(request.by, act.actor, decider.may(command, seen), held_in, read_set)
        if actor is not act.actor:
            act = msgspec.structs.replace(act, actor=actor)
        if isinstance(act.on_behalf_of, Organisation):
            act = self._actors.organisation_act(request.by, act, act.on_behalf_of, community, read_set)
        if type(command).second_person:
            act = msgspec.structs.replace(act, known_as=self._actors.known_as(request.by, community))
        act.must_be_entitled()
        return Entitled(act, root, community, seen, streams)

    def _recorded(
        self,
        request: Request,
        entitled: "Entitled",
        events: Sequence[Event | Elsewhere],
        read_set: ReadSet,
        seal: Seal,
        words_at: WordsAt,
    ) -> Decision:
        act, community, streams = entitled.act, entitled.community, entitled.streams
        states: dict[Key, StreamState] = {}
        entries: list[Entry[Any]] = []
        cause = request.cause
        for decided in events:
            to = decided if isinstance(decided, Elsewhere) else None
            noun, stream = streams[to.look if to else "itself"]
            key = (noun.name, stream.int)
            before = states.get(key) or read_set.seen[key]
            version = before.version + 1
            event: Any = to.event if to else decided
            if changes_nothing(event, stream, words_at):
                continue
            event_id = self._new_id()
            entry: Entry[Any] = Entry(
                actor=act.actor,
                command_id=request.command_id,
                community=(to and to.community) or community,
                correlation_id=request.correlation or request.command_id,
                data=seal(event, event_id, act.author, community),
                event_id=event_id,
                occurred_at=act.occurred_at,
                recorded_at=act.at,
                root=(to and to.root) or entitled.root,
                stream=stream,
                version=version,
                causation_id=cause,
                on_behalf_of=act.on_behalf_of,
            )
            cause = cause or event_id  # the first event of a command is the cause of its others
            states[key] = StreamState(version, noun.evolve(before.state, entry))
            entries.append(entry)
        noun, own = streams["itself"]
        key = (noun.name, own.int)
        after = states.get(key) or read_set.seen[key]
        return Decision(own, after.version, act.at, entries, states, read_set.checks.values())
