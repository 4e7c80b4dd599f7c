"""The relay: publishes the log to Kafka, in order, from its own durable position. At least once.

It stops at the first error, goes back to its position and tries again, for as long as broker or database are away.
"""

import logging
import threading
from collections.abc import Callable, Iterator

import msgspec
import psycopg
from kafka.errors import KafkaError

from consumers.cloud_events import SOURCE, Message, message
from consumers.follower import Batch, Connect, Follower, wait_for_turn
from consumers.publisher import LARGEST_BATCH, Ended, Publisher

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
        connect: Connect,
        servers: str,
        *,
        name: str = "kafka",
        source: str = SOURCE,
        on_round: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_round` is called at least every POLL seconds, for as long as database and broker answer."""
        self._connect, self._servers, self.name, self._source = connect, servers, name, source
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
            except psycopg.OperationalError as error:
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
        with Follower(self._connect, self.name) as follower:
            if not wait_for_turn(follower, self._stopping.is_set):
                return follower.next
            with Publisher(self._servers, self._stopping.is_set) as publisher:
                log.info("publishing to %s from position %d", self._servers, follower.next)
                while not self._stopping.is_set():
                    entries = follower.read(BATCH)
                    for batch in batches(entries, self._source):
                        try:
                            publisher.publish(batch.messages)
                        except Ended:
                            return follower.next
                        follower.move(batch.following)
                        self._pause = SHORTEST_PAUSE
                    self._on_round()
                    if not entries:
                        if not follow:
                            break
                        follower.wait(POLL)
            return follower.next


class Published(msgspec.Struct, frozen=True):
    """Messages to be published together, and the position that follows them."""

    messages: list[Message]
    following: int


def batches(entries: Batch, source: str) -> Iterator[Published]:
    """The entries as messages, in runs of LARGEST_BATCH bytes at most."""
    messages: list[Message] = []
    size = following = 0
    for position, entry in entries:
        made = message(position, entry, source)
        if messages and size + made.size > LARGEST_BATCH:
            yield Published(messages, following)
            messages, size = [], 0
        messages.append(made)
        size += made.size
        following = position + 1
    if messages:
        yield Published(messages, following)


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
