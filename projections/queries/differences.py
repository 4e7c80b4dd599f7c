"""What differs in a plan between two moments, or between two of its versions: parts that came, went or changed, field by field,
with the events that did it.

It is computed from the rows of the read models as they stood at the one and at the other position, not from what happened in
between: the events are only looked up for what is found to differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.kernel import Entry, Event
from domain.plans import activity_events, plan_events
from domain.plans.activity_events import ActivityReminderSent, Indicator
from domain.plans.money import Money
from domain.registry import decode
from domain.text import Words
from projections.plans.activity import ActivityRow, activities
from projections.plans.axis import axes
from projections.plans.challenge import challenges
from projections.plans.evidence import EvidenceRow, evidence
from projections.plans.indicator import IndicatorRow, indicators
from projections.plans.plan import plans
from projections.plans.project import projects
from projections.queries.changes import between, changes
from projections.toolkit.kernel import ReadModel, Row
from projections.toolkit.sql import Fetch, filled, queries_of

QUERIES = queries_of(__file__)

What = Literal["plan", "axis", "challenge", "project", "activity"]
How = Literal["added", "removed", "changed"]


class NoSuchVersion(LookupError):
    """The plan had no published version of this number by then."""


class Done(msgspec.Struct, frozen=True):
    """An event that did something to a part: where and when it stands in the log, and its entry's bytes."""

    position: int
    at: datetime
    entry: Entry[Any]
    bytes: bytes


class Changed(msgspec.Struct, frozen=True):
    """The old and new value of a field (a text in several languages is one field per language: `title.ar`), and the events
    that set it."""

    field: str
    before: Any
    after: Any
    events: list[Done]


class Difference(msgspec.Struct, frozen=True):
    """A part that is there on one side only, or says something else on the other. `title` is its newer one."""

    what: What
    id: UUID
    how: How
    title: Words
    fields: list[Changed]
    events: list[Done]


class Differences(msgspec.Struct, frozen=True):
    """Everything that differs between two positions, parts in the plan's order."""

    before: int
    after: int
    parts: list[Difference]


MODELS: dict[What, ReadModel[Any]] = {
    "plan": plans,
    "axis": axes,
    "challenge": challenges,
    "project": projects,
    "activity": activities,
}

Part = tuple[What, UUID]
Said = dict[str, Any]
Sides = tuple[dict[Part, Said], dict[Part, Said]]

PLANNED: dict[What, tuple[str, ...]] = {
    "plan": ("title", "starts", "ends"),
    "axis": ("title", "description"),
    "challenge": ("axis", "title", "description"),
    "project": ("axis", "title", "description", "principles", "challenges", "partners", "taken_from"),
    "activity": ("project", "title", "description", "responsible", "body", "starts", "ends", "carried_from"),
}
"""What a version of a plan says of each part; of an activity its budget and its indicators too."""

SINCE: dict[What, tuple[str, ...]] = {
    "plan": ("stage", "drafts", "adopted_number", "closed"),
    "activity": ("status", "progress", "spent_on", "completion", "carried_to"),
}
"""What becomes of a part beside what is planned."""

SET_BY: dict[str, tuple[str, ...]] = {
    "indicators": ("indicator",),
    "measured": ("value",),
    "evidence": ("document",),
    "spent_on": ("on",),
    "carried_to": ("to",),
    "drafts": ("number",),
    "adopted_number": ("number",),
}
"""What an event calls a field that rows call otherwise."""

EVENTS: tuple[type[Event], ...] = tuple(
    one
    for module in (plan_events, activity_events)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Event) and one.__module__ == module.__name__
)
OF_THE_PLAN = ("Plan", "Stage", "Draft")
"""The prefix of the names of events of the plan as a whole."""

NOTHING: tuple[Any, ...] = (None, [])

NAMES = [f'"type":"{one.__struct_config__.tag}"'.encode() for one in EVENTS if one is not ActivityReminderSent]


async def published(fetch: Fetch, plan: UUID, numbers: Sequence[int], position: int) -> list[int]:
    """The positions at which versions of a plan were published. Raises NoSuchVersion."""
    asked = {"plan": plan, "numbers": list(numbers), "position": position}
    found: dict[int, int] = dict(await fetch(QUERIES["published"], asked))
    if missing := set(numbers) - set(found):
        raise NoSuchVersion(*missing)
    return [found[number] for number in numbers]


async def differences(fetch: Fetch, plan: UUID, before: int, after: int, *, planned_only: bool = False) -> Differences:
    """The differences of a plan between two positions. `planned_only` compares the content of versions only, not the
    execution."""
    was, now = await sides(fetch, plan, before, after, planned_only)
    differ = [part for part in {**now, **was} if was.get(part) != now.get(part)]
    done = await events(fetch, plan, differ, *sorted((before, after)))
    order = list({**was, **now})
    found = [
        difference(part, was.get(part), now.get(part), done.get(part, [])) for part in sorted(differ, key=order.index)
    ]
    return Differences(before, after, found)


