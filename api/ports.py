"""The ports of the API, implemented in `ops/`: the API knows no database address and no key."""

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
    """A stored file: the SHA-256 of its bytes in hex, their number, and whether it was stored for the first time."""

    sha256: str
    size: int
    new: bool


class FilesAway(Exception):
    """The file store does not answer."""


Arrived = Callable[[str], Awaitable[None]]
"""Called with the SHA-256 of a file when all its bytes have arrived, before the file gets its address."""


class Files(Protocol):
    """The file store: files by the SHA-256 of their bytes. All methods raise FilesAway."""

    async def keep(self, chunks: AsyncIterable[bytes], arrived: Arrived | None = None) -> StoredFile:
        """Stores a file, once. If `chunks` or `arrived` raises, nothing is stored."""
        ...

    async def size(self, sha256: str) -> int | None:
        """The size of a file in bytes; None if it is not stored."""
        ...

    def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The bytes of a file, in pieces. Raises FileNotFoundError at the first piece."""
        ...


class Ports(msgspec.Struct, frozen=True):
    """`application` is what the log is read through. `rules` are those that decisions are made by. `pool` reads under the
    application's role, its search path at views, record and accounts. `files` are those that the record names. `open_texts` gives
    people's words by the ids of their openings: what was erased is not there. `pseudonym(scope, person)` is how somebody is known
    in a consultation or community; `digest(purpose, text)` a keyed digest, for logins, tokens and idempotency keys.
    `search_token` is how the search's index has a term. `fault` says why nothing can be recorded now: the clocks differ, the disk
    is full. `ended_sessions()` gives the accounts whose sessions end, in any process, as it happens, and None as a sign that it
    still listens; it raises psycopg.OperationalError when the connection is lost."""

    record: Record
    application: Application[UUID]
    rules: Rulebook
    pool: AsyncConnectionPool[Any]
    files: Files
    open_texts: Callable[[Sequence[Field]], Awaitable[dict[Field, str]]]
    pseudonym: Callable[[UUID, UUID], UUID]
    digest: Callable[[str, str], bytes]
    ended_sessions: Callable[[], AsyncIterator[UUID | None]]
    search_token: Callable[[str], int]
    fault: Callable[[], Awaitable[str | None]]
