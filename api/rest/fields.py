"""Derives a form's field from a command's field, and a function that converts the form's value to the command's.

Numbers, dates, literals, ids, lists and small structs have the same type and default in both. These do not:

- a `Sealed` is a text; the form has one more field, `language`, for all of them;
- `Words` and `SealedWords` are texts by language tag;
- a community may be given by its code.
"""

from collections.abc import Callable, Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import NODEFAULT, Meta

from api.rest.forms import ByLanguage, Text, sealed
from domain.communities.community import community_id
from domain.text import Sealed, SealedWords, Words

Code = Annotated[str, Meta(description="The code of a community.", examples=["ma.oriental"])]


class FormField(msgspec.Struct, frozen=True):
    """The type of a form's field, and a function from its value and a language to the command's value (None: the same value)."""

    kind: Any
    convert: Callable[[Any, str], Any] | None = None


def form_field(kind: Any, *, by_code: bool) -> FormField:
    """The form's field for a command's field of a type. `by_code`: a community, given by its code. Raises TypeError."""
    bare, optional = without_none(kind)
    field = FormField(bare)
    if by_code:
        many = get_origin(bare) is list
        field = FormField(list[Code], of_codes) if many else FormField(Code, lambda code, _: community_id(code))
    elif bare is Sealed:
        field = FormField(Text, sealed)
    elif bare == SealedWords:
        field = FormField(ByLanguage, lambda texts, _: {tag: sealed(text, tag) for tag, text in texts.items()})
    elif bare == Words:
        field = FormField(ByLanguage)
    elif bare is str:
        field = FormField(Text)
    elif has(bare, Sealed):
        raise TypeError(f"{kind}: words of people stand in a field of their own, so that each can be withdrawn")
    return FormField(field.kind | None, field.convert) if optional else field


def of_codes(codes: list[str], language: str) -> list[UUID]:
    """The ids of communities by their codes."""
    return [community_id(code) for code in codes]


def without_none(kind: Any) -> tuple[Any, bool]:
    """A type without None, and whether None was part of it."""
    if get_origin(kind) not in {Union, UnionType} or type(None) not in get_args(kind):
        return kind, False
    bare, *others = (part for part in get_args(kind) if part is not type(None))
    for other in others:
        bare |= other
    return bare, True


def has(kind: Any, wanted: Any, *, flat: bool = False) -> bool:
    """Whether a type contains another one: in unions and, unless `flat`, in lists, maps and structs."""
    if kind == wanted:
        return True
    if flat and get_origin(kind) not in {Union, UnionType}:
        return False
    inner: Sequence[Any] = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        inner = [field.type for field in msgspec.structs.fields(kind)]
    return any(has(part, wanted, flat=flat) for part in inner)


def structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """All structs that a type contains, itself first."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs(field.type)
    for part in get_args(kind):
        yield from structs(part)


def required(field: Any) -> bool:
    """Whether a field has no default."""
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def with_default(kind: Any, field: Any) -> tuple[Any, ...]:
    """A form's field as `msgspec.defstruct` takes it: the type, with the default of the command's field if it has one."""
    if field.default_factory is not NODEFAULT:
        return kind, msgspec.field(default_factory=field.default_factory)
    return (kind,) if field.default is NODEFAULT else (kind, field.default)
