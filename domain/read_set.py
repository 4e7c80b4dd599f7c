"""The streams that a decision reads, with their versions: its read set, in the sense of optimistic concurrency.

No I/O: a stream that is not cached is asked for by an exception. The caller reads it and decides again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Each, Look, Noun


class StreamState(msgspec.Struct, frozen=True, gc=False):
    """A stream's version, and its state, folded by a noun's rules.

    Hundreds of thousands are cached. The garbage collector does not traverse them: they are part of no reference cycle.
    """

    version: int
    state: Any


Stream = tuple[Noun[Any], UUID]

Key = tuple[str, int]
"""The noun's name, and the stream's id as a number. An id that is given for another noun's reads as an empty stream, and pollutes
no cache. (A number, because hashing a UUID takes four times as long.)"""

Lookup = Callable[[Key], StreamState | None]
"""Gives a stream's cached state, or None; reads nothing."""

NOTHING_UNCOMMITTED: Mapping[Key, StreamState] = {}


class Missing(Exception):
    """A decision needs streams that are not cached: read them, then decide again."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self.streams = streams
        super().__init__(streams)


def key_of(stream: Stream) -> Key:
    return stream[0].name, stream[1].int


class ReadSet:
    """The streams that one decision has read. `checks` holds their ids and versions: the append verifies each of them.

    `cached` looks a stream up; if it gives None, `states` raises Missing. `uncommitted` holds the states that earlier commands of
    the same transaction leave; they need no check. With `assume_new`, a stream that a command creates is taken to be empty if it
    is not cached, instead of being read.
    """

    __slots__ = ("_assume_new", "_cached", "_uncommitted", "checks", "seen", "streams")

    def __init__(
        self, cached: Lookup, uncommitted: Mapping[Key, StreamState] = NOTHING_UNCOMMITTED, *, assume_new: bool = False
    ) -> None:
        self._cached, self._uncommitted, self._assume_new = cached, uncommitted, assume_new
        self.seen: dict[Key, StreamState] = {}
        self.checks: dict[int, tuple[UUID, int]] = {}
        self.streams: list[Stream] = []

    def states(self, streams: Sequence[Stream], *, created: bool = False) -> list[StreamState]:
        """The states of streams, in their order. `created`: the command creates them. Raises Missing with all that are not
        cached."""
        self.streams += streams
        states: list[StreamState] = []
        missing: list[Stream] = []
        for stream in streams:
            noun, id = stream
            number = id.int
            key = (noun.name, number)
            state = self._uncommitted.get(key) if self._uncommitted else None
            if state is None:
                state = self._cached(key)
                if state is None:
                    if not (created and self._assume_new):
                        missing.append(stream)
                        continue
                    state = StreamState(0, noun.initial)
                self.checks[number] = (id, state.version)
            self.seen[key] = state
            states.append(state)
        if missing:
            raise Missing(missing)
        return states

    def gather(
        self,
        looks: Mapping[str, Noun[Any] | Each],
        looks_at: Callable[[Mapping[str, Any]], Iterable[Look]],
        seen: dict[str, Any],
    ) -> dict[str, Stream]:
        """Adds the states of all streams that `looks_at` names to `seen`, by name, and gives these streams by name.

        `looks` declares the noun of each name. `looks_at` is called with `seen` again and again, until it names nothing new.
        Raises Missing.
        """
        streams: dict[str, Stream] = {}
        while True:
            new: list[Look] = []
            targets: list[Stream] = []
            for look in looks_at(seen):
                name, id = look
                noun = looks[name]
                if isinstance(noun, Each):
                    if id not in seen.get(name, ()):
                        new.append(look)
                        targets.append((noun.noun, id))
                elif name not in seen:
                    new.append(look)
                    targets.append((noun, id))
            if not new:
                return streams
            for (name, id), target, state in zip(new, targets, self.states(targets), strict=True):
                if isinstance(looks[name], Each):
                    seen.setdefault(name, {})[id] = state.state
                else:
                    seen[name], streams[name] = state.state, target
