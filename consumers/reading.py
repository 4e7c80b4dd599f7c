"""Reads the topics as an integrator does: from the beginning, each event once, in order per root.

It commits no offsets: the position in the log identifies an event, here as everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from kafka import KafkaConsumer, TopicPartition

from consumers.cloud_events import position_of
from consumers.publisher import TOPICS
from domain.registry import decode
from projections.toolkit.kernel import At, ReadModel

IDLE = 30.0
"""Seconds without an answer after which reading fails."""


class Unreachable(Exception):
    """The broker stopped answering before the end of the topics."""


def messages(servers: str, topics: Iterable[str] = TOPICS) -> Iterator[tuple[TopicPartition, Any]]:
    """All messages that the topics hold now, from the beginning, with repeats. Raises Unreachable."""
    consumer = KafkaConsumer(
        bootstrap_servers=servers, group_id=None, enable_auto_commit=False, allow_auto_create_topics=False
    )
    try:
        numbers = {topic: consumer.partitions_for_topic(topic) or () for topic in topics}
        partitions = [TopicPartition(topic, number) for topic, own in numbers.items() for number in own]
        if not partitions:
            return
        consumer.assign(partitions)
        consumer.seek_to_beginning()
        ends = consumer.end_offsets(partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            polled = consumer.poll(timeout_ms=int(IDLE * 1000), max_records=5_000)
            if not polled:
                raise Unreachable
            for partition, records in polled.items():
                for record in records:
                    yield partition, record
    finally:
        consumer.close()


def entries(servers: str, topics: Iterable[str] = TOPICS) -> Iterator[At]:
    """All positions and entries that the topics hold now, without repeats.

    Entries of one partition, and so of one root, are in order; the order of two roots is undefined. Raises Unreachable.
    """
    seen: dict[TopicPartition, int] = defaultdict(lambda: -1)
    for partition, record in messages(servers, topics):
        position = position_of(record.headers)
        if position > seen[partition]:
            seen[partition] = position
            yield position, decode(record.value)


def folded(model: ReadModel[Any], events: Iterable[At]) -> dict[UUID, Any]:
    """The open rows of a read model by key, folded from entries, without a database."""
    rows: dict[UUID, Any] = {}
    for _, entry in events:
        if type(entry.data) in model.feeds:
            key = model.key(entry)
            rows[key] = model.fold(rows.get(key), entry)
    return {key: row for key, row in rows.items() if row is not None}
