"""The parts of a plan: the fields requested of objects of one type, with their arguments."""

from typing import Any

import msgspec
from graphql import FieldNode

from api.graphql.engine.kinds import Prepare, Resolve
from api.graphql.engine.shapes import Words


class Field(msgspec.Struct):
    """One field of a plan, on the type `type_name`. `many`: its value is a list; `required` and `items_required`: null is an
    error. `words` maps stored values to enumeration names; `when` holds the arguments that select the moment of a root
    field."""

    key: str
    name: str
    resolve: Resolve | None
    arguments: dict[str, Any]
    required: bool
    type_name: str = ""
    many: bool = False
    items_required: bool = False
    words: Words | None = None
    children: dict[str, "Selection"] | None = None
    introspects: list[FieldNode] | None = None
    when: dict[str, Any] = {}


class Selection(msgspec.Struct):
    """The fields requested of objects of one type."""

    prepare: Prepare | None
    name: str
    fields: list[Field]
    names: frozenset[str]
