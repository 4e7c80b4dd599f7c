"""As whom somebody acts: under a pseudonym, in an office that is held, for an organisation that one represents."""

from uuid import UUID

from domain.communities.office import office_stream, offices
from domain.communities.organisation import NotRepresented, organisations
from domain.kernel import PLATFORM, Act, Actor, NotAllowed, Office, Organisation, Person, System
from domain.record import Account, Outsider, Principal, Represented
from ops.keys import Keyring
from ops.streams import Looking


class Acting:
    """Tells who acts, by the offices and representatives that the record knows: what is looked at there is guarded too."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def allowed(
        self, by: Principal, actor: Actor, allowed: frozenset[str], community: UUID, looking: Looking
    ) -> Actor:
        """As whom somebody acts: in the office that the command asks for, else as a person. Nobody else may."""
        if isinstance(by, System):
            if by.name in allowed:
                return by
            raise NotAllowed
        if not isinstance(by, Account):
            raise NotAllowed
        if "person" in allowed:
            return actor
        for scope in (community, PLATFORM):
            holder = self._keyring.pseudonym(scope, by.person.bytes)
            (held,) = await looking.at([(offices, office_stream(scope, holder))])
            for role in sorted(allowed & held.state.held):
                # A citizen votes and proposes as a person: the roll says that one may, not who it was.
                return actor if role == "citizen" else Office(role, scope, holder)
        raise NotAllowed

    async def speaking(
        self, by: Principal, act: Act, organisation: Organisation, community: UUID, looking: Looking
    ) -> Act:
        """An organisation acts itself, through the representative that it has named: no pseudonym of a consultation is then
        tied to that name. Others may only record what it said."""
        (known,) = await looking.at([(organisations, organisation.id)])
        known.state.must_be_in(community)
        known.state.must_be_represented_by(organisation.representative)
        if isinstance(act.actor, Person) and isinstance(by, Account):
            if self._keyring.pseudonym(community, by.person.bytes) != organisation.representative:
                raise NotRepresented
            return Act(organisation, act.at, act.occurred_at, rules=act.rules)
        return act

    def person(self, by: Principal, scope: UUID) -> Actor:
        match by:
            case Account(person):
                return Person(self._keyring.pseudonym(scope, person.bytes))
            case Outsider(name):
                return Person(self._keyring.pseudonym(scope, b"outsider:" + name.encode()))
            case System():
                return by

    def represented(self, whom: Represented | None, scope: UUID) -> Actor | None:
        return whom if whom is None or isinstance(whom, Organisation) else self.person(whom, scope)
