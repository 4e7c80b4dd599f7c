"""How a demonstration is told: by commands, each under an id that is always the same, so that one that was interrupted goes on
where it stopped, and a second one records nothing.

Nobody can log in as the people of a demonstration: they have no accounts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from domain.communities import office
from domain.kernel import PLATFORM, Command, System
from domain.record import Account, Outcome, Principal, Represented
from ops.demo.own_rules import OWN_RULES
from ops.record import SqlRecord
from ops.rules import read_rulebook
from ops.wiring import Services

NAMESPACE = uuid5(PLATFORM, "demonstration")
OPERATOR = System("operator")

OnProgress = Callable[[str], None]


def id_of(*names: str) -> UUID:
    """The id of a person or thing of the demonstration."""
    return uuid5(NAMESPACE, "/".join(names))


def somebody(name: str) -> Account:
    return Account(id_of("person", name))


def by_own_rules(register: Services) -> SqlRecord:
    """The same record under the rules of the demonstration, which let its past be entered years later. The server that is started
    on it afterwards does not have them."""
    rules = read_rulebook(OWN_RULES)
    clock = register.record.clock
    return SqlRecord(register.application, register.pool, register.keyring, register.vault, rules, clock)


class Telling:
    """Runs the commands of a demonstration on a register."""

    def __init__(self, register: Services) -> None:
        self.register, self.record = register, by_own_rules(register)

    async def do(
        self,
        name: str,
        command: Command,
        by: str | Principal,
        *,
        on_behalf_of: Represented | None = None,
        on: datetime | None = None,
    ) -> Outcome:
        """`name` is the command's own, `by` the name of somebody, `on` when it happened, if not now."""
        return await self.record.execute(
            command,
            by=somebody(by) if isinstance(by, str) else by,
            on_behalf_of=on_behalf_of,
            command_id=id_of("command", name),
            occurred_at=on,
        )

    def pseudonym(self, community: UUID, name: str) -> UUID:
        """How somebody is known in a community."""
        return self.register.keyring.pseudonym(community, somebody(name).person.bytes)

    async def grant(self, community: UUID, place: str, roles: Sequence[office.Role], *, named: str = "") -> None:
        """Gives each of some roles to somebody who is called after it. `place` tells commands of several communities apart;
        the first who governs is appointed by the operator, the others by that one."""
        for role in roles:
            by: str | Principal = OPERATOR if role == "administrator" else f"{named}administrator"
            holder = self.pseudonym(community, f"{named}{role}")
            await self.do(f"{place}office/{role}", office.Grant(community, holder, role), by)
