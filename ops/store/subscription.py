"""A log as it grows, for a follower in a thread of its own."""

from collections.abc import Iterator, Sequence
from queue import Empty
from time import monotonic, sleep
from typing import TYPE_CHECKING

from eventsourcing import persistence as library
from eventsourcing.persistence import Notification, ShutDown
from psycopg.sql import SQL, Identifier

from ops.store.store import library_errors

if TYPE_CHECKING:
    from ops.store.recorders import SqlApplicationRecorder

POLL = 1.0
"""Seconds after which a subscription looks for notifications even if the database has not announced any."""

PACE = 0.03
"""Seconds between two looks at least, when all that was there has been read: what comes in meanwhile is read at once."""

STOP = 0.1
"""Seconds within which a subscription that waits sees that it was stopped."""

PULL = 1_000
"""Notifications read at a time. The library's queue holds ten times as many."""


class Subscription(library.ListenNotifySubscription["SqlApplicationRecorder"]):
    """Notifications as they come: one by one, as the library has it, or in batches.

    It listens before it first reads, so that no announcement is missed. With topics, it never reads twice what it has passed
    over. Its thread is a daemon where the thread that makes it is one; else leave it by its context manager.
    """

    def __init__(self, recorder: "SqlApplicationRecorder", gt: int | None = None, topics: Sequence[str] = ()) -> None:
        with library_errors():
            self._listening = recorder.store.connect()
            self._listening.execute(SQL("listen {}").format(Identifier(f"log_{recorder.store.schema}")))
        super().__init__(recorder, gt, topics)

    def batches(self, most: int = PULL, timeout: float | None = None) -> Iterator[Sequence[Notification]]:
        """Everything that has been read by now: at least one notification, and hardly more than `most`.

        While there is nothing it waits; with a timeout in seconds, it then gives an empty batch. Ends when the subscription is
        stopped; raises the error that stopped it.
        """
        queue = self._notifications_queue
        while not self._has_been_stopped:
            batch: list[Notification] = []
            try:
                batch += queue.get(timeout=timeout)
                while len(batch) < most:
                    batch += queue.get(block=False)
            except Empty:
                pass
            except ShutDown:
                break
            yield batch
        if self._thread_error is not None:
            raise self._thread_error

    def _loop_on_pull(self) -> None:
        """What the library's thread runs: pulls at announcements, and every POLL seconds."""
        try:
            with library_errors(), self._listening:
                while not self._has_been_stopped:
                    self._pull()
                    sleep(PACE)
                    self._wait()
        except BaseException as error:
            self._thread_error = self._thread_error or error
            self.stop()

    def _pull(self) -> None:
        """Queues what is new, up to the end of the log as it is now."""
        while not self._has_been_stopped:
            end = self._recorder.max_notification_id() if self._topics else None
            notifications = self._recorder.select_notifications(
                self._last_notification_id or 0, PULL, end, self._topics, inclusive_of_start=False
            )
            if notifications:
                try:
                    self._notifications_queue.put(notifications)
                except ShutDown:
                    return
                self._last_notification_id = notifications[-1].id
            if len(notifications) < PULL:
                self._last_notification_id = end or self._last_notification_id
                return

    def _wait(self) -> None:
        """Waits for an announcement, but not longer than POLL."""
        until = monotonic() + POLL
        while not self._has_been_stopped and monotonic() < until:
            for _ in self._listening.notifies(timeout=STOP, stop_after=1):
                return
