"""The types that every rule is written with: command, event, entry, act, noun, decider."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from inspect import Parameter, signature
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from domain.moment import FIRST, NotYetHappened, instant
from domain.refusal import NotAllowed
from domain.rules.rulesets import Rulebook

S = TypeVar("S")

PLATFORM = UUID(int=0)
"""The scope of platform offices: their holders register communities and appoint the first officers who govern one."""


class Command(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """A request to change the record, named in the imperative.

    Its tag, `context.noun.Name`, is its name in the fingerprints that are stored with idempotency keys: it stays when the
    class is renamed or moved.

    `second_person`: the decision must know the giver under every office, so that one person cannot confirm their own record.

    `by` names who may give it: roles held in the community concerned, system processes, or "person" for anybody with an
    account. By default nobody may. `creates`: the command usually starts a new stream, so the stream is first assumed to be
    empty, and read only if the append finds that it is not.

    Fields with default values are not encoded: a command that gains a field keeps its fingerprint.
    """

    by: ClassVar[frozenset[str]] = frozenset()
    creates: ClassVar[bool] = False
    second_person: ClassVar[bool] = False


class Event(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True, omit_defaults=True):
    """A change that has happened, named in the past tense. Its tag, `context.Name.vN`, is its permanent name in the log.

    An event that replaces a value carries the old value too, so that a reader sees the change in this event alone. For sealed
    words it carries, as `…_was`, the version of the stream that had set them.
    """

    TOPIC: ClassVar[str]
    """The tag again, under the name that the `eventsourcing` library reads. domain/registry.py sets it."""

    @property
    def undated(self) -> bool:
        """Whether the register only takes note of something that was so before, such as that a community exists. Unless the
        entry gives another time than that of its recording, it holds for all time."""
        return False


class Person(msgspec.Struct, frozen=True, tag_field="kind", tag="person"):
    """A person, by the pseudonym within one consultation (or, outside of one, within one community)."""

    id: UUID


class Office(msgspec.Struct, frozen=True, tag_field="kind", tag="office"):
    """An office: its role, the community where it is held, and its holder's pseudonym there."""

    role: str
    community: UUID
    id: UUID


class Organisation(msgspec.Struct, frozen=True, tag_field="kind", tag="organisation"):
    """An organisation, acting through the representative whom it has named."""

    id: UUID
    representative: UUID


class System(msgspec.Struct, frozen=True, tag_field="kind", tag="system"):
    """A process of the platform, such as a clock or an import, by its name."""

    name: str


Actor = Person | Office | Organisation | System


ENTITLED = (Office, System)
"""The actors that may record on behalf of others, and past occurrences."""


def same(one: Actor | None, other: Actor) -> bool:
    """Whether two actors are the same. An organisation stays the same under another representative, a person in another office.
    Processes are never the same as anybody: they contribute nothing of their own."""
    return type(one) is type(other) and getattr(one, "id", None) == getattr(other, "id", 0)


E = TypeVar("E", bound=Event, covariant=True)


class Entry(msgspec.Struct, Generic[E], frozen=True, omit_defaults=True):
    """One entry of the log: an event with its metadata.

    `root` (a community, a consultation) groups the entries that must be read in order; `version` counts a stream's entries from
    1; `causation_id` is the event that caused this one, `correlation_id` the command or event that started the whole chain.
    `occurred_at` is when it happened, `recorded_at` when it was recorded, both in UTC.
    """

    actor: Actor
    command_id: UUID
    community: UUID
    correlation_id: UUID
    data: E
    event_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    root: UUID
    stream: UUID
    version: int
    causation_id: UUID | None = None
    on_behalf_of: Actor | None = None

    @property
    def author(self) -> Actor:
        """The contributor: the actor on whose behalf it was recorded, else the actor."""
        return self.on_behalf_of or self.actor

    @property
    def fact_time(self) -> datetime:
        """Since when the event is true: since it occurred, or since ever."""
        return FIRST if self.data.undated and self.live else self.occurred_at

    @property
    def live(self) -> bool:
        """Whether it was recorded as it happened."""
        return self.occurred_at == self.recorded_at

    @property
    def originator_id(self) -> UUID:
        """The stream, under the `eventsourcing` library's name: an entry is a domain event of the library."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, under the library's name."""
        return self.version


