"""Determines the position at which each of a query's root fields is read."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from api.graphql.engine.errors import BadMoment, NotThere
from api.graphql.engine.planner import Plan
from api.graphql.engine.readers import Readers
from api.graphql.engine.selection import Field
from projections.queries import as_of
from projections.queries.as_of import NotReached, Reached


class Moment(msgspec.Struct, frozen=True):
    """A position, and its instant; the clock's if there is none."""

    position: int
    instant: datetime | None = None


class Moments(msgspec.Struct, frozen=True):
    """The read models' position, and the moment of each of the query's root fields by its key."""

    reached: Reached
    by_key: dict[str, Moment]

    @property
    def oldest(self) -> int:
        return min((moment.position for moment in self.by_key.values()), default=self.reached.position)


async def moments(readers: Readers, plan: Plan) -> Moments:
    """Raises NotThere, BadMoment."""
    if not plan.reads:
        return Moments(Reached(-1, 0, -1), {field.key: Moment(-1) for field in plan.root.fields})
    reached = await readers.reached()
    try:
        if plan.at_least is not None:
            reached = await readers.until(plan.at_least)
        found: dict[str, Moment] = {}
        for field in plan.root.fields:
            moment = await requested_moment(readers, plan, field)
            if moment is not None and moment.position > reached.position:
                reached = await readers.until(moment.position)
            found[field.key] = moment or Moment(reached.position)
        return Moments(reached, found)
    except NotReached as error:
        raise NotThere(str(error)) from None


async def requested_moment(readers: Readers, plan: Plan, field: Field) -> Moment | None:
    """The moment that a field requests; None for now."""
    when: Any = field.when.get("as_of")
    occurred = field.when.get("occurred_as_of")
    if occurred is not None:
        if when is not None:
            raise BadMoment("Give either `asOf` or `occurredAsOf`, not both.")
        position = await as_of.when_cast(readers.fetch, field.arguments["id"], occurred)
        if position is None:
            raise BadMoment("`occurredAsOf` applies to imported consultations only.")
        return Moment(position, occurred)
    if when is None:
        when = plan.cursor_position
    if when is None:
        return None
    if isinstance(when, datetime):
        return Moment(await as_of.at_instant(readers.fetch, when), when.astimezone(UTC))
    return Moment(when, await as_of.log_time(readers.fetch, when) if plan.clocked else None)
