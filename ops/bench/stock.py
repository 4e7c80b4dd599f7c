"""The same work on the stock libraries: `eventsourcing` with its PostgreSQL recorder and its projection runner."""

import threading
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4, uuid5

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import get_topic
from psycopg.conninfo import conninfo_to_dict


class StockConsultation(Aggregate):
    """Open from one instant to another."""

    @event("Opened")
    def __init__(self, opens: datetime, closes: datetime) -> None:
        self.opens, self.closes = opens, closes


class StockProposal(Aggregate):
    """Belongs to a consultation."""

    @event("Submitted")
    def __init__(self, consultation: UUID, body: str) -> None:
        self.consultation, self.body = consultation, body


class StockBallot(Aggregate):
    """One voter's answer to one proposal: its id follows from both."""

    class Cast(Aggregate.Created):
        consultation: UUID
        proposal: UUID
        voter: UUID
        choice: str

    @event(Cast)
    def __init__(self, consultation: UUID, proposal: UUID, voter: UUID, choice: str) -> None:
        self.choice = choice

    @staticmethod
    def create_id(consultation: UUID, proposal: UUID, voter: UUID, choice: str) -> UUID:
        return uuid5(proposal, voter.hex)


class NotOpen(Exception):
    """The consultation takes no ballots now."""


class StockVotes(Application[UUID]):
    """Votes by the library's own ways; what hardly ever changes is remembered."""

    def open(self, proposals: int) -> tuple[UUID, list[UUID]]:
        """A consultation for all times, with proposals."""
        consultation = StockConsultation(datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))
        submitted = [StockProposal(consultation.id, "Une borne-fontaine au marché") for _ in range(proposals)]
        self.save(consultation, *submitted)
        return consultation.id, [proposal.id for proposal in submitted]

    def cast(self, consultation: UUID, proposal: UUID, voter: UUID, choice: str) -> int:
        """The notification id of a ballot, if the rules allow it."""
        window = self.state_of(consultation)
        if (
            self.state_of(proposal).consultation != consultation
            or not window.opens <= datetime.now(UTC) < window.closes
        ):
            raise NotOpen
        (recording,) = self.save(StockBallot(consultation, proposal, voter, choice))
        return recording.notification.id

    @lru_cache(10_000)  # noqa: B019  one application for the whole run
    def state_of(self, id: UUID) -> Any:
        return self.repository.get(id)

    def fill(self, count: int) -> None:
        """So many ballots, many to a transaction."""
        consultation, proposals = self.open(50)
        made = 0
        while made < count:
            ballots = [
                StockBallot(consultation, proposals[number % 50], uuid4(), "agree")
                for number in range(min(500, count - made))
            ]
            self.save(*ballots)
            made += len(ballots)


class TallyView(PostgresTrackingRecorder):
    """One table, one upsert for each event."""

    def _create_table(self, curs: Any) -> None:
        super()._create_table(curs)
        curs.execute("create table if not exists stock_tally (proposal uuid primary key, agree bigint not null)")

    def count(self, proposal: UUID, tracking: Tracking) -> None:
        upsert = """
            insert into stock_tally values (%s, 1) on conflict (proposal) do update set agree = stock_tally.agree + 1
        """
        with self.datastore.transaction(commit=True) as curs:
            curs.execute(upsert, [proposal])
            self._insert_tracking(curs, tracking)


class TallyProjection(Projection[TallyView]):
    name = "stock_tallies"
    topics = (get_topic(StockBallot.Cast),)

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.insert_tracking(tracking)

    @process_event.register
    def ballot_cast(self, domain_event: StockBallot.Cast, tracking: Tracking) -> None:
        self.view.count(domain_event.proposal, tracking)


def environment(url: str) -> dict[str, str]:
    """The library's settings for a database."""
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port") or "5432"),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password") or "none"),
    }


def run_projection(url: str, until: int) -> None:
    """Runs the projection from the beginning, until it has come to a notification."""
    arguments: Any = {"application_class": StockVotes, "projection_class": TallyProjection, "view_class": TallyView}
    with ProjectionRunner(**arguments, env=environment(url)) as runner:
        runner.projection.view.wait(runner.app.name, until, timeout=600, interrupt=threading.Event())
