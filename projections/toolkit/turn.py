"""The right to follow the log under a name: one connection at a time holds it, however many processes there are."""

from types import TracebackType
from typing import Any, Self

from psycopg import Connection

from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


class Turn:
    """A session lock, which ends with its connection: if the process dies, the next one gets it."""

    def __init__(self, db: Connection[Any], name: str) -> None:
        self.db, self.name = db, name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def take(self) -> bool:
        """Takes the turn, if no other process has it; gives whether it was taken. It is held until the context ends."""
        ((taken, *_),) = self.db.execute(QUERIES["take"], {"name": self.name}).fetchall()
        return bool(taken)

    def must_hold(self) -> None:
        """Raises psycopg.OperationalError if the connection, and so the turn, is lost."""
        self.db.execute(QUERIES["hold"])
