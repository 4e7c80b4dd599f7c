"""A follower's position in the log: a tracking recorder of the library, held by one process at a time under each name."""

import time
from collections.abc import Callable
from typing import Any

from eventsourcing.persistence import Tracking, TrackingRecorder
from psycopg import Connection

from projections.toolkit.sql import queries_of
from projections.toolkit.turn import Turn

QUERIES = queries_of(__file__)


class PositionConflict(Exception):
    """The follower's position does not fit the log, or another process has moved it; the message says which."""


class Follower(Turn, TrackingRecorder):
    """The position of one name, while this process has the turn. `next` is the next position to process, and so the id of the
    last notification that was processed, since ids count from 1."""

    def __init__(self, db: Connection[Any], name: str) -> None:
        super().__init__(db, name)
        self.next = 0

    def take(self) -> bool:
        """Takes the turn, if no other process has it, and reads the position.

        Raises PositionConflict if the position is beyond the end of the log: then it belongs to another log.
        """
        if not super().take():
            return False
        row = self.db.execute(QUERIES["next"], {"name": self.name}).fetchone()
        assert row is not None
        self.next, head = row
        if self.next > head:
            raise PositionConflict(
                f"The follower '{self.name}' is at position {self.next}, but the log ends before {head}: "
                "this is not the log that it followed before."
            )
        return True

    def insert_tracking(self, tracking: Tracking) -> None:
        """Stores that all notifications up to this one were processed. Raises PositionConflict if another process has moved the
        position."""
        parameters = {"name": self.name, "next": tracking.notification_id, "was": self.next}
        if self.db.execute(QUERIES["move"], parameters).rowcount != 1:
            raise PositionConflict(f"Another follower '{self.name}' has advanced past position {self.next}.")
        self.next = tracking.notification_id

    def max_tracking_id(self, application_name: str) -> int | None:
        return self.next or None


def wait_for_turn(turn: Turn, ended: Callable[[], bool], pause: float = 1.0) -> bool:
    """Waits while another process has the turn. False if `ended` becomes true first. `pause` in seconds."""
    while not ended():
        if turn.take():
            return True
        time.sleep(pause)
    return False
