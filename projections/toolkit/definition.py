"""Digests of read models: if the digest differs, the rows may differ, and the read model is rebuilt.

The digest covers everything that determines the rows: the functions of a model and everything that they use, directly or
not, in the read models and in the rules; the fields and types of rows and events; constants by their values; the table's
SQL. It ignores comments, docstrings, formatting, annotations of functions, the order of imports and definitions; the names
and the modules of classes, functions and local variables. Foreign code (Python, msgspec) counts by its name. A construct
that cannot be described raises a TypeError, so that nothing is ignored by accident.

The description is a list of lines. Functions, classes and instances are numbered in the order in which the code first uses
them, and refer to each other by number: so names do not matter, and cycles end.
"""

import functools
import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from domain.kernel import Entry, Event
from domain.registry import UPCASTS
from projections.toolkit.source import Body

FORM = 1
"""The version of the storage format, which all models share (kernel.py, columns.py) and the digests leave out. Raise it to
rebuild all read models."""

OURS = frozenset({"domain", "projections"})
"""The packages whose code is described; the package of a model's own functions is added."""

WRAPPERS = (property, functools.cached_property, staticmethod, classmethod, types.MethodType, functools.partial)
SLOTS = (types.MemberDescriptorType, types.GetSetDescriptorType)
SQL_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|\s+|('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\2\$)|(\w+|.)", re.DOTALL
)


def digest(tables: str, *made_by: Any) -> str:
    """SHA-256, in hex, of a table's SQL and of the code that makes its rows: functions, classes and values."""
    ours = OURS | {package(one) for one in made_by if isinstance(one, type | types.FunctionType)}
    described = Description(ours).of(Entry, *made_by)
    return sha256("\n".join([str(FORM), sql(tables), *described]).encode()).hexdigest()


def sql(text: str) -> str:
    """SQL without comments and formatting, as one line of tokens."""
    return " ".join(quoted or token.lower() for quoted, _, token in SQL_TOKEN.findall(text) if quoted or token)


