"""The audit trail: where in the log everything stands that concerns a thing, a person's pseudonym or a community.

What one stream holds the log itself finds; here is what reaches beyond: a consultation with all in it, a proposal with its
comments and ballots, whatever somebody did under one pseudonym, and all of a community. An event concerns every thing whose id
it names, the old ones that it replaces too.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

from domain.kernel import Entry, System
from domain.registry import EVENTS
from projections.toolkit.kernel import Index
from projections.toolkit.sql import queries_of


def holds_ids(type_: inspect.Type) -> bool:
    """Whether a value of a type can hold ids, at any depth."""
    match type_:
        case inspect.UUIDType():
            return True
        case inspect.UnionType(types):
            return any(map(holds_ids, types))
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            return holds_ids(type_.item_type)
        case inspect.DictType():
            return holds_ids(type_.key_type) or holds_ids(type_.value_type)
        case inspect.StructType():
            return any(holds_ids(field.type) for field in type_.fields)
    return False


def ids(value: Any) -> Iterator[UUID]:
    """All ids in a value."""
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from ids(getattr(value, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from ids(key)
            yield from ids(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from ids(item)


SUBJECTS = {
    event: tuple(field.name for field in msgspec.structs.fields(event) if holds_ids(inspect.type_info(field.type)))
    for event in EVENTS
}
"""The fields that say what else an event is about: those that can hold ids."""


def rows(entry: Entry[Any]) -> Iterable[tuple[UUID]]:
    subjects = {entry.root, entry.community}
    for actor in (entry.actor, entry.on_behalf_of):
        if actor is not None and not isinstance(actor, System):
            subjects.add(actor.id)
    event = entry.data
    for field in SUBJECTS[type(event)]:
        subjects.update(ids(getattr(event, field)))
    subjects.discard(entry.stream)
    return [(subject,) for subject in subjects]


audit = Index("audit", ("subject",), EVENTS, rows, queries_of(__file__))
