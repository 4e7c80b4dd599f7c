"""Follows the log with the library's projection runner, in batches, and updates the read models. One process per database
follows, however many there are.

The stock runner has one transaction for each event; this one has one for each batch. Its subscription, its threads and its
error handling are the library's.
"""

import logging
import threading
import weakref
from collections.abc import Callable, Sequence
from contextlib import closing
from time import monotonic
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import NotSupportedError, Tracking, TrackingRecorder
from eventsourcing.projection import ApplicationSubscription, BaseProjectionRunner, Projection

from domain.kernel import Entry
from projections.toolkit.agreement import Disagreement
from projections.toolkit.kernel import At
from projections.toolkit.log import AWAY, Batches, Record, entries
from projections.toolkit.runner import BATCH, Models, Runner
from projections.toolkit.turn import Turn

NAME = "sijill read models"
"""The name of the lock for which the processes of a database compete."""

TURN = 0.5
"""Seconds between two attempts of a waiting process to take its turn."""

CHECK = 1.0
"""Seconds without a new entry after which the read models are checked against the log again."""

PATIENCE = 3.0
"""Seconds for the transaction in progress to end when this is told to end; else it is rolled back when the process ends."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two retries, with exponential back-off."""

First = Callable[[Sequence[At]], None]
"""Takes each batch before the read models do, in a transaction of its own."""

log = logging.getLogger(__name__)


class Views(TrackingRecorder):
    """The tracking of the read models: their next position is the id of the last notification that they have processed."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def insert_tracking(self, tracking: Tracking) -> None:
        raise NotSupportedError("the read models' position moves with their rows")

    def max_tracking_id(self, application_name: str) -> int | None:
        return self.runner.next() or None


class ReadModels(Projection[Views]):
    name = "read_models"
    first: First = staticmethod(lambda batch: None)

    def process_event(self, domain_event: Entry[Any], tracking: Tracking) -> None:
        self.process_events([(tracking.notification_id - 1, domain_event)])

    def process_events(self, batch: Sequence[At]) -> None:
        """Folds entries, with their positions, in one transaction."""
        self.first(batch)
        self.view.runner.take(batch)


class BatchRunner(BaseProjectionRunner[Application[UUID]]):
    """The library's runner, for a projection and a subscription that process batches."""

    @staticmethod
    def _process_events_loop(
        subscription: ApplicationSubscription[Any],
        projection: Any,
        is_stopping: threading.Event,
        runner: "weakref.ReferenceType[Any]",
    ) -> None:
        try:
            for notifications in cast(Batches, subscription.subscription).batches(BATCH, CHECK):
                projection.process_events(entries(subscription.mapper, notifications))
        except BaseException as error:
            if (running := runner()) is not None:
                running._thread_error = error
        finally:
            is_stopping.set()


def following(runner: Runner, first: First | None = None) -> BatchRunner:
    """A context manager that keeps the read models of a runner up to date. `run_forever` raises the error that stopped it."""
    view, application = Views(runner), runner.record.application
    projection = ReadModels(view)
    projection.first = first or projection.first
    return BatchRunner(
        projection=projection,
        application_class=type(application),
        tracking_recorder=view,
        topics=(),
        env=application.env,
    )


class Following(threading.Thread):
    """Keeps the read models up to date while this process runs and has the turn. Retries while the database is away. It is a
    daemon thread, and so are the threads that it starts."""

    def __init__(self, record: Record, models: Models, first: First | None = None) -> None:
        super().__init__(name="read models", daemon=True)
        self._record, self._models, self._first = record, models, first
        self._ended = threading.Event()
        self._running: BatchRunner | None = None

    def end(self) -> None:
        self._ended.set()
        if running := self._running:
            running.stop()
        self.join(timeout=PATIENCE)

    def run(self) -> None:
        pause = SHORTEST_PAUSE
        while not self._ended.is_set():
            began = monotonic()
            try:
                self._follow()
            except AWAY as error:
                log.warning("read models: the database is away, trying again: %s", type(error).__name__)
            except Disagreement as fault:
                log.error("read models: stopped: %s", fault)
            except Exception:
                log.exception("read models: stopped at an error, trying again")
            if monotonic() > began + LONGEST_PAUSE:
                pause = SHORTEST_PAUSE
            self._ended.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _follow(self) -> None:
        """Waits for its turn, then follows. The lock belongs to the connection that writes: a process that loses it can write
        nothing more."""
        with closing(Runner(self._record, self._models)) as runner, Turn(runner.db, NAME) as turn:
            while not turn.take():
                if self._ended.wait(TURN):
                    return
            with following(runner, self._first) as self._running:
                if not self._ended.is_set():
                    self._running.run_forever()
