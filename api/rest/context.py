"""What every request works with, made once for a running app."""

from uuid import UUID

import msgspec

from api.limits import Buckets, Limits
from api.ports import Ports
from api.security import Tokens


class Context(msgspec.Struct, frozen=True):
    """`commands` and `guests` hold the rates; `running` the ids of the commands that are being run in this process."""

    ports: Ports
    limits: Limits
    tokens: Tokens
    commands: Buckets
    guests: Buckets
    running: set[UUID]


def context(ports: Ports, limits: Limits) -> Context:
    return Context(
        ports,
        limits,
        Tokens(ports),
        Buckets(limits.commands, limits.commands_burst),
        Buckets(limits.guests, limits.guests_burst),
        set(),
    )
