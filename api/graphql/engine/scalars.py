"""The schema's scalars: they parse input. The JSON encoder writes output."""

from datetime import UTC, datetime
from typing import Any, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError

from api.graphql.engine.internals import ID, ScalarDefinition

FARTHEST = 2**53
"""The upper bound of positions: JavaScript can represent all smaller ones exactly."""


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
        raise GraphQLError(f"{value!r:.80} is not a position (a whole number from 0).")
    return value


def instant(value: Any) -> datetime:
    """An instant in ISO 8601, with its offset from UTC. Raises GraphQLError."""
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise GraphQLError(f"{value!r:.80} is not an instant in ISO 8601.") from None
    raise GraphQLError(f"{value!r:.80} has no UTC offset (such as Z or +01:00).")


def moment(value: Any) -> int | datetime:
    """A position or an instant. Raises GraphQLError."""
    if isinstance(value, str) and not value.isdigit():
        return instant(value)
    return position(value)


Position = NewType("Position", int)
Moment = NewType("Moment", object)
MinorUnits = NewType("MinorUnits", int)

SCALARS: dict[object, ScalarDefinition] = {
    UUID: ID,
    datetime: strawberry.scalar(
        name="Instant", description="An instant in ISO 8601, with its offset from UTC.", parse_value=instant
    ),
    Position: strawberry.scalar(
        name="Position",
        description="A position in the log: a whole number from 0, without gaps, in commit order.",
        parse_value=position,
    ),
    MinorUnits: strawberry.scalar(
        name="MinorUnits", description="A whole number of the currency's smallest unit, such as centimes of a dirham."
    ),
    Moment: strawberry.scalar(name="Moment", description="A Position or an Instant.", parse_value=moment),
}
"""The scalar of each Python type. Ids stay strings here: the planner converts them to UUIDs."""