class Description:
    """The lines that describe some objects and everything that they use."""

    def __init__(self, ours: frozenset[str]) -> None:
        self._ours = ours
        self._numbers: dict[int, int] = {}
        self._things: list[Any] = []
        self._lines: list[str] = []
        self.used = set[str]()
        """The attribute names in the code: a class's method counts only if its name is one of them."""

    def of(self, *things: Any) -> list[str]:
        self._lines.append(self.value(things))
        described, members = 0, set[tuple[int, str]]()
        while described < len(self._things) or self._add_members(members):
            for thing in self._things[described:]:
                described += 1
                self._lines.append(self._line(thing))
        return self._lines

    def value(self, value: Any) -> str:
        """A value within a line: a number for a function, class or instance of ours, else the value itself."""
        origin = typing.get_origin(value)
        if origin in (typing.Union, types.UnionType, typing.Literal):
            return f"any of {self._unordered(typing.get_args(value))}"
        if origin not in (None, value):
            return f"{self.value(origin)}{self._all(typing.get_args(value))}"
        match value:
            case tuple() | list() if type(value) in (tuple, list):
                return type(value).__name__ + self._all(value)
            case set() | frozenset() if type(value) in (set, frozenset):
                return f"set {self._unordered(value)}"
            case dict() | types.MappingProxyType() if type(value) in (dict, types.MappingProxyType):
                return self._mapping(value)
            case re.Pattern(pattern=pattern, flags=flags):
                return f"pattern {flags} {pattern!r}"
            case TypeVar():
                return "some type"
            case types.ModuleType():
                raise TypeError(f"a read model's digest cannot tell what is used of the module {value.__name__}")
            case _ if isinstance(value, WRAPPERS):
                return self._wrapper(value)
        return self._number(value) if package(value) in self._ours else self._foreign(value)

    def _foreign(self, value: Any) -> str:
        """A foreign object, by its name, with those of our objects that it was made from."""
        if hasattr(value, "registry"):
            return f"by type {self._mapping(value.registry)}"
        if hasattr(value, "__wrapped__"):
            return f"{type(value).__name__} of {self.value(value.__wrapped__)}"
        if hasattr(value, "__qualname__"):
            name = value.__code__.co_qualname if isinstance(value, types.FunctionType) else value.__qualname__
            return f"{getattr(value, '__module__', '')}.{name}"
        if " at 0x" in repr(value):
            raise TypeError(f"a read model's digest cannot describe {value!r}")
        return f"{type(value).__name__} {value!a}"

    def _all(self, values: Iterable[Any]) -> str:
        return f"[{', '.join(map(self.value, values))}]"

    def _unordered(self, values: Iterable[Any]) -> str:
        return self._all(sorted(values, key=self._sort_key))

    def _mapping(self, value: Mapping[Any, Any]) -> str:
        # A mapping by class serves for lookups, and is often made from all events in the order of their imports.
        by_class = all(isinstance(key, type) for key in value)
        items = sorted(value.items(), key=lambda item: self._sort_key(item[0])) if by_class else value.items()
        return f"dict {self._all(items)}"

    def _sort_key(self, value: Any) -> str:
        """A value's description alone, as a sort key for unordered collections."""
        if isinstance(value, type) and issubclass(value, Event):
            return str(value.__struct_config__.tag)
        return "\n".join(Description(self._ours).of(value))

    def _wrapper(self, value: Any) -> str:
        match value:
            case property():
                inside: tuple[Any, ...] = (value.fget, value.fset)
            case functools.cached_property():
                inside = (value.func,)
            case functools.partial():
                inside = (value.func, value.args, value.keywords)
            case types.MethodType():
                inside = (value.__func__, value.__self__)
            case _:
                inside = (value.__func__,)
        return type(value).__name__ + self._all(inside)

    def _number(self, thing: Any) -> str:
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self._things)
            self._things.append(thing)
        return f"#{self._numbers[id(thing)]}"

    def _line(self, thing: Any) -> str:
        if isinstance(thing, type):
            return f"class {self._all(thing.__bases__)} {', '.join(self._fields(thing))}"
        if not isinstance(thing, types.FunctionType):
            return f"one of {self.value(type(thing))} {self._all(held(thing))}"
        return Body(thing, self.value, self.used).text()

    def _fields(self, cls: type) -> Iterator[str]:
        """The fields of a class. An event counts by its name in the log, and by the upcasts of its old versions."""
        if issubclass(cls, Enum):
            yield from (f"{name}={self.value(one.value)}" for name, one in cls.__members__.items())
        elif issubclass(cls, msgspec.Struct):
            config = cls.__struct_config__
            yield f"{config.tag_field}:{config.tag if cls is not Event else ''} eq:{config.eq}"
            yield from (f"from {name} {self.value(carry)}" for name, carry in older_versions(config.tag))
            for field in msgspec.structs.fields(cls):
                default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory
                yield f"{field.name} {field.encode_name}:{self.value(field.type)}{self._default(default)}"
        else:
            for name, type_ in inspect.get_annotations(cls).items():
                default = getattr(cls, "_field_defaults", vars(cls)).get(name, msgspec.NODEFAULT)
                yield f"{name}:{self.value(type_)}{self._default(default)}"

    def _default(self, value: Any) -> str:
        return "" if value is msgspec.NODEFAULT else f"={self.value(value)}"

    def _add_members(self, described: set[tuple[int, str]]) -> bool:
        """Describes the members that the code uses of the classes met so far. Gives whether there was a new one."""
        before = len(described)
        for number, thing in enumerate(self._things):
            for name, member in sorted(vars(thing).items()) if isinstance(thing, type) else ():
                if (number, name) not in described and self._counts(name, member):
                    described.add((number, name))
                    self._lines.append(f"#{number}.{name} {self.value(member)}")
        return len(described) > before

    def _counts(self, name: str, member: Any) -> bool:
        """Whether a member of a class may be used: its name is in the code, or Python calls it itself."""
        if isinstance(member, types.FunctionType) and name.startswith("__"):
            return package(member) in self._ours and not member.__code__.co_filename.startswith("<")  # not generated
        return name in self.used and not isinstance(member, SLOTS)


def older_versions(name: Any) -> Iterator[tuple[str, Any]]:
    """The old versions of an event, and the functions that upcast each to the next one."""
    for old, (newer, carry) in UPCASTS.items():
        if newer == name:
            yield old, carry
            yield from older_versions(old)


def held(thing: Any) -> list[Any]:
    """The values that an instance holds."""
    match thing:
        case msgspec.Struct():
            return [getattr(thing, name) for name in thing.__struct_fields__]
        case Enum(value=value):
            return [value]
        case tuple() | list() | str() | bytes():
            return [*thing]
        case set() | frozenset():
            return [frozenset(thing)]
        case dict():
            return [*thing.items()]
        case int() | float():
            return [thing + 0]
    return [*vars(thing).items()]


def package(value: Any) -> str:
    """The package that defines a function, a class, or the class of a value."""
    if isinstance(value, types.FunctionType):
        return str(value.__globals__.get("__name__")).partition(".")[0]
    return str((value if isinstance(value, type) else type(value)).__module__).partition(".")[0]
