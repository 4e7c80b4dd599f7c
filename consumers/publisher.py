"""Publishing to Kafka so that order survives every failure.

A batch of messages becomes at most one record batch per partition, which a broker takes whole or not at all, and no batch is
sent before the one before it is acknowledged. So whatever arrives late or twice, after time-outs and kills, is a run of
events that begins no later than just behind what the partition holds: who drops repeats by position sees every event, in order.
"""

import logging
import socket
from collections.abc import Callable, Sequence
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
"""Bytes of all messages of a batch: with their framing they fit into one record batch, even if all go to one partition."""
RECORD_BATCH = 1_000_000

log = logging.getLogger(__name__)

hashed = lru_cache(10_000)(murmur2)


class NotDelivered(KafkaError):  # type: ignore[misc]
    """The broker has not taken a batch: none of it counts as published."""


class Ended(Exception):
    """The process is to end while a batch is under way: it does not count as published."""


class Publisher:
    """An idempotent producer. Not for an event loop: everything here may wait. A context manager."""

    def __init__(self, servers: str, ended: Callable[[], bool] = lambda: False) -> None:
        """Raises KafkaError if there is no broker, or the topics cannot be made."""
        self._ended = ended
        must_be_there(servers)
        make_topics(servers)
        self._producer = KafkaProducer(
            bootstrap_servers=servers,
            client_id="sijill-relay",
            enable_idempotence=True,
            acks="all",
            batch_size=RECORD_BATCH,
            max_request_size=RECORD_BATCH,
            linger_ms=15_000,  # a record batch is sent when all of it is there: flush() says so, never the clock
            request_timeout_ms=10_000,
            delivery_timeout_ms=30_000,
            max_block_ms=10_000,
            bootstrap_timeout_ms=5_000,
            reconnect_backoff_max_ms=1_000,
            allow_auto_create_topics=False,
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
        """Returns when every message is acknowledged by all replicas in sync. Raises KafkaError or Ended: publish all again.

        The caller keeps to LARGEST_BATCH.
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
        """Where Kafka's own default puts a key: any client that hashes it so finds it there."""
        place: int = (hashed(message.key) & 0x7FFFFFFF) % self._partitions[message.topic]
        return place


def must_be_there(servers: str) -> None:
    """Raises KafkaConnectionError if none of the addresses takes connections.

    Asked first, because a client of this library that finds no broker leaves a thread behind that goes on looking for it.
    """
    for server in servers.split(","):
        host, _, port = server.strip().rpartition(":")
        with suppress(OSError, ValueError):
            socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
            return
    raise KafkaConnectionError(f"nothing answers at {servers}")


def make_topics(servers: str) -> None:
    """Makes the topics that are not there, to be kept for ever. Those that are there stay as they are."""
    with KafkaAdminClient(bootstrap_servers=servers, bootstrap_timeout_ms=5_000, request_timeout_ms=10_000) as admin:
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
