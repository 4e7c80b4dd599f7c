"""Arrays in PostgreSQL's binary format, each packed at once: psycopg's own dumpers, value by value, cost a third of an append.
No value may be null."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_header = struct.Struct(">iiIii")
_length = struct.Struct(">I")


class Array(msgspec.Struct, frozen=True):
    """A parameter for `%(name)b::type[]`."""

    data: bytes


class ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        return obj.data


psycopg.adapters.register_dumper(Array, ArrayDumper)


def array(oid: int, count: int, elements: bytes) -> Array:
    """An array of one dimension, with indexes from 1; an empty array has no dimension."""
    return Array(_header.pack(1, 0, oid, count, 1) + elements if count else _header.pack(0, 0, oid, 0, 0)[:12])


def uuids(values: Sequence[UUID]) -> Array:
    return array(2950, len(values), b"\0\0\0\x10".join([b"", *[value.bytes for value in values]]))


def integers(values: Sequence[int]) -> Array:
    return array(23, len(values), fixed("i", 4, values))


def instants(values: Sequence[datetime]) -> Array:
    spans = [value - EPOCH for value in values]
    microseconds = [(span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds for span in spans]
    return array(1184, len(values), fixed("q", 8, microseconds))


def blobs(values: Sequence[bytes]) -> Array:
    return array(17, len(values), prefixed(values))


def texts(values: Sequence[str]) -> Array:
    return array(25, len(values), prefixed([value.encode() for value in values]))


def fixed(code: str, width: int, values: Sequence[int]) -> bytes:
    """Numbers of one width in bytes, each prefixed by the width."""
    pairs = [width] * (2 * len(values))
    pairs[1::2] = values
    return struct.pack(">" + f"i{code}" * len(values), *pairs)


def prefixed(values: Sequence[bytes]) -> bytes:
    """Byte strings, each prefixed by its length."""
    return b"".join([piece for value in values for piece in (_length.pack(len(value)), value)])
