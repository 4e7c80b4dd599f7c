"""The schema's scalars: how what a client sends is understood. What is sent is written by the JSON encoder."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLError, GraphQLScalarType, GraphQLSchema

FARTHEST = 2**53
"""No position is at or above this: every client can write the ones below."""


def uuid(value: Any) -> UUID:
    """A thing's id. Raises GraphQLError."""
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise GraphQLError(f"{value!r:.80} is not an id (a UUID).") from None


def position(value: Any) -> int:
    """A position in the log: a whole number from 0 up, or its digits. Raises GraphQLError."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 17:
        value = int(value)
    if type(value) is not int or not 0 <= value < FARTHEST:
        raise GraphQLError(f"{value!r:.80} is not a position (a whole number from 0 up).")
    return value


def instant(value: Any) -> datetime:
    """An instant in ISO 8601, with its offset from UTC. Raises GraphQLError."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(f"{value!r:.80} is not an instant in ISO 8601.") from None
    if found.tzinfo is None:
        raise GraphQLError(f"{value!r:.80} does not say its offset from UTC (such as Z or +01:00).")
    return found


def moment(value: Any) -> int | datetime:
    """A position or an instant. Raises GraphQLError."""
    if isinstance(value, str) and not value.isdigit():
        return instant(value)
    return position(value)


PARSERS: dict[str, Callable[[Any], Any]] = {"Position": position, "Instant": instant, "Moment": moment}


def install(schema: GraphQLSchema) -> None:
    """Gives the schema's scalars their meaning, and its enumerations the words that the register uses for them."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLScalarType) and type_.name in PARSERS:
            parse = PARSERS[type_.name]
            type_.parse_value = parse  # type: ignore[method-assign, assignment]
            type_.coerce_input_value = parse
        elif isinstance(type_, GraphQLEnumType) and not type_.name.startswith("__"):
            for name, value in type_.values.items():
                value.value = name.lower()
