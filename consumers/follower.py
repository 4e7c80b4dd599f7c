"""A follower's place in the log: read in order from a durable position, by one at a time under each name."""

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from psycopg import Connection

from projections.sql import beside

CHANNEL = "log_record"
QUERIES = beside(__file__)

Connect = Callable[[], Connection[Any]]
"""Gives a new connection to the record, in autocommit."""

Batch = Sequence[tuple[int, bytes]]
"""Positions and entries, in order and without a gap."""


class Astray(Exception):
    """The follower's place and the log do not fit together; the message says how."""


class Follower:
    """The place of one name, for as long as this holds its connection. A context manager."""

    def __init__(self, connect: Connect, name: str) -> None:
        self._db, self.name = connect(), name
        self.next = 0

    def __enter__(self) -> "Follower":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def take_turn(self) -> bool:
        """Whether nobody else follows under this name; then nobody else can until this is closed. Finds the place.

        Raises Astray if more was published than the log holds: it is not the log that was followed so far.
        """
        if self._db.execute(QUERIES["turn"], {"name": self.name}).fetchone() != (True,):
            return False
        found = self._db.execute(QUERIES["next"], {"name": self.name}).fetchone()
        assert found is not None
        self.next, head = found
        if self.next > head:
            raise Astray(
                f"The follower '{self.name}' has come to position {self.next}, but the log ends before {head}: "
                "this is not the log that it has followed."
            )
        self._db.execute(f"listen {CHANNEL}")
        return True

    def read(self, count: int) -> Batch:
        """The next entries, at most `count`; none at the end of the log."""
        asked = {"next": self.next, "count": count}
        return self._db.execute(QUERIES["entries"], asked, binary=True).fetchall()

    def move(self, following: int) -> None:
        """Makes it durable that all before a position is done. Raises Astray if another has moved this place."""
        moved = self._db.execute(QUERIES["move"], {"name": self.name, "next": following, "was": self.next})
        if moved.rowcount != 1:
            raise Astray(f"Another follower '{self.name}' has moved on from position {self.next}.")
        self.next = following

    def wait(self, seconds: float) -> None:
        """Waits until the log may have grown, or for so long."""
        for _ in self._db.notifies(timeout=seconds, stop_after=1):
            pass


def wait_for_turn(follower: Follower, ended: Callable[[], bool], pause: float = 1.0) -> bool:
    """Waits while another follows under the same name. False if it was ended before its turn came."""
    while not ended():
        if follower.take_turn():
            return True
        time.sleep(pause)
    return False
