"""Decorators that declare the schema's types, with the function that answers each field for all objects of a list at once, so
that no list queries row by row."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Any, Self, TypeVar, dataclass_transform, get_args, get_type_hints

import msgspec
import strawberry
from graphql import GraphQLField, GraphQLObjectType

from api.graphql.engine import internals
from api.graphql.engine.internals import StrawberryArgument

Objects = Sequence[Any]
Resolve = Callable[..., Sequence[Any] | Awaitable[Sequence[Any]]]
"""`(reading, objects, **arguments)` gives one value for each object, in their order."""

Prepare = Callable[[Any, Objects, frozenset[str]], Awaitable[None]]
"""`(reading, objects, fields)` loads data that some fields of these objects need, before they are resolved."""

T = TypeVar("T")


class Kind(msgspec.Struct, frozen=True):
    """The row type of a GraphQL type, and the function that prepares its fields."""

    row: type
    prepare: Prepare | None = None


def field(
    description: str | None = None, *, by: Resolve | None = None, when: type | None = None, name: str | None = None
) -> Any:
    """A field of a type: the attribute of the same name, or the result of the function `by`. The parameters of that function
    after the first two are the field's arguments. The arguments of the TypedDict `when` select the moment at which it is
    read, and are not passed to it."""
    arguments = (*(taken(by) if by else ()), *(listed(when) if when else ()))
    return internals.field(name, description and inspect.cleandoc(description), by, arguments)


def taken(by: Resolve) -> Iterator[StrawberryArgument]:
    """The arguments of a function. An optional one whose default is None has no default in the schema."""
    hints = get_type_hints(by, include_extras=True)
    for parameter in list(inspect.signature(by).parameters.values())[2:]:
        hint = hints[parameter.name]
        if parameter.kind is parameter.VAR_KEYWORD:
            yield from listed(get_args(hint)[0])
        else:
            default = strawberry.UNSET if parameter.default is None else parameter.default
            name = parameter.name.removesuffix("_") if parameter.name.endswith("_") else None  # `from_` is `from`
            yield internals.argument(parameter.name, name, hint, default)


def listed(arguments: type) -> Iterator[StrawberryArgument]:
    """Arguments that several fields share, from a TypedDict."""
    for name, hint in get_type_hints(arguments, include_extras=True).items():
        yield internals.argument(name, None, hint)


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def kind(row: type | None = None, prepare: Prepare | None = None) -> Callable[[type[T]], type[T]]:
    """A type of the schema; its docstring is its description. Its objects are of type `row`, or of the class itself."""

    def declare(cls: type[T]) -> type[T]:
        description = cls.__dict__.get("__doc__")
        declared: type[T] = strawberry.type(cls, description=description and inspect.cleandoc(description))
        declared.__kind__ = Kind(row or declared, prepare)  # type: ignore[attr-defined]
        return declared

    return declare


def row_of(declared: type) -> type:
    """The Python row class behind a GraphQL type."""
    said: Kind = declared.__kind__  # type: ignore[attr-defined]
    return said.row


class Word(StrEnum):
    """A value of an enumeration, with an optional description."""

    meaning: str | None

    def __new__(cls, value: str, meaning: str | None = None) -> Self:
        word = str.__new__(cls, value)
        word._value_, word.meaning = value, meaning
        return word


W = TypeVar("W", bound=type[Word])


def words(cls: W) -> W:
    """An enumeration of the schema; its docstring is its description. Functions get its values as strings."""
    strawberry.enum(cls, description=cls.__dict__.get("__doc__"))
    internals.meanings(cls, [word.meaning for word in cls])
    return cls


def kind_of(type_: GraphQLObjectType) -> Kind:
    """The declaration of a type."""
    found: Kind = internals.class_behind(type_).__kind__  # type: ignore[attr-defined]
    return found


def resolver_of(definition: GraphQLField) -> Resolve:
    """The function that answers a field of the schema."""
    by: Resolve | None = internals.function_of(definition)
    return by or attribute(internals.name_of_field(definition))


def attribute(name: str) -> Resolve:
    get = attrgetter(name)

    @reads(name)
    def values(reading: Any, objects: Objects) -> list[Any]:
        return list(map(get, objects))

    return values


F = TypeVar("F", bound=Callable[..., Any])


def reads(*names: str) -> Callable[[F], F]:
    """Declares the attributes of its objects that a function reads, so that a list need not load the others."""

    def say(function: F) -> F:
        function.reads = frozenset(names)  # type: ignore[attr-defined]
        return function

    return say


def read_by(function: Any) -> frozenset[str] | None:
    """The attributes that a function reads; None if it does not declare them."""
    found: frozenset[str] | None = getattr(function, "reads", None)
    return found
