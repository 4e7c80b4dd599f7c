"""From a principal to the actor that the log names: a pseudonym, an office that is held, or an organisation that the principal
represents."""

from collections.abc import Callable
from uuid import UUID

from domain.communities.office import office_stream, offices
from domain.communities.organisation import NotRepresented, organisations
from domain.kernel import PLATFORM, Act, Actor, Office, Organisation, Person, System
from domain.read_set import ReadSet
from domain.record import Account, Outsider, Principal, Represented
from domain.refusal import NotAllowed

OUTSIDER = b"outsider:"
"""Prefix of the name that an outsider's pseudonym is derived from."""

Pseudonym = Callable[[UUID, bytes], UUID]
"""Gives a person's pseudonym within a scope: a consultation or, outside of one, a community."""


class Actors:
    """Derives actors from principals. The append checks the offices and representatives that this reads, as it checks everything
    that a decision reads."""

    def __init__(self, pseudonym: Pseudonym) -> None:
        self._pseudonym = pseudonym

    def entitled(
        self, by: Principal, actor: Actor, allowed: frozenset[str], community: UUID, read_set: ReadSet
    ) -> Actor:
        """The actor of a command that only `allowed` may give: the office that the principal holds in the community or on the
        platform; else `actor`, where persons may give it. Raises NotAllowed."""
        if isinstance(by, System):
            if by.name in allowed:
                return by
            raise NotAllowed
        if not isinstance(by, Account):
            raise NotAllowed
        if "person" in allowed:
            return actor
        for scope in (community, PLATFORM):
            holder = self._pseudonym(scope, by.person.bytes)
            (offices_held,) = read_set.states([(offices, office_stream(scope, holder))])
            for role in sorted(allowed & offices_held.state.held):
                # A citizen votes and proposes as a person: the roll shows that one may, the log does not show who it was.
                return actor if role == "citizen" else Office(role, scope, holder)
        raise NotAllowed

    def organisation_act(
        self, by: Principal, act: Act, organisation: Organisation, community: UUID, read_set: ReadSet
    ) -> Act:
        """The act of an organisation. If the principal is the representative whom it has named, the organisation itself is the
        actor, so that no pseudonym of a consultation is tied to its name; others may only record on its behalf.

        Raises NotRepresented, and the refusals of the organisation's state.
        """
        (registered,) = read_set.states([(organisations, organisation.id)])
        registered.state.must_be_in(community)
        registered.state.must_be_represented_by(organisation.representative)
        if isinstance(act.actor, Person) and isinstance(by, Account):
            if self._pseudonym(community, by.person.bytes) != organisation.representative:
                raise NotRepresented
            return Act(organisation, act.at, act.occurred_at, rules=act.rules)
        return act

    def person(self, by: Principal, scope: UUID) -> Actor:
        """A principal under its pseudonym within a scope; a process as it is."""
        match by:
            case Account(person):
                return Person(self._pseudonym(scope, person.bytes))
            case Outsider(name):
                return Person(self._pseudonym(scope, OUTSIDER + name.encode()))
            case System():
                return by

    def known_as(self, by: Principal, community: UUID) -> frozenset[UUID]:
        """The pseudonyms under which a principal may hold offices in a community: its own, and that of the platform."""
        if not isinstance(by, Account):
            return frozenset()
        return frozenset(self._pseudonym(scope, by.person.bytes) for scope in (community, PLATFORM))

    def represented(self, behalf: Represented | None, scope: UUID) -> Actor | None:
        """The actor on whose behalf a command is given, if it is given on anybody's."""
        return behalf if behalf is None or isinstance(behalf, Organisation) else self.person(behalf, scope)
