"""The fold of a read model: a handler for each event, which computes the next row.

The type of a handler's `entry` names its events; the read model gets these events only:

    @approvals.creates
    def requested(entry: Entry[ApprovalRequested]) -> ApprovalRow: ...

    @approvals.updates
    def granted(entry: Entry[ApprovalGranted]) -> Changes: ...
"""

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import inspect

from domain.kernel import Entry, Event

Row = TypeVar("Row", bound=msgspec.Struct)
Handler = TypeVar("Handler", bound=Callable[..., Any])
Step = Callable[[Row | None, Entry[Any]], Row | None]
Changes = Mapping[str, Any]
"""The columns that an event changes, by name, with their new values."""

FROM_ENTRY = {"id": "stream", "community": "community", "occurred_at": "occurred_at", "version": "version"}
"""The row fields that come from the entry by default, and the entry's names for them."""


class MissingRow(Exception):
    """An event changes a row that does not exist: the log or the fold is wrong."""


def stream(entry: Entry[Any]) -> UUID:
    return entry.stream


class Fold(Generic[Row]):
    """`key` gives the row's key for an entry, by default the stream's id. If the row has a field `version`, it is the version
    of its stream, and every event updates it."""

    registers = frozenset({"creates", "updates", "folds"})
    """The decorators, which return a handler unchanged."""

    def __init__(self, row: type[Row], key: Callable[[Any], UUID] = stream) -> None:
        self.row, self.key = row, key
        self.handlers: dict[type[Event], tuple[str, Callable[..., Any]]] = {}
        """For each event, the decorator's name and the handler."""
        self._steps: dict[type[Event], Step[Row]] = {}
        self._moves_version = "version" in row.__struct_fields__
        self.removes = False
        """Whether an event may end a row, so that another with its key may come later."""

    @property
    def feeds(self) -> frozenset[type[Event]]:
        """The events that the fold gets."""
        return frozenset(self.handlers)

    def fold(self, row: Row | None, entry: Entry[Any]) -> Row | None:
        """The next row after an entry, or None if the row ends."""
        return self._steps[type(entry.data)](row, entry)

    def creates(self, handler: Handler) -> Handler:
        """A handler that creates the entry's row, replacing an existing one: `(entry) -> Row`."""
        return self._add("creates", events_of(handler), handler, lambda _, entry: handler(entry))

    def updates(self, handler: Handler) -> Handler:
        """A handler that changes an existing row: `(entry) -> Changes`, or `(row, entry) -> Changes`."""
        return self._add("updates", events_of(handler), handler, self._updating(handler))

    def folds(self, handler: Handler) -> Handler:
        """A handler for new and existing rows: `(row, entry) -> Row | None`."""
        self.removes |= get_type_hints(handler).get("return") is NoneType
        return self._add("folds", events_of(handler), handler, handler)

    def only_moves_version(self, *events: type[Event]) -> None:
        """Declares events that change only the row's version, and have no handler."""
        others = [event for event in events if event not in self.handlers]
        self._add("updates", others, nothing, self._updating(nothing))

    def _updating(self, handler: Callable[..., Changes]) -> Step[Row]:
        takes_row = len(signature(handler).parameters) > 1
        replace = msgspec.structs.replace

        def step(row: Row | None, entry: Entry[Any]) -> Row | None:
            if row is None:
                raise MissingRow(entry.stream, type(entry.data).__name__)
            changes = handler(row, entry) if takes_row else handler(entry)
            return replace(row, version=entry.version, **changes) if self._moves_version else replace(row, **changes)

        return step

    def _add(self, kind: str, events: Any, handler: Handler, step: Any) -> Handler:
        for event in events:
            if event in self.handlers:
                raise ValueError(f"two handlers for {event.__name__}: {self.handlers[event][1]} and {handler}")
            self.handlers[event] = kind, handler
            self._steps[event] = step
        return handler


def nothing(entry: Entry[Any]) -> Changes:
    return {}


def events_of(handler: Callable[..., Any]) -> tuple[type[Event], ...]:
    """The events in the type of a handler's `entry: Entry[…]`."""
    (data,) = get_args(get_type_hints(handler)["entry"])
    return get_args(data) if get_origin(data) in (Union, UnionType) else (data,)


def new(row: type[Row], entry: Entry[Any], **values: Any) -> Row:
    """A new row. Each field comes from the given values, else from the field of the same name of the entry or its event, else
    from its default, else it is None if it may be."""
    event: Event = entry.data
    from_entry, from_event, may_be_none = same_names(row, type(event))
    for name, there in from_entry:
        values.setdefault(name, getattr(entry, there))
    for name in from_event:
        if name not in values:
            values[name] = getattr(event, name)
    for name in may_be_none:
        values.setdefault(name, None)
    return row(**values)


@cache
def same_names(row: Any, event: Any) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The fields that come from the entry, with its names for them; those that come from the event; and, of the others, those
    without default that may be None."""
    from_entry = [(name, there) for name, there in FROM_ENTRY.items() if name in row.__struct_fields__]
    named = dict(from_entry)
    from_event = [name for name in row.__struct_fields__ if name in event.__struct_fields__ and name not in named]
    may_be_none = [
        field.name
        for field in msgspec.structs.fields(row)
        if field.required and field.name not in {*named, *from_event} and nullable(field.type)
    ]
    return from_entry, from_event, may_be_none


def nullable(type_: Any) -> bool:
    info = inspect.type_info(type_)
    return isinstance(info, inspect.UnionType) and info.includes_none
