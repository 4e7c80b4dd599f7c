"""As whom somebody acts: under a pseudonym, in an office that is held, for an organisation that one represents."""

from collections.abc import Callable
from uuid import UUID

from domain.communities.office import office_stream, offices
from domain.communities.organisation import NotRepresented, organisations
from domain.kernel import PLATFORM, Act, Actor, Office, Organisation, Person, System
from domain.looking import Looking
from domain.record import Account, Outsider, Principal, Represented
from domain.refusal import NotAllowed

OUTSIDER = b"outsider:"
"""What the pseudonym of somebody without an account is made of, before the name."""

Pseudonym = Callable[[UUID, bytes], UUID]
"""Gives the name under which somebody is known within a scope (a consultation, or a community outside of one)."""


class Acting:
    """Finds out as whom somebody acts. The offices and representatives that it looks at are checked on append, like all that a
    decision looks at."""

    def __init__(self, pseudonym: Pseudonym) -> None:
        self._pseudonym = pseudonym

    def entitled(
        self, by: Principal, actor: Actor, allowed: frozenset[str], community: UUID, looking: Looking
    ) -> Actor:
        """As whom somebody acts: in the office that the command asks for, else as a person. Raises NotAllowed."""
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
            (offices_held,) = looking.at([(offices, office_stream(scope, holder))])
            for role in sorted(allowed & offices_held.state.held):
                # A citizen votes and proposes as a person: the roll shows that one may, the log does not show who it was.
                return actor if role == "citizen" else Office(role, scope, holder)
        raise NotAllowed

    def speaking(self, by: Principal, act: Act, organisation: Organisation, community: UUID, looking: Looking) -> Act:
        """An organisation acts itself, through the representative that it has named: so no pseudonym of a consultation is tied
        to that name. Others may only record what it said."""
        (known,) = looking.at([(organisations, organisation.id)])
        known.state.must_be_in(community)
        known.state.must_be_represented_by(organisation.representative)
        if isinstance(act.actor, Person) and isinstance(by, Account):
            if self._pseudonym(community, by.person.bytes) != organisation.representative:
                raise NotRepresented
            return Act(organisation, act.at, act.occurred_at, rules=act.rules)
        return act

    def person(self, by: Principal, scope: UUID) -> Actor:
        match by:
            case Account(person):
                return Person(self._pseudonym(scope, person.bytes))
            case Outsider(name):
                return Person(self._pseudonym(scope, OUTSIDER + name.encode()))
            case System():
                return by

    def represented(self, whom: Represented | None, scope: UUID) -> Actor | None:
        return whom if whom is None or isinstance(whom, Organisation) else self.person(whom, scope)
