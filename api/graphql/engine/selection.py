"""The parts of a plan: which fields are asked of objects of one kind, and with which arguments."""

from typing import Any

import msgspec
from graphql import FieldNode

from api.graphql.engine.kinds import Prepare, Resolve
from api.graphql.engine.shapes import Words


class Field(msgspec.Struct):
    """One field of a plan, of objects of the type `type_name`. `many` says that its value is a list, `required` and
    `items_required` that null is an error there.
    `words` turns the register's word into the name of an enumeration's value; `when` says at which moment the query's own
    fields are read."""

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
    """What is asked of objects of one kind."""

    prepare: Prepare | None
    name: str
    fields: list[Field]
    names: frozenset[str]
