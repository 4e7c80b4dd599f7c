"""The relay: publishes the log to Kafka, in order, from its own durable position. At least once.

It stops at the first error, goes back to its position and tries again, for as long as broker or database are away.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import msgspec
from eventsourcing.persistence import Notification, Tracking
from kafka.errors import KafkaError

from consumers.cloud_events import SOURCE, Message, message
from consumers.follower import Follower, wait_for_turn
from consumers.publisher import LARGEST_BATCH, Ended, Publisher
from projections.toolkit.log import AWAY, Record, subscribe

BATCH = 2_000
"""Entries read, and at most published, at a time."""
POLL = 1.0
"""Seconds after which the log is looked at even if nobody has said that there is more."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds between two tries while something is away."""

log = logging.getLogger(__name__)


class Relay:
    """Publishes for a name: each name has its own position, and one relay at a time; a second one waits for its turn."""

    def __init__(
        self,
        open_record: Callable[[], Record],
        servers: str,
        *,
        name: str = "kafka",
        source: str = SOURCE,
        on_round: Callable[[], None] = lambda: None,
    ) -> None:
        """`open_record` gives the record, or raises what psycopg raises. `on_round` is called at least every POLL seconds, for as
        long as database and broker answer."""
        self._open_record, self._servers, self.name, self._source = open_record, servers, name, source
        self._on_round = on_round
        self._stopping = threading.Event()
        self._pause = SHORTEST_PAUSE

    def end(self) -> None:
        """Asks `run` to return soon. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Publishes until it is ended. Waits out a lost broker or database."""
        while not self._stopping.is_set():
            try:
                self._publish(follow=True)
            except AWAY as error:
                log.warning("the database is away (%s)", first_line(error))
            except KafkaError as error:
                log.warning("the broker is away (%s)", first_line(error))
            except Exception:
                log.exception("stopped at an error")
            if not self._stopping.is_set():
                log.info("trying again in %.1f s, from the durable position", self._pause)
                self._stopping.wait(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def run_once(self) -> int:
        """Publishes until the end of the log; gives the next position. Raises what stands in the way."""
        return self._publish(follow=False)

    def _publish(self, *, follow: bool) -> int:
        record = self._open_record()
        with Follower(record.connect_sync("record"), self.name) as follower:
            if not wait_for_turn(follower, self._stopping.is_set):
                return follower.next
            with Publisher(self._servers, self._stopping.is_set) as publisher:
                log.info("publishing to %s from position %d", self._servers, follower.next)
                end = None if follow else record.application.recorder.max_notification_id() or 0
                if end is None or follower.next < end:
                    with suppress(Ended):
                        self._follow(record, follower, publisher, end)
            return follower.next

    def _follow(self, record: Record, follower: Follower, publisher: Publisher, end: int | None) -> None:
        """Publishes until it is ended or, if there is an end, until that notification."""
        with subscribe(record.application, follower.next) as subscription:
            for notifications in subscription.batches(BATCH, POLL):
                for batch in batches(notifications, self._source):
                    follower.must_hold()
                    publisher.publish(batch.messages)
                    follower.insert_tracking(Tracking(record.application.name, batch.last))
                    self._pause = SHORTEST_PAUSE
                follower.must_hold()
                self._on_round()
                if self._stopping.is_set() or (end is not None and follower.next >= end):
                    return


class Published(msgspec.Struct, frozen=True):
    """Messages to be published together, and the id of the last one's notification."""

    messages: list[Message]
    last: int


def batches(notifications: Sequence[Notification], source: str) -> Iterator[Published]:
    """The entries as messages, in runs of LARGEST_BATCH bytes at most."""
    messages: list[Message] = []
    size = last = 0
    for notification in notifications:
        made = message(notification.id - 1, notification.state, source)
        if messages and size + made.size > LARGEST_BATCH:
            yield Published(messages, last)
            messages, size = [], 0
        messages.append(made)
        size += made.size
        last = notification.id
    if messages:
        yield Published(messages, last)


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
