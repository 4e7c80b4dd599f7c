"""What the API stands on, handed in by the composition root: it knows no database address and no key."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg_pool import AsyncConnectionPool

from domain.record import Record
from domain.rules.rulesets import Rulebook

Field = tuple[UUID, str]
"""The id of an opening: the event, and the field's name in it (`body`, `description.ar`)."""


class Ports(msgspec.Struct, frozen=True):
    """`rules` are those that decisions are made by. `pool` reads under the application's role, its search path at views, record and accounts. `open_texts` gives people's
    words by the ids of their openings: what was erased is not there. `pseudonym(scope, person)` is how somebody is known in
    a consultation or community; `digest(purpose, text)` a keyed digest, for logins, tokens and idempotency keys."""

    record: Record
    rules: Rulebook
    pool: AsyncConnectionPool[Any]
    open_texts: Callable[[Sequence[Field]], Awaitable[dict[Field, str]]]
    pseudonym: Callable[[UUID, UUID], UUID]
    digest: Callable[[str, str], bytes]
