"""The port through which commands are run: by whom, under which key, and what came of it. Implemented in `ops/`."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from domain.kernel import Command, Organisation, System
from domain.refusal import Refusal


class Account(msgspec.Struct, frozen=True, tag_field="kind", tag="account"):
    """Somebody with an account. `person` never enters the log: it becomes a pseudonym, another one in each consultation."""

    person: UUID


class Outsider(msgspec.Struct, frozen=True, tag_field="kind", tag="outsider"):
    """Somebody without an account here: known by what another system, a desk or a meeting calls them."""

    name: str


Principal = Account | System | Outsider
"""Who asks. The tags stand in the fingerprints that idempotency keys are stored with: they stay as they are."""

Represented = Account | Outsider | Organisation
"""Whom one may act for. An organisation is given with its representative as named, by the pseudonym in the community: an
account that is this representative acts as the organisation; somebody in office records for it."""


class Request(msgspec.Struct, frozen=True):
    """One command and all that comes with it: the arguments of `Record.execute` as one thing."""

    command: Command
    by: Principal
    command_id: UUID
    on_behalf_of: Represented | None = None
    occurred_at: datetime | None = None
    expected: int | None = None
    cause: UUID | None = None
    correlation: UUID | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What a command came to: the thing it was about, that thing's version, and the events appended.

    `position` is that of the last event, or the head at that moment if nothing had to be recorded; `events` counts them.
    `repeated` says that this is the stored outcome of the same command, run before.
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


class Record(Protocol):
    """The register, as those see it who change it."""

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
    ) -> Outcome:
        """Runs one command: its events and outcome are durable when this returns. Raises a Refusal, and then nothing is kept.

        `command_id` makes it idempotent: the same id again gives the stored outcome, with another request KeyReused.
        `expected` is the version of the thing that the caller has seen; if it has moved, VersionMoved.
        """
        ...
