"""What a form asks for where a command has a field of some type, and how the command's value is made of it.

Numbers, dates, literals, ids, lists and small structs are asked for as the command has them, with its defaults. Words are not:

- `Sealed` is a text, in the `language` that the form then asks for, one for all of them;
- `Words` and `SealedWords` are texts by language tag;
- a community may be asked for by its code.
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


class Asking(msgspec.Struct, frozen=True):
    """What a form asks for, for one field: in which type, and how the command's value is made of it and of a language."""

    kind: Any
    made: Callable[[Any, str], Any] | None = None


def asked_for(kind: Any, *, by_code: bool) -> Asking:
    """What a form asks for where the command has a field of a type."""
    bare, optional = without_none(kind)
    asking = Asking(bare)
    if by_code:
        many = get_origin(bare) is list
        asking = Asking(list[Code], of_codes) if many else Asking(Code, lambda code, _: community_id(code))
    elif bare is Sealed:
        asking = Asking(Text, sealed)
    elif bare == SealedWords:
        asking = Asking(ByLanguage, lambda texts, _: {tag: sealed(text, tag) for tag, text in texts.items()})
    elif bare == Words:
        asking = Asking(ByLanguage)
    elif bare is str:
        asking = Asking(Text)
    elif has(bare, Sealed):
        raise TypeError(f"{kind}: words of people stand in a field of their own, so that each can be withdrawn")
    return Asking(asking.kind | None, asking.made) if optional else asking


def of_codes(codes: list[str], language: str) -> list[UUID]:
    return [community_id(code) for code in codes]


def without_none(kind: Any) -> tuple[Any, bool]:
    """A type without its None, and whether it had one."""
    if get_origin(kind) not in {Union, UnionType} or type(None) not in get_args(kind):
        return kind, False
    bare, *others = (part for part in get_args(kind) if part is not type(None))
    for other in others:
        bare |= other
    return bare, True


def has(kind: Any, wanted: Any, *, flat: bool = False) -> bool:
    """Whether a type is made of another one: in unions and, unless `flat`, in lists, maps and structs."""
    if kind == wanted:
        return True
    if flat and get_origin(kind) not in {Union, UnionType}:
        return False
    inner: Sequence[Any] = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        inner = [field.type for field in msgspec.structs.fields(kind)]
    return any(has(part, wanted, flat=flat) for part in inner)


def structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """All structs that a type is made of, itself first."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs(field.type)
    for part in get_args(kind):
        yield from structs(part)


def required(field: Any) -> bool:
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def with_default(kind: Any, field: Any) -> tuple[Any, ...]:
    """The type and the default of a form's field: the command's own."""
    if field.default_factory is not NODEFAULT:
        return kind, msgspec.field(default_factory=field.default_factory)
    return (kind,) if field.default is NODEFAULT else (kind, field.default)
