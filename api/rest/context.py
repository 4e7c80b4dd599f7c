"""The state that all requests of a running app share."""

from uuid import UUID

import msgspec

from api.limits import Buckets, Limits
from api.ports import Ports
from api.security import Tokens


class Context(msgspec.Struct, frozen=True):
    """`commands` and `guests` are rate limits; `running` holds the ids of the commands that this process is running."""

    ports: Ports
    limits: Limits
    tokens: Tokens
    commands: Buckets
    guests: Buckets
    running: set[UUID]


def context(ports: Ports, limits: Limits) -> Context:
    """A new context."""
    return Context(
        ports,
        limits,
        Tokens(ports),
        Buckets(limits.commands, limits.commands_burst),
        Buckets(limits.guests, limits.guests_burst),
        set(),
    )
