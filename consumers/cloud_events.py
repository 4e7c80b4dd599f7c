"""An entry of the log as a CloudEvent 1.0 in Kafka, binary mode, and back.

The value is the log's own bytes; what CloudEvents says about an event stands in headers named `ce_…`. Both ways are here,
so that they cannot part.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

SOURCE = "/sijill/log"
"""`ce_source`, unless the operator names another: together with `ce_id` it is unique in the world."""

Headers = list[tuple[str, bytes]]


class NotOurs(ValueError):
    """A message is no event of this register; the message says what is missing."""


class Typed(msgspec.Struct, frozen=True):
    type: str


class Line(msgspec.Struct, frozen=True):
    """The little of an entry that the headers say again. It is read, not decoded: the relay carries what it does not know."""

    event_id: str
    recorded_at: str
    root: str
    stream: str
    data: Typed


class Message(msgspec.Struct, frozen=True):
    """What is handed to Kafka: `timestamp` is the log's time of recording in milliseconds, `size` at least its size in bytes."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers
    timestamp: int
    size: int


FRAMING = 400
"""Bytes of a message at most, beside its value, source and type."""

_line = msgspec.json.Decoder(Line)


def topic_of(event_name: str) -> str:
    """The topic of an event: one for each context."""
    return f"sijill.{event_name.partition('.')[0]}"


def message(position: int, entry: bytes, source: str = SOURCE) -> Message:
    """One entry of the log, ready to be published: its key is the root, its subject the stream, its sequence the position."""
    line = _line.decode(entry)
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", line.event_id.encode()),
        ("ce_source", source.encode()),
        ("ce_type", line.data.type.encode()),
        ("ce_subject", line.stream.encode()),
        ("ce_time", line.recorded_at.encode()),
        ("ce_sequence", b"%d" % position),
        ("content-type", b"application/json"),
    ]
    at = int(datetime.fromisoformat(line.recorded_at).timestamp() * 1000)
    size = len(entry) + len(source) + len(line.data.type) + FRAMING
    return Message(topic_of(line.data.type), line.root.encode(), entry, headers, at, size)


def position_of(headers: Iterable[tuple[str, bytes]]) -> int:
    """The position in the log that a message came from. Raises NotOurs if its headers are not those of a CloudEvent of ours."""
    said = dict(headers)
    if said.get("ce_specversion") != b"1.0":
        raise NotOurs("not a CloudEvent 1.0 in binary mode")
    try:
        return int(said["ce_sequence"])
    except (KeyError, ValueError):
        raise NotOurs("no position in ce_sequence") from None
