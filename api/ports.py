"""What the API stands on, handed in by the composition root: it knows no database address and no key."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec
from eventsourcing.application import Application
from psycopg_pool import AsyncConnectionPool

from domain.record import Record
from domain.rules.rulesets import Rulebook

Field = tuple[UUID, str]
"""The id of an opening: the event, and the field's name in it (`body`, `description.ar`)."""


class StoredFile(msgspec.Struct, frozen=True):
    """A file that is kept: the SHA-256 of its bytes in hex, how many they are, and whether it was not there before."""

    sha256: str
    size: int
    new: bool


class FilesAway(Exception):
    """The storage of files does not answer."""


class Files(Protocol):
    """Files by the SHA-256 of their bytes. Each of these raises FilesAway."""

    async def keep(self, chunks: AsyncIterable[bytes]) -> StoredFile:
        """Keeps what comes in, once. What `chunks` raises leaves nothing behind."""
        ...

    async def size(self, sha256: str) -> int | None:
        """How many bytes a file has; None if it is not there."""
        ...

    def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The bytes of a file, in pieces. Raises FileNotFoundError at the first one."""
        ...


class Ports(msgspec.Struct, frozen=True):
    """`application` is what the log is read through. `rules` are those that decisions are made by. `pool` reads under the
    application's role, its search path at views, record and accounts. `files` are those that the record names. `open_texts` gives
    people's words by the ids of their openings: what was erased is not there. `pseudonym(scope, person)` is how somebody is known
    in a consultation or community; `digest(purpose, text)` a keyed digest, for logins, tokens and idempotency keys."""

    record: Record
    application: Application[UUID]
    rules: Rulebook
    pool: AsyncConnectionPool[Any]
    files: Files
    open_texts: Callable[[Sequence[Field]], Awaitable[dict[Field, str]]]
    pseudonym: Callable[[UUID, UUID], UUID]
    digest: Callable[[str, str], bytes]
