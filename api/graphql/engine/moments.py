"""Determines the position at which each of a query's root fields is read."""

from datetime import datetime
from typing import Any

import msgspec

from api.graphql.engine.errors import AheadOfNow, BadMoment, NotThere
from api.graphql.engine.planner import Plan
from api.graphql.engine.readers import Readers
from api.graphql.engine.selection import Field
from projections.queries import as_of
from projections.queries.as_of import Ahead, NotReached, Reached


class Moment(msgspec.Struct, frozen=True):
    """A position, and its instant; the clock's if there is none. `by_facts`: the read is of what had happened at the instant, as
    far as the log tells by the position."""

    position: int
    instant: datetime | None = None
    by_facts: bool = False


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
            moment = await requested_moment(readers, plan, field, reached)
            if moment is not None and moment.position > reached.position:
                reached = await readers.until(moment.position)
            found[field.key] = moment or Moment(reached.position)
        return Moments(reached, found)
    except NotReached as error:
        raise NotThere(str(error)) from None
    except Ahead as error:
        raise AheadOfNow(str(error)) from None


async def requested_moment(readers: Readers, plan: Plan, field: Field, reached: Reached) -> Moment | None:
    """The moment that a field requests; None for now."""
    when: Any = field.when.get("as_of")
    occurred = field.when.get("occurred_as_of")
    if occurred is not None:
        if when is not None:
            raise BadMoment("Give either `asOf` or `occurredAsOf`, not both.")
        return Moment(reached.position, await as_of.past(readers.fetch, occurred), by_facts=True)
    if when is None:
        when = plan.cursor_position
    if when is None:
        return None
    if isinstance(when, datetime):
        return Moment(await as_of.at_instant(readers.fetch, await as_of.past(readers.fetch, when)), when)
    return Moment(when, await as_of.log_time(readers.fetch, when) if plan.clocked else None)
