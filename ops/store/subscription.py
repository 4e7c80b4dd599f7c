"""Subscriptions: a log's notifications as they arrive, for a follower in its own thread."""

from collections.abc import Iterator, Sequence
from queue import Empty
from time import monotonic, sleep

from eventsourcing import persistence as library
from eventsourcing.persistence import Notification, ShutDown
from psycopg.sql import SQL, Identifier

from ops.store.store import Store, library_errors

POLL = 1.0
"""Seconds between two polls, if the database has announced nothing."""

PACE = 0.03
"""The least seconds between two reads at the end of the log; notifications that arrive in between are read together."""

STOP = 0.1
"""Seconds within which a waiting subscription notices that it was stopped."""

PULL = 1_000
"""Notifications read by one query. The library's queue holds ten times as many."""


class Subscription(library.ListenNotifySubscription[library.ApplicationRecorder]):
    """Notifications as they arrive: one by one, as in the library, or in batches.

    It listens before its first read, so that it misses no announcement. With topics, it reads the notifications that it skips
    only once. Its thread is a daemon if the thread that creates it is one; else use it as a context manager, which ends the
    thread.
    """

    def __init__(
        self, recorder: library.ApplicationRecorder, store: Store, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        with library_errors():
            self._listening = store.connect()
            self._listening.execute(SQL("listen {}").format(Identifier(f"log_{store.schema}")))
        super().__init__(recorder, gt, topics)

    def batches(self, most: int = PULL, timeout: float | None = None) -> Iterator[Sequence[Notification]]:
        """Batches of the notifications that were read so far: at least one, and about `most` at most.

        Waits for the first one; with a timeout in seconds, gives an empty batch when it has passed. Ends when the subscription is
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
        """The main loop of the library's thread: pulls on announcements, and every POLL seconds."""
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
        """Queues all new notifications up to the present end of the log."""
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
        """Waits for an announcement, at most POLL seconds."""
        until = monotonic() + POLL
        while not self._has_been_stopped and monotonic() < until:
            for _ in self._listening.notifies(timeout=STOP, stop_after=1):
                return
