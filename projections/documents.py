"""The files that the record refers to: every document that an event names, wherever in it."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect

from domain.documents import Document
from domain.kernel import Entry
from domain.registry import EVENTS
from projections.toolkit.columns import as_json
from projections.toolkit.kernel import Index
from projections.toolkit.sql import queries_of


def may_name(type_: Any) -> bool:
    """Whether a value of a type may hold documents."""
    return found_in(inspect.type_info(type_))


def found_in(info: inspect.Type) -> bool:
    match info:
        case inspect.StructType(cls, fields):
            return cls is Document or any(found_in(field.type) for field in fields)
        case inspect.UnionType(types):
            return any(found_in(one) for one in types)
        case inspect.ListType(item) | inspect.VarTupleType(item):
            return found_in(item)
    return False


def named_in(value: Any) -> Iterator[Document]:
    """The documents that a command or an event names."""
    match value:
        case Document():
            yield value
        case list() | tuple():
            for one in value:
                yield from named_in(one)
        case msgspec.Struct():
            for field in value.__struct_fields__:
                yield from named_in(getattr(value, field))


def rows(entry: Entry[Any]) -> Iterable[tuple[Any, ...]]:
    for document in named_in(entry.data):
        yield document.sha256, document.size, document.media_type, as_json(document.name), entry.stream, entry.event_id


documents = Index(
    "document",
    ("sha256", "size", "media_type", "name", "thing", "event"),
    [event for event in EVENTS if may_name(event)],
    rows,
    queries_of(__file__),
)
