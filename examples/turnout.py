"""Counts the ballots of each consultation in SQLite: a projection as any user of `eventsourcing` writes it.

    SIJILL_DATA_DIR=data TURNOUT_SQLITE_DBNAME=turnout.db python examples/turnout.py

Set `SIJILL_DATABASE_URL` instead of `SIJILL_DATA_DIR` to follow a record in your own PostgreSQL. After a stop or a kill it
resumes after the last event that it has counted.
"""

from typing import Any
from uuid import UUID

from eventsourcing.persistence import Tracking
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteCursor, SQLiteTrackingRecorder
from eventsourcing.utils import get_topic

from domain.kernel import Entry
from domain.participation.ballot import BallotCast, BallotWithdrawn
from ops.application import Register


class TurnoutView(SQLiteTrackingRecorder):
    """The table of counts, with the id of the last notification that was counted."""

    def _create_table(self, c: SQLiteCursor) -> None:
        super()._create_table(c)
        c.execute("create table if not exists turnout (consultation text primary key, ballots integer not null)")

    def add(self, consultation: UUID, ballots: int, tracking: Tracking) -> None:
        """Updates the count and the tracking in one transaction, so that nothing is counted twice."""
        with self.datastore.transaction(commit=True) as c:
            self._insert_tracking(c, tracking)
            c.execute(
                "insert into turnout values (?, ?) on conflict do update set ballots = ballots + excluded.ballots",
                (str(consultation), ballots),
            )


class Turnout(Projection[TurnoutView]):
    """Counts a ballot when it is cast, and discounts it when it is withdrawn."""

    name = "turnout"
    topics = (get_topic(BallotCast), get_topic(BallotWithdrawn))

    def process_event(self, domain_event: Entry[Any], tracking: Tracking) -> None:
        match domain_event.data:
            case BallotCast():
                self.view.add(domain_event.root, 1, tracking)
            case BallotWithdrawn():
                self.view.add(domain_event.root, -1, tracking)


if __name__ == "__main__":
    with ProjectionRunner(
        application_class=Register,
        projection_class=Turnout,
        view_class=TurnoutView,
        env={"TURNOUT_PERSISTENCE_MODULE": "eventsourcing.sqlite"},
    ) as runner:
        runner.run_forever()
