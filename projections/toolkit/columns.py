"""Converts rows to table columns, and back.

Plain values, and lists of them, are stored in PostgreSQL's own types (`uuid`, `text`, `date`, `uuid[]` …); anything else (a
struct, a map, a list of structs) is stored as `jsonb`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import inspect
from psycopg.types.json import Jsonb

Large = Annotated[int, msgspec.Meta(extra={"column": "bigint"})]
"""An integer that may exceed 32 bits."""

PLAIN: dict[type[inspect.Type], str] = {
    inspect.StrType: "text",
    inspect.LiteralType: "text",
    inspect.IntType: "integer",
    inspect.BoolType: "boolean",
    inspect.FloatType: "double precision",
    inspect.DecimalType: "numeric",
    inspect.BytesType: "bytea",
    inspect.UUIDType: "uuid",
    inspect.DateTimeType: "timestamptz",
    inspect.DateType: "date",
    inspect.TimeType: "time",
}
"""The types that PostgreSQL stores without conversion, and its names for them."""

SAME_IN_JSON = (inspect.StrType, inspect.IntType, inspect.BoolType, inspect.LiteralType, inspect.AnyType)
ARRAYS = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)

SOME = 256
"""The most selections of columns that are cached for each row type."""

Change = tuple[int, Callable[[Any], Any]]
"""A field's index in its row, and the function that converts its value."""


class Columns:
    """The columns of one row type: `dump` converts a row to column values, `load` column values to a row."""

    def __init__(self, row: type[msgspec.Struct]) -> None:
        self.names = row.__struct_fields__
        self._row = row
        self._known = frozenset(self.names)
        self._some: dict[frozenset[str], Columns] = {}
        self._dumps: list[Change] = []
        self._loads: list[Change] = []
        for place, field in enumerate(msgspec.structs.fields(row)):
            dump, load = how(field.type)
            if dump:
                self._dumps.append((place, dump))
            if load:
                self._loads.append((place, load))

    def some(self, names: frozenset[str] | None) -> "Columns":
        """Some columns, and the key: for a query that needs no others. All columns if `names` is None, or if one of them is no
        column."""
        if names is None or not names <= self._known:
            return self
        found = self._some.get(names)
        if found is None:
            fields = [
                (one.name, one.type)
                for place, one in enumerate(msgspec.structs.fields(self._row))
                if not place or one.name in names
            ]
            found = Columns(msgspec.defstruct(self._row.__name__, fields, frozen=True))
            if len(self._some) == SOME:
                self._some.clear()
            self._some[names] = found
        return found

    def dump(self, row: msgspec.Struct) -> Sequence[Any]:
        values = msgspec.structs.astuple(row)
        return changed(values, self._dumps) if self._dumps else values

    def load(self, values: Sequence[Any]) -> Any:
        return self._row(*(changed(values, self._loads) if self._loads else values))


def changed(values: Sequence[Any], changes: Sequence[Change]) -> Sequence[Any]:
    found = list(values)
    for place, change in changes:
        if found[place] is not None:
            found[place] = change(found[place])
    return found


def how(type_: Any) -> tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]:
    """The functions that convert a value of a type before it is written, and after it is read; None if it needs no conversion."""
    info = without_none(inspect.type_info(type_))
    info = info.type if isinstance(info, inspect.Metadata) else info

    def convert(value: Any) -> Any:
        return msgspec.convert(value, type_, str_keys=True)

    if type(info) in PLAIN:
        return None, None
    if isinstance(info, inspect.EnumType):
        return (lambda value: value.value), convert
    if isinstance(info, ARRAYS) and type(info.item_type) in PLAIN:
        return (None, None) if isinstance(info, inspect.ListType) else (list, convert)
    same = isinstance(info, inspect.DictType) and isinstance(info.value_type, SAME_IN_JSON)
    return as_json, None if same else convert


def column_type(type_: Any) -> str:
    """A field's column type, with `not null` unless the field may be None."""
    info = inspect.type_info(type_)
    may_be_none = isinstance(info, inspect.UnionType) and info.includes_none
    return name_of(without_none(info)) + " not null" * (not may_be_none)


def name_of(info: inspect.Type) -> str:
    """PostgreSQL's name for a type other than None."""
    if isinstance(info, inspect.Metadata):
        return str((info.extra or {}).get("column", name_of(info.type)))
    if isinstance(info, inspect.EnumType):
        return "text"
    if isinstance(info, ARRAYS) and type(info.item_type) in PLAIN:
        return f"{PLAIN[type(info.item_type)]}[]"
    return PLAIN.get(type(info), "jsonb")


def as_json(value: Any) -> Jsonb:
    return Jsonb(value, dumps=msgspec.json.encode)


def without_none(info: inspect.Type) -> inspect.Type:
    """The type without None."""
    if isinstance(info, inspect.UnionType):
        others = [one for one in info.types if not isinstance(one, inspect.NoneType)]
        if len(others) == 1:
            return others[0]
    return info
