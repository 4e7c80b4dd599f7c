"""The port that runs commands: principals, requests, outcomes. `ops/record.py` implements it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from domain.kernel import Command, Organisation, System
from domain.refusal import Refusal


class Account(msgspec.Struct, frozen=True, tag_field="kind", tag="account"):
    """A person with an account. `person` never enters the log: each consultation has its own pseudonym of it."""

    person: UUID


class Outsider(msgspec.Struct, frozen=True, tag_field="kind", tag="outsider"):
    """A person without an account, by the name that another system, a desk or a meeting uses."""

    name: str


Principal = Account | System | Outsider
"""Who gives a command. The tags are part of the fingerprints that are stored with idempotency keys: they must not change."""

Represented = Account | Outsider | Organisation
"""On whose behalf a command is given. An organisation comes with its representative's pseudonym in the community: if the
principal is this representative, it acts as the organisation; an officer records on its behalf."""


class Request(msgspec.Struct, frozen=True):
    """A command with its metadata: the arguments of `Record.execute` as one value."""

    command: Command
    by: Principal
    command_id: UUID
    on_behalf_of: Represented | None = None
    occurred_at: datetime | None = None
    expected: int | None = None
    cause: UUID | None = None
    correlation: UUID | None = None


class Outcome(msgspec.Struct, frozen=True):
    """The result of a command: its own stream (`thing`), that stream's version, and the number of events appended.

    `position` is that of the last event or, if there was nothing to record, the last position of the log at that moment.
    `repeated`: this is the stored outcome of the same command, run before.
    """

    thing: UUID
    version: int
    position: int
    events: int
    repeated: bool = False


class VersionMoved(Refusal):
    """This has changed since you read it (it is at version {version}): read it again, then repeat your change."""

    code = "version-moved"


class KeyReused(Refusal):
    """This idempotency key has already been used for another request."""

    code = "idempotency-key-reused"


class ClocksDiffer(Exception):
    """The clocks of this process and of the log's database differ by too much: nothing was recorded. The message says by how
    much."""


Confidential = Callable[[], Awaitable[None]]
"""Checks what only those may learn who may give the command: whether a login exists, whether a file is stored. Raises what is
wrong."""


class Record(Protocol):
    """The record, as its writers see it."""

    async def execute(
        self,
        command: Command,
        *,
        by: Principal,
        on_behalf_of: Represented | None = None,
        command_id: UUID | None = None,
        occurred_at: datetime | None = None,
        expected: int | None = None,
        cause: UUID | None = None,
        correlation: UUID | None = None,
        confidential: Confidential | None = None,
    ) -> Outcome:
        """Runs one command; its events and outcome are durable when this returns. Raises a Refusal, and then records nothing.

        `command_id` makes it idempotent: the same request under the same id gives the stored outcome, another request raises
        KeyReused. `expected` is the version that the caller has read; VersionMoved if the stream has another one. Raises
        ClocksDiffer.
        `confidential` is run before the decision, once the principal is known to be entitled.
        """
        ...