def difference(part: Part, was: Said | None, now: Said | None, done: list[Done]) -> Difference:
    what, id = part
    how: How = "added" if was is None else "removed" if now is None else "changed"
    found = [
        change
        for name in (now or was or {})
        if (was or {}).get(name) != (now or {}).get(name)
        for change in between(name, (was or {}).get(name), (now or {}).get(name))
        if change.before not in NOTHING or change.after not in NOTHING
    ]
    said = [(it, {change.field.partition(".")[0] for change in changes(it.entry, {})}) for it in done]
    fields = [Changed(one.field, one.before, one.after, set_by(said, one.field, how)) for one in found]
    return Difference(what, id, how, (now or was or {})["title"], fields, done)


def set_by(events: Sequence[tuple[Done, set[str]]], field: str, how: How) -> list[Done]:
    """The events that have set a field, of some with the fields that they set. What a part events that came or went did so with
    it."""
    name = field.partition(".")[0]
    names = {name, *SET_BY.get(name, ())}
    return [it for it, fields in events if fields & names] or ([it for it, _ in events] if how != "changed" else [])


async def parts(fetch: Fetch, model: ReadModel[Any], plan: UUID, positions: Sequence[int]) -> list[tuple[int, Any]]:
    """The rows of one read model that are of a plan, or of its activities, at each of some positions."""
    found = await fetch(parts_query(model), {"plan": plan, "positions": list(positions)})
    return [(position, model.load(values)) for position, *values in found]


async def parts_now(fetch: Fetch, model: ReadModel[Row], plan: UUID, position: int) -> list[Row]:
    """The rows of one read model that are of a plan, or of its activities, as they stand at the moment that is read."""
    found = await fetch(parts_query(model, "_now"), {"plan": plan, "position": position})
    return [model.load(values) for values in found]


def parts_query(model: ReadModel[Any], when: str = "") -> str:
    names = model.columns.names
    key = "id" if model is plans else "plan"
    columns = ", ".join(f'{model.table}."{name}"' for name in names)
    query = QUERIES[("parts" if key in names else "of_activities") + when]
    return filled(query, {"table": model.table, "columns": columns, "key": key})


async def sides(fetch: Fetch, plan: UUID, before: int, after: int, planned_only: bool) -> Sides:
    """The parts of a plan at each of two positions, without removed ones."""

    positions = sorted({before, after})
    measured = await parts(fetch, indicators, plan, positions)
    shown = [] if planned_only else await parts(fetch, evidence, plan, positions)
    found: dict[int, dict[Part, Said]] = {before: {}, after: {}}
    for what, model in MODELS.items():
        for position, row in sorted(await parts(fetch, model, plan, positions), key=in_order):
            if not getattr(row, "removed", False):
                said = {name: getattr(row, name) for name in PLANNED[what]}
                if not planned_only:
                    said |= {name: getattr(row, name) for name in SINCE.get(what, ())}
                found[position][what, row.id] = said
                if isinstance(row, ActivityRow):
                    own = [one for at, one in measured if at == position and one.activity == row.id]
                    files = [one for at, one in shown if at == position and one.activity == row.id]
                    said |= of_activity(row, own, files, planned_only)
    return found[before], found[after]


def in_order(part: tuple[int, Any]) -> tuple[Any, ...]:
    position, row = part
    return position, getattr(row, "place", 0), getattr(row, "starts", None) or 0, row.id


def of_activity(
    row: ActivityRow, measured: Iterable[IndicatorRow], evidence_rows: Iterable[EvidenceRow], planned_only: bool
) -> Said:
    """What is not in an activity's own row as it is told."""
    by_key = sorted(measured, key=lambda one: one.key)
    planned: Said = {
        "budget": money(row.budget, row.budget_currency),
        "indicators": [Indicator(one.key, one.name, one.unit, one.baseline, one.target) for one in by_key],
    }
    if planned_only:
        return planned
    return {
        **planned,
        "spent": money(row.spent, row.spent_currency),
        "measured": [f"{one.key}: {one.value} ({one.measured_on})" for one in by_key if one.value is not None],
        "evidence": sorted(one.document.sha256 for one in evidence_rows),
    }


def money(amount: int | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount, currency)


async def events(fetch: Fetch, plan: UUID, parts: Sequence[Part], first: int, last: int) -> Mapping[Part, list[Done]]:
    """The events of each of some parts after one position, up to another."""
    if not parts or first == last:
        return {}
    whats = {id: what for what, id in parts}
    asked = {"subjects": list(whats), "first": first, "last": last, "names": NAMES}
    found: dict[Part, list[Done]] = {}
    for id, position, at, entry in await fetch(QUERIES["events"], asked):
        done = Done(position, at, decode(entry), bytes(entry))
        if concerns(done.entry, whats[id], id):
            found.setdefault((whats[id], id), []).append(done)
    return found


def concerns(entry: Entry[Any], what: What, id: UUID) -> bool:
    """Whether an event happened to a part, and does not only name it."""
    name = type(entry.data).__name__
    match what:
        case "plan":
            return entry.stream == id and name.startswith(OF_THE_PLAN) and name != "PlanReferred"
        case "activity":
            return entry.stream == id
    return name.startswith(what.capitalize()) and getattr(entry.data, what) == id
