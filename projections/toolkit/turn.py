"""The right to follow the log under a name: one connection at a time has it, whatever the number of processes."""

from types import TracebackType
from typing import Any, Self

from psycopg import Connection

from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


class Turn:
    """A session lock, which ends with its connection: if the process dies, the next one takes its turn."""

    def __init__(self, db: Connection[Any], name: str) -> None:
        self.db, self.name = db, name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def take(self) -> bool:
        """Whether nobody else follows under this name; then nobody else can until this is left."""
        ((taken, *_),) = self.db.execute(QUERIES["take"], {"name": self.name}).fetchall()
        return bool(taken)

    def must_hold(self) -> None:
        """Raises psycopg.OperationalError if the connection is lost, and the turn with it."""
        self.db.execute(QUERIES["hold"])
