"""The relay: publishes the log to Kafka, in order, at least once, from its durable position.

At an error it goes back to its position and retries, for as long as the broker or the database is away.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from eventsourcing.persistence import Notification, Tracking
from kafka.errors import KafkaError

from consumers.cloud_events import SOURCE, Message, message
from consumers.follower import Follower, wait_for_turn
from consumers.publisher import LARGEST_BATCH, NO_SECURITY, Ended, Publisher
from projections.toolkit.log import AWAY, Record, subscribe

BATCH = 2_000
"""The most entries that are read and published together."""
POLL = 1.0
"""Seconds between two polls of the log without an announcement."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds between two retries, with exponential back-off."""

log = logging.getLogger(__name__)


class Relay:
    """Publishes under a name. Each name has its own position; a second relay of the same name waits for its turn."""

    def __init__(
        self,
        open_record: Callable[[], Record],
        servers: str,
        *,
        name: str = "kafka",
        source: str = SOURCE,
        on_round: Callable[[], None] = lambda: None,
        security: Mapping[str, Any] = NO_SECURITY,
    ) -> None:
        """`open_record` opens the record, and may raise psycopg's errors. `on_round` is called at least every POLL seconds, while
        database and broker answer. `security` are options of `kafka_security`."""
        self._open_record, self._servers, self.name, self._source = open_record, servers, name, source
        self._on_round, self._security = on_round, security
        self._stopping = threading.Event()
        self._pause = SHORTEST_PAUSE

    def end(self) -> None:
        """Makes `run` return soon. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Publishes until `end` is called. Retries while broker or database are away."""
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
        """Publishes up to the present end of the log; gives the next position. Raises any error, without a retry."""
        return self._publish(follow=False)

    def _publish(self, *, follow: bool) -> int:
        record = self._open_record()
        with Follower(record.connect_sync("record"), self.name) as follower:
            if not wait_for_turn(follower, self._stopping.is_set):
                return follower.next
            with Publisher(self._servers, self._stopping.is_set, self._security) as publisher:
                log.info("publishing to %s from position %d", self._servers, follower.next)
                end = None if follow else record.application.recorder.max_notification_id() or 0
                if end is None or follower.next < end:
                    with suppress(Ended):
                        self._follow(record, follower, publisher, end)
            return follower.next

    def _follow(self, record: Record, follower: Follower, publisher: Publisher, end: int | None) -> None:
        """Publishes until `end` is called or, if an end is given, up to that notification."""
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
    """A batch of messages, and the id of the last one's notification."""

    messages: list[Message]
    last: int


def batches(notifications: Sequence[Notification], source: str) -> Iterator[Published]:
    """Entries as messages, in batches of at most LARGEST_BATCH bytes."""
    messages: list[Message] = []
    size = last = 0
    for notification in notifications:
        next = message(notification.id - 1, notification.state, source)
        if messages and size + next.size > LARGEST_BATCH:
            yield Published(messages, last)
            messages, size = [], 0
        messages.append(next)
        size += next.size
        last = notification.id
    if messages:
        yield Published(messages, last)


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
