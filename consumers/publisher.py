"""Publishes to Kafka, and keeps the order through every failure.

A batch of messages becomes at most one record batch per partition, which a broker stores completely or not at all, and a batch is
sent only after the previous one was acknowledged. So after time-outs and kills a partition may hold repeats, but no gaps: a
consumer that drops repeats by position sees every event in order.
"""

import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from types import TracebackType
from typing import Any

from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError
from kafka.partitioner.default import murmur2

from consumers.cloud_events import Message, topic_of
from domain.registry import EVENTS, event_name

TOPICS = sorted({topic_of(event_name(event)) for event in EVENTS})
PARTITIONS, REPLICAS = 6, 3
LARGEST_BATCH = 900_000
"""The most bytes of a batch's messages: they fit into one record batch even if all have the same partition."""
RECORD_BATCH = 1_000_000
NO_SECURITY: Mapping[str, Any] = {}

log = logging.getLogger(__name__)

hashed = lru_cache(10_000)(murmur2)


class NotDelivered(KafkaError):  # type: ignore[misc]
    """The broker has not acknowledged a batch: it counts as not published."""


class Ended(Exception):
    """The process was told to stop while a batch was in flight: it counts as not published."""


class Publisher:
    """An idempotent producer, as a context manager. All methods block: do not use it on an event loop."""

    def __init__(
        self, servers: str, ended: Callable[[], bool] = lambda: False, security: Mapping[str, Any] = NO_SECURITY
    ) -> None:
        """`ended` says whether the process was told to stop; `security` are options of `kafka_security`. Raises KafkaError if no
        broker answers, or the topics cannot be made."""
        self._ended = ended
        must_answer(servers)
        make_topics(servers, security)
        self._producer = KafkaProducer(
            bootstrap_servers=servers,
            client_id="sijill-relay",
            enable_idempotence=True,
            acks="all",
            batch_size=RECORD_BATCH,
            max_request_size=RECORD_BATCH,
            linger_ms=15_000,  # only flush() sends a record batch, when it is complete; the timer never does
            request_timeout_ms=10_000,
            delivery_timeout_ms=30_000,
            max_block_ms=10_000,
            bootstrap_timeout_ms=5_000,
            reconnect_backoff_max_ms=1_000,
            allow_auto_create_topics=False,
            **security,
        )
        self._partitions = {topic: len(self._producer.partitions_for(topic)) for topic in TOPICS}

    def __enter__(self) -> "Publisher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(KafkaError):
            self._producer.close(timeout=2)

    def publish(self, messages: Sequence[Message]) -> None:
        """Publishes a batch of at most LARGEST_BATCH bytes; returns when all replicas in sync have acknowledged it.

        Raises KafkaError or Ended: then publish the whole batch again.
        """
        futures = [
            self._producer.send(m.topic, m.value, m.key, m.headers, self._partition(m), m.timestamp) for m in messages
        ]
        self._flush()
        for future in futures:
            if not future.succeeded():
                raise NotDelivered(str(future.exception))

    def _flush(self) -> None:
        while True:
            try:
                self._producer.flush(timeout=1.0)
                return
            except KafkaTimeoutError:  # the producer itself gives up on a message after its delivery time-out
                if self._ended():
                    raise Ended from None

    def _partition(self, message: Message) -> int:
        """The partition of a key by Kafka's default partitioner, so that every client finds it."""
        partition: int = (hashed(message.key) & 0x7FFFFFFF) % self._partitions[message.topic]
        return partition


def must_answer(servers: str) -> None:
    """Raises KafkaConnectionError if none of the addresses accepts connections.

    Called first, because the library's client, if it finds no broker, leaves a thread behind that goes on trying.
    """
    for server in servers.split(","):
        host, _, port = server.strip().rpartition(":")
        with suppress(OSError, ValueError):
            socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
            return
    raise KafkaConnectionError(f"nothing answers at {servers}")


def make_topics(servers: str, security: Mapping[str, Any] = NO_SECURITY) -> None:
    """Creates the topics that do not exist, with unlimited retention. Existing ones stay as they are."""
    with KafkaAdminClient(
        bootstrap_servers=servers, bootstrap_timeout_ms=5_000, request_timeout_ms=10_000, **security
    ) as admin:
        missing = sorted(set(TOPICS) - set(admin.list_topics()))
        if not missing:
            return
        replicas = min(REPLICAS, len(admin.describe_cluster()["brokers"]))
        wanted: dict[str, Any] = {
            "num_partitions": PARTITIONS,
            "replication_factor": replicas,
            "configs": {
                "retention.ms": "-1",
                "retention.bytes": "-1",
                "min.insync.replicas": str(max(1, replicas - 1)),
            },
        }
        log.info("making the topics %s: %d partitions, %d replicas", ", ".join(missing), PARTITIONS, replicas)
        admin.create_topics(dict.fromkeys(missing, wanted), wait_for_metadata=True)
