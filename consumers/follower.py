"""A follower's place in the log: a tracking recorder of the library's, for one process at a time under each name."""

import time
from collections.abc import Callable
from typing import Any

from eventsourcing.persistence import Tracking, TrackingRecorder
from psycopg import Connection

from projections.toolkit.sql import beside
from projections.toolkit.turn import Turn

QUERIES = beside(__file__)


class Astray(Exception):
    """The follower's place and the log do not fit together; the message says how."""


class Follower(Turn, TrackingRecorder):
    """The place of one name, for as long as this has the turn. `next` is the position that it wants next, and so the id of the
    last notification that is done: ids count from 1."""

    def __init__(self, db: Connection[Any], name: str) -> None:
        super().__init__(db, name)
        self.next = 0

    def take(self) -> bool:
        """Takes the turn, and finds the place.

        Raises Astray if more was published than the log holds: it is not the log that was followed so far.
        """
        if not super().take():
            return False
        found = self.db.execute(QUERIES["next"], {"name": self.name}).fetchone()
        assert found is not None
        self.next, head = found
        if self.next > head:
            raise Astray(
                f"The follower '{self.name}' is at position {self.next}, but the log ends before {head}: "
                "this is not the log that it followed before."
            )
        return True

    def insert_tracking(self, tracking: Tracking) -> None:
        """Makes it durable that everything up to a notification is done. Raises Astray if another has moved this place."""
        place = {"name": self.name, "next": tracking.notification_id, "was": self.next}
        if self.db.execute(QUERIES["move"], place).rowcount != 1:
            raise Astray(f"Another follower '{self.name}' has advanced past position {self.next}.")
        self.next = tracking.notification_id

    def max_tracking_id(self, application_name: str) -> int | None:
        return self.next or None


def wait_for_turn(turn: Turn, ended: Callable[[], bool], pause: float = 1.0) -> bool:
    """Waits while another follows under the same name. False if it was ended before its turn came."""
    while not ended():
        if turn.take():
            return True
        time.sleep(pause)
    return False
