"""Looking at streams without I/O: what is not at hand is asked for by an exception, and the one who drives reads it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Each, Look, Noun


class Known(msgspec.Struct, frozen=True, gc=False):
    """The version of a stream, and the state that it has come to by a noun's rules.

    Hundreds of thousands are cached, so Python is told not to look through them for reference cycles: they are in none.
    """

    version: int
    state: Any


Stream = tuple[Noun[Any], UUID]

Key = tuple[str, int]
"""The noun's name, and the stream's id as a number. An id that is given for another noun's reads as an empty stream, and pollutes
no cache. (A number, because hashing a UUID takes four times as long.)"""

Lookup = Callable[[Key], Known | None]
"""Gives what is at hand of a stream, without reading."""

NOTHING_AHEAD: Mapping[Key, Known] = {}


class Missing(Exception):
    """A decision looks at streams that are not at hand: read them, then decide again."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self.streams = streams
        super().__init__(streams)


def key_of(stream: Stream) -> Key:
    return stream[0].name, stream[1].int


class Looking:
    """The streams that one decision has looked at, with their versions: the append checks each of them again.

    `at_hand` gives what was read before, or else None: then Missing is raised. `ahead` is what the commands of the same
    transaction before this one leave; it needs no check. `assume_new` takes streams that a command creates as empty if they are
    not at hand, instead of reading them.
    """

    __slots__ = ("_ahead", "_assume_new", "_at_hand", "checks", "looked_at", "seen")

    def __init__(
        self, at_hand: Lookup, ahead: Mapping[Key, Known] = NOTHING_AHEAD, *, assume_new: bool = False
    ) -> None:
        self._at_hand, self._ahead, self._assume_new = at_hand, ahead, assume_new
        self.seen: dict[Key, Known] = {}
        self.checks: dict[int, tuple[UUID, int]] = {}
        self.looked_at: list[Stream] = []

    def at(self, streams: Sequence[Stream], *, created: bool = False) -> list[Known]:
        """What streams have come to, in their order. Raises Missing."""
        self.looked_at += streams
        found: list[Known] = []
        missing: list[Stream] = []
        for stream in streams:
            noun, id = stream
            number = id.int
            key = (noun.name, number)
            known = self._ahead.get(key) if self._ahead else None
            if known is None:
                known = self._at_hand(key)
                if known is None:
                    if not (created and self._assume_new):
                        missing.append(stream)
                        continue
                    known = Known(0, noun.initial)
                self.checks[number] = (id, known.version)
            self.seen[key] = known
            found.append(known)
        if missing:
            raise Missing(missing)
        return found

    def gather(
        self,
        looks: Mapping[str, Noun[Any] | Each],
        asked: Callable[[Mapping[str, Any]], Iterable[Look]],
        seen: dict[str, Any],
    ) -> dict[str, Stream]:
        """Adds to `seen`, by name, the states of all that `asked` names, which is asked again with what is seen by then, until
        it names nothing new. Gives the streams by name. Raises Missing."""
        streams: dict[str, Stream] = {}
        while True:
            new: list[Look] = []
            targets: list[Stream] = []
            for look in asked(seen):
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
            for (name, id), target, known in zip(new, targets, self.at(targets), strict=True):
                if isinstance(looks[name], Each):
                    seen.setdefault(name, {})[id] = known.state
                else:
                    seen[name], streams[name] = known.state, target
