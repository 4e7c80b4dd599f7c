"""The few words that every rule is written in: command, event, entry, act, noun, decider."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from inspect import Parameter, signature
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from domain.moment import NotYetHappened, instant
from domain.refusal import NotAllowed
from domain.rules.rulesets import Rulebook

S = TypeVar("S")

PLATFORM = UUID(int=0)
"""Where those hold their office who run the register itself: they register communities and appoint the first to govern."""


class Command(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """What somebody asks for, in the imperative. Nothing has happened yet.

    Its tag, `context.noun.Name`, is its name in the fingerprints that idempotency keys are stored with: it stays when the
    class is renamed or moved.

    `by` says who may ask: roles held in the community concerned, names of system processes, or "person" for anybody
    with an account. Nobody, unless a command says otherwise. `creates` says that its stream is new, as a rule: it is then
    read only when the log says that it is not.

    What is not said is not written: a command that has gained a field since is still the same one when it is repeated.
    """

    by: ClassVar[frozenset[str]] = frozenset()
    creates: ClassVar[bool] = False


class Event(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True, omit_defaults=True):
    """What happened, in the past tense. Its tag, `context.Name.vN`, is its name in the log for ever.

    An event that replaces a value carries the old one too, so that "from what to what" can be read from it alone. For
    sealed words it carries, as `…_was`, the version of the stream that had set them.
    """

    TOPIC: ClassVar[str]
    """The same name, where the `eventsourcing` library looks for it. domain/registry.py sets it."""


class Person(msgspec.Struct, frozen=True, tag_field="kind", tag="person"):
    """Somebody, under the pseudonym that holds within one consultation (or, outside of one, within one community)."""

    id: UUID


class Office(msgspec.Struct, frozen=True, tag_field="kind", tag="office"):
    """Somebody in office: the role and the community where it is held, and who holds it, under the pseudonym there."""

    role: str
    community: UUID
    id: UUID


class Organisation(msgspec.Struct, frozen=True, tag_field="kind", tag="organisation"):
    """An organisation, through its named representative."""

    id: UUID
    representative: UUID


class System(msgspec.Struct, frozen=True, tag_field="kind", tag="system"):
    """A process of the platform, by name."""

    name: str


Actor = Person | Office | Organisation | System


ENTITLED = (Office, System)
"""Who may record for others, and of another time."""


def same(one: Actor | None, other: Actor) -> bool:
    """Whether two actors are the same: an organisation stays the same under another representative, a holder in another
    office. Processes write nothing of their own."""
    return type(one) is type(other) and getattr(one, "id", None) == getattr(other, "id", 0)


E = TypeVar("E", bound=Event, covariant=True)


class Entry(msgspec.Struct, Generic[E], frozen=True, omit_defaults=True):
    """One line of the log: what happened, and everything that accounts for it.

    `root` is what must be read in order together (a community, a consultation); `version` counts a stream's events from 1;
    `causation_id` is the event that this one answers to, `correlation_id` the command or event that set it all off.
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
        """Whose contribution it is: of the one it was recorded for, else of the one who did it."""
        return self.on_behalf_of or self.actor

    @property
    def originator_id(self) -> UUID:
        """The stream, as the `eventsourcing` library calls it: with the next one, this makes an entry a domain event of its."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, as the library calls it."""
        return self.version


class Act(msgspec.Struct, frozen=True):
    """Who asks, for whom, when, and by which rules: `at` is the time that the log will bear, `occurred_at` when it happened.

    `rules` are all that are known: which of them hold is the decision's to say. Raises NotYetHappened, NoTimeZone.
    """

    actor: Actor
    at: datetime
    occurred_at: datetime
    on_behalf_of: Actor | None = None
    rules: Rulebook | None = None

    def __post_init__(self) -> None:
        if self.occurred_at is not self.at:
            moment = instant(self.occurred_at, "occurred_at")
            if moment > self.at:
                raise NotYetHappened
            msgspec.structs.force_setattr(self, "occurred_at", moment)

    @property
    def author(self) -> Actor:
        """Whose contribution it is."""
        return self.on_behalf_of or self.actor

    @property
    def officer(self) -> bool:
        """Whether somebody in office does it."""
        return isinstance(self.actor, Office)

    def must_be_entitled(self) -> None:
        """Persons and organisations speak for themselves, and now: to record for others, or of another time, takes an
        office or is an import's work."""
        if isinstance(self.actor, ENTITLED):
            return
        if self.on_behalf_of is not None or self.occurred_at != self.at:
            raise NotAllowed


class Elsewhere(msgspec.Struct, frozen=True):
    """An event for another stream than the command's own: for one that the decision looks at under this name.

    `root` and `community` are that stream's, where they are not the command's.
    """

    look: str
    event: Event
    root: UUID | None = None
    community: UUID | None = None


class Noun(msgspec.Struct, Generic[S], frozen=True):
    """What the streams of one kind come to: `evolve` folds their entries, from `initial` on.

    `name` is `context.noun`. A noun without commands of its own (a docket, an allowance) is kept by the decisions of others.
    """

    name: str
    initial: S
    evolve: Callable[[S, Entry[Any]], S]


class Each(msgspec.Struct, frozen=True):
    """Looked at under one name: any number of streams of a noun. `decide` is given their states by the streams' ids."""

    noun: Noun[Any]


Look = tuple[str, UUID]
"""Something that a decision looks at: the name of `decide`'s argument, and the stream."""

Seen = Mapping[str, Any]
"""What a decision has looked at so far, by name; the command's own stream is `itself`."""


def nothing(command: Any, act: Act, seen: Seen) -> Iterable[Look]:
    """A decision that looks at its own stream only."""
    return ()


def named_by_command(command: Any, seen: Seen) -> frozenset[str]:
    """Those may ask whom the command names."""
    by: frozenset[str] = type(command).by
    return by


class Decider(msgspec.Struct, frozen=True):
    """The rules for the commands about one noun: `decide` takes a command, the state of its own stream and the act, and gives
    events.

    `stream` names the stream that a command is about, `root` what it belongs to, `community` whose thing it is. The office
    that it may need is held there, unless `held_in` says where: in a network, say, that the community belongs to.

    `looks` declares the other streams that a decision may look at, by the names of `decide`'s keyword arguments; `looks_at`
    says which ones a command needs. They are loaded, handed to `decide`, and must not have moved when the events are appended.
    `looks_at` is asked again with what is known by then, until it names nothing new. `may` says who may ask, once all are known.

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

    def __post_init__(self) -> None:
        given = signature(self.decide).parameters.values()
        taken = {one.name for one in given if one.kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD)}
        if taken != set(self.looks):
            raise TypeError(f"{self.noun.name}: decide takes {sorted(taken)}, but looks are {sorted(self.looks)}")


Moderation = Literal["unmoderated", "accepted", "hidden"]
