"""The differences of a plan between two moments, or between two of its versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.graphql.audit import AuditEntry, Noted, Value
from api.graphql.engine.errors import BadMoment, NotThere, TooMuch
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official
from api.graphql.engine.scalars import Moment, Position
from api.graphql.types import TaggedText
from projections.queries import as_of, changes
from projections.queries.differences import (
    Changed,
    Difference,
    Differences,
    Done,
    NoSuchVersion,
    differences,
    published,
)


@words
class PlanPart(Word):
    """The kind of part that changed."""

    PLAN = "plan", "The plan itself."
    AXIS = "axis"
    CHALLENGE = "challenge"
    PROJECT = "project"
    ACTIVITY = "activity"


@words
class HowChanged(Word):
    """Whether a part was added, removed or changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


async def position_of(reading: Reading, moment: Any) -> int:
    """The position that a moment stands for. Raises NotThere if it lies after what is read."""
    position: int = await as_of.at_instant(reading.fetch, moment) if isinstance(moment, datetime) else moment
    if position > reading.at and not isinstance(moment, datetime):
        raise NotThere(f"The query reads up to position {reading.at}; position {position} is after it.")
    return min(position, reading.at)


async def changes_of(
    reading: Reading,
    rows: Objects,
    from_: Moment | None = None,
    to: Moment | None = None,
    versions: list[int] | None = None,
) -> list[Differences]:
    """Between two moments, the second of which is that of the query where it is not given; or between two versions."""
    if len(rows) > 1:
        raise TooMuch("Request the changes of one plan at a time.")
    if (from_ is None) == (versions is None) or (versions is not None and (to is not None or len(versions) != 2)):
        raise BadMoment("Give either `from` (and optionally `to`), or two `versions`.")
    return [await of_plan(reading, row.id, from_, to, versions) for row in rows]


async def of_plan(reading: Reading, plan: UUID, from_: Any, to: Any, versions: list[int] | None) -> Differences:
    if versions is not None:
        try:
            before, after = await published(reading.fetch, plan, versions, reading.at)
        except NoSuchVersion as error:
            raise NotThere(f"The plan has no version {error.args[0]}.") from None
    else:
        if reading.by_facts:
            raise BadMoment(
                "Changes between two moments are read by the record: use `asOf` or `to`, not `occurredAsOf`."
            )
        before = await position_of(reading, from_)
        after = reading.at if to is None else await position_of(reading, to)
    return await differences(reading.fetch, plan, before, after, planned_only=versions is not None)


def value(name: str) -> Any:
    def values(reading: Reading, rows: Objects) -> list[Value | None]:
        found = [getattr(row, name) for row in rows]
        return [None if one is None else Value(text=changes.text_of(one)) for one in found]

    return values


def events(reading: Reading, rows: Objects) -> list[Sequence[Noted]]:
    return [[noted(one) for one in row.events] for row in rows]


def noted(done: Done) -> Noted:
    return Noted(done.position, done.at, done.entry, done.bytes)


@kind(Changed)
class FieldChange:
    """A changed field: its value before and after, and the events in between that set it."""

    name: str = field(by=lambda reading, rows: [row.field for row in rows], name="field")
    before: Value | None = field("Null if the field was empty before.", by=value("before"))
    after: Value | None = field("Null if the field is now empty.", by=value("after"))
    events: list[AuditEntry] = field(by=events)


@kind(Difference)
class PartChange:
    """A part of a plan that was added, removed or changed."""

    part: PlanPart = field(by=lambda reading, rows: [row.what for row in rows])
    id: UUID
    how: HowChanged
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    fields: list[FieldChange] = field("A text in several languages counts as one field per language: `title.ar`.")
    events: list[AuditEntry] = field("The events in between that concern the part.", by=events)


@kind(Differences)
class PlanChanges:
    """The changes of a plan between two positions: of its axes, challenges, projects and activities, and of the plan itself."""

    from_: Position = field("The position before.", by=lambda reading, rows: [row.before for row in rows], name="from")
    to: Position = field("The position after.", by=lambda reading, rows: [row.after for row in rows])
    parts: list[PartChange]