class Act(msgspec.Struct, frozen=True):
    """The circumstances of a command: actor, time, rules. `at` is the time that the entry will bear, `occurred_at` when it
    happened.

    `rules` holds all rule sets; the decision chooses those that apply. `known_as` are the pseudonyms under which the giver may
    hold offices there, for commands of a second person. Raises NotYetHappened, NoTimeZone.
    """

    actor: Actor
    at: datetime
    occurred_at: datetime
    on_behalf_of: Actor | None = None
    rules: Rulebook | None = None
    known_as: frozenset[UUID] = frozenset()

    def __post_init__(self) -> None:
        if self.occurred_at is not self.at:
            moment = instant(self.occurred_at, "occurred_at")
            if moment > self.at:
                raise NotYetHappened
            msgspec.structs.force_setattr(self, "occurred_at", moment)

    @property
    def author(self) -> Actor:
        """The contributor: the actor on whose behalf it is done, else the actor."""
        return self.on_behalf_of or self.actor

    @property
    def officer(self) -> bool:
        """Whether an officer acts."""
        return isinstance(self.actor, Office)

    def must_be_entitled(self) -> None:
        """Refuses a person or an organisation that acts on behalf of others, or dates the act back: only officers and processes
        may. Raises NotAllowed."""
        if isinstance(self.actor, ENTITLED):
            return
        if self.on_behalf_of is not None or self.occurred_at != self.at:
            raise NotAllowed


class Elsewhere(msgspec.Struct, frozen=True):
    """An event for another stream than the command's own: the stream that the decision looks at under the name `look`.

    `root` and `community` are given if that stream's differ from the command's.
    """

    look: str
    event: Event
    root: UUID | None = None
    community: UUID | None = None


class Noun(msgspec.Struct, Generic[S], frozen=True):
    """A kind of stream and its state: `evolve` folds the entries of a stream, starting from `initial`.

    `name` is `context.noun`. Some nouns (docket, allowance, numbering) have no commands: other nouns' decisions write their
    streams.
    """

    name: str
    initial: S
    evolve: Callable[[S, Entry[Any]], S]


class Each(msgspec.Struct, frozen=True):
    """A look at any number of streams of a noun under one name: `decide` gets their states as a mapping by stream id."""

    noun: Noun[Any]


Look = tuple[str, UUID]
"""A stream that a decision reads: the name of `decide`'s argument, and the stream's id."""

Seen = Mapping[str, Any]
"""The states that a decision has read so far, by name; the command's own stream is `itself`."""


def nothing(command: Any, act: Act, seen: Seen) -> Iterable[Look]:
    """The `looks_at` of a decision that reads its own stream only."""
    return ()


def named_by_command(command: Any, seen: Seen) -> frozenset[str]:
    """The `may` of most deciders: the roles in the command's `by`."""
    by: frozenset[str] = type(command).by
    return by


class Scope(msgspec.Struct, frozen=True):
    """In which scope the givers of a noun's commands are known by a pseudonym, if it is not the root: `of` gives it from the
    command and the state of the stream that `stream` names, which is one of the decision's looks."""

    noun: Noun[Any]
    stream: Callable[[Any], UUID]
    of: Callable[[Any, Any], UUID]


class Decider(msgspec.Struct, frozen=True):
    """The rules for the commands of one noun. `decide(command, state, act, **looks)` gives the events.

    `stream` gives the id of the stream that a command changes, `root` the root of its entries, `community` the community that it
    belongs to. An officer must hold the office in that community, unless `held_in` gives another one (a network that the
    community belongs to, say).

    `looks` declares the other streams that a decision may read, by the names of `decide`'s keyword arguments; `looks_at` gives
    those that a command needs. The loop calls `looks_at` again with the states read so far, until it names nothing new, and
    passes the states to `decide`; the append fails if one of these streams has changed. `may` then gives the roles that may give
    the command.

    `scope` gives the scope of the pseudonyms of those who give its commands, if it is not the root.

    Raises TypeError if the keyword arguments of `decide` are not the names in `looks`.
    """

    noun: Noun[Any]
    decide: Callable[..., Sequence[Event | Elsewhere]]
    commands: tuple[type[Command], ...]
    stream: Callable[[Any, Act], UUID]
    root: Callable[[Any], UUID]
    community: Callable[[Any, Seen], UUID]
    looks: Mapping[str, Noun[Any] | Each] = {}
    looks_at: Callable[[Any, Act, Seen], Iterable[Look]] = nothing
    may: Callable[[Any, Seen], frozenset[str]] = named_by_command
    held_in: Callable[[Any, Seen], UUID] | None = None
    scope: Scope | None = None

    def __post_init__(self) -> None:
        parameters = signature(self.decide).parameters.values()
        names = {one.name for one in parameters if one.kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD)}
        if names != set(self.looks):
            raise TypeError(f"{self.noun.name}: decide takes {sorted(names)}, but looks are {sorted(self.looks)}")


Moderation = Literal["unmoderated", "accepted", "hidden"]
