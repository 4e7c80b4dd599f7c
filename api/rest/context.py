"""The state that all requests of a running app share."""

from uuid import UUID

import msgspec

from api.attempts import Attempts
from api.limits import Buckets, Limits
from api.ports import Ports
from api.security import Tokens


class Context(msgspec.Struct, frozen=True):
    """`commands`, `crowd`, `guests`, `registrations` and `attempts` are rate limits; `running` holds the ids of the commands that
    this process is running."""

    ports: Ports
    limits: Limits
    tokens: Tokens
    commands: Buckets
    crowd: Buckets
    guests: Buckets
    registrations: Buckets
    attempts: Attempts
    running: set[UUID]


def context(ports: Ports, limits: Limits) -> Context:
    """A new context."""
    return Context(
        ports,
        limits,
        Tokens(ports),
        commands=Buckets(limits.commands, limits.commands_burst),
        crowd=Buckets(limits.crowd, limits.crowd_burst),
        guests=Buckets(limits.guests, limits.guests_burst),
        registrations=Buckets(limits.registrations, limits.registrations_burst),
        attempts=Attempts(limits),
        running=set(),
    )
