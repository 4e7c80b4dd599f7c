"""Resolves a login in a command to a pseudonym in a community: the login is never recorded.

Whether a login exists is secret: the record says so only to those who may give the command.
"""

from uuid import UUID

import msgspec

from api.accounts import account
from api.problems import Problem
from api.rest.commands import Call


class Holder(msgspec.Struct, frozen=True):
    """The pseudonym of the person with a login; of nobody, if no account has it."""

    pseudonym: UUID
    exists: bool

    async def must_exist(self) -> None:
        """Raises the problem `account.unknown`."""
        if not self.exists:
            raise Problem("account.unknown")


async def holder(call: Call, scope: UUID, login: str) -> Holder:
    """The person with a login, in a community."""
    named = await account.by_login(call.ports, login)
    person = named.person if named else UUID(bytes=account.login_digest(call.ports, login)[:16])
    return Holder(call.ports.pseudonym(scope, person), named is not None)
