"""The decision loop: what a command looks at, who may ask for it, what it comes to, and which entries record that.

No I/O, no clock, no chance. The record, the imports, rehearsals and the tests drive this one loop: they hand over the time, the
ids, what streams have come to (`Looking`), and how words are sealed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.acting import Acting
from domain.kernel import Act, Actor, Elsewhere, Entry, Event, Organisation, nothing
from domain.looking import Key, Known, Looking, Stream
from domain.record import Request, VersionMoved
from domain.registry import DECIDER_OF
from domain.rules.rulesets import Rulebook

NewId = Callable[[], UUID]
"""Gives an id that no event has had."""

Seal = Callable[[Event, UUID, Actor, UUID], Event]
"""Gives an event with commitments in the place of its words: the event, its id, whose words they are, and in which community."""


class Decision(msgspec.Struct, frozen=True):
    """What a command comes to: `entries` for the log, in order; `states`, the streams that they write, as they are then;
    `checks`, the streams that it looked at and the versions that they had: none of them may have moved.

    `thing` is the command's own stream, at `version` then.
    """

    thing: UUID
    version: int
    at: datetime
    entries: Sequence[Entry[Any]]
    states: Mapping[Key, Known]
    checks: Collection[tuple[UUID, int]]
    looked_at: Sequence[Stream]


class Decisions:
    """Takes decisions. `rules` are all rule sets that are known; `new_id` gives the events' ids."""

    def __init__(self, acting: Acting, rules: Rulebook, new_id: NewId) -> None:
        self._acting, self._rules, self._new_id = acting, rules, new_id

    def decide(self, request: Request, at: datetime, looking: Looking, seal: Seal) -> Decision:
        """What a request comes to at a time. Raises a Refusal, Missing if a stream is not at hand, and what `seal` raises."""
        command = request.command
        decider = DECIDER_OF[type(command)]
        root = decider.root(command)
        behalf = self._acting.represented(request.on_behalf_of, root)
        act = Act(self._acting.person(request.by, root), at, request.occurred_at or at, behalf, self._rules)

        own = (decider.noun, decider.stream(command, act))
        (itself,) = looking.at([own], created=type(command).creates)
        seen: dict[str, Any] = {"itself": itself.state}
        streams: dict[str, Stream] = {}
        if decider.looks_at is not nothing:
            streams = looking.gather(decider.looks, lambda seen: decider.looks_at(command, act, seen), seen)
        if request.expected is not None and itself.version != request.expected:
            raise VersionMoved(version=itself.version)

        community = decider.community(command, seen)
        held_in = decider.held_in(command, seen) if decider.held_in else community
        actor = self._acting.entitled(request.by, act.actor, decider.may(command, seen), held_in, looking)
        if actor is not act.actor:
            act = msgspec.structs.replace(act, actor=actor)
        if isinstance(act.on_behalf_of, Organisation):
            act = self._acting.speaking(request.by, act, act.on_behalf_of, community, looking)
        act.must_be_entitled()

        streams["itself"] = own
        state = seen.pop("itself")
        events = decider.decide(command, state, act, **seen)
        return self._recorded(request, act, root, community, events, streams, looking, seal)

    def _recorded(
        self,
        request: Request,
        act: Act,
        root: UUID,
        community: UUID,
        events: Sequence[Event | Elsewhere],
        streams: Mapping[str, Stream],
        looking: Looking,
        seal: Seal,
    ) -> Decision:
        states: dict[Key, Known] = {}
        entries: list[Entry[Any]] = []
        cause = request.cause
        for decided in events:
            to = decided if isinstance(decided, Elsewhere) else None
            noun, stream = streams[to.look if to else "itself"]
            key = (noun.name, stream.int)
            before = states.get(key) or looking.seen[key]
            version = before.version + 1
            event_id = self._new_id()
            event: Any = to.event if to else decided
            entry: Entry[Any] = Entry(
                actor=act.actor,
                command_id=request.command_id,
                community=(to and to.community) or community,
                correlation_id=request.correlation or request.command_id,
                data=seal(event, event_id, act.author, community),
                event_id=event_id,
                occurred_at=act.occurred_at,
                recorded_at=act.at,
                root=(to and to.root) or root,
                stream=stream,
                version=version,
                causation_id=cause,
                on_behalf_of=act.on_behalf_of,
            )
            cause = cause or event_id  # what follows from the same command follows from its first event
            states[key] = Known(version, noun.evolve(before.state, entry))
            entries.append(entry)
        noun, own = streams["itself"]
        key = (noun.name, own.int)
        after = states.get(key) or looking.seen[key]
        return Decision(own, after.version, act.at, entries, states, looking.checks.values(), looking.looked_at)
