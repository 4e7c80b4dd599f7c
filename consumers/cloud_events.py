"""Maps an entry of the log to a CloudEvent 1.0 in Kafka, binary mode, and back.

The value is the entry's bytes in the log; the attributes of CloudEvents are headers named `ce_…`.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

SOURCE = "/sijill/log"
"""The default `ce_source`. Together with `ce_id` it must be globally unique."""

Headers = list[tuple[str, bytes]]


class NotOurs(ValueError):
    """A Kafka message is no event of this register; the error says what is missing."""


class Typed(msgspec.Struct, frozen=True):
    type: str


class Line(msgspec.Struct, frozen=True):
    """The fields of an entry that the headers repeat. The rest is not decoded, so that the relay publishes events that it does
    not know."""

    event_id: str
    recorded_at: str
    root: str
    stream: str
    data: Typed


class Message(msgspec.Struct, frozen=True):
    """A Kafka message. `timestamp` is the entry's `recorded_at` in milliseconds, `size` an upper bound of its bytes."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers
    timestamp: int
    size: int


FRAMING = 400
"""An upper bound of a message's bytes without its value, source and type."""

_line = msgspec.json.Decoder(Line)


def topic_of(event_name: str) -> str:
    """The topic of an event: each context has one."""
    return f"sijill.{event_name.partition('.')[0]}"


def message(position: int, entry: bytes, source: str = SOURCE) -> Message:
    """The message for an entry: its key is the root, its subject the stream, its sequence the position."""
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
    """The position of a message's entry in the log. Raises NotOurs if its headers are not those that `message` makes."""
    values = dict(headers)
    if values.get("ce_specversion") != b"1.0":
        raise NotOurs("not a CloudEvent 1.0 in binary mode")
    try:
        return int(values["ce_sequence"])
    except (KeyError, ValueError):
        raise NotOurs("no position in ce_sequence") from None
