"""What makes a plan what a spreadsheet says of it: commands, none where it is that already.

An axis, a project and an activity are known again by their titles, however they are written; an activity also by the id that an
import gave it, when it was moved or renamed here since: it then stays where it is, under its name.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Command
from domain.plans.activity import DefineIndicator, PlanActivity, ReviseActivity
from domain.plans.activity_events import Indicator
from domain.plans.activity_state import Activity
from domain.plans.axis import DefineAxis, ReviseAxis
from domain.plans.implementation import AllocateBudget, ChangeStatus, ReportProgress, Reschedule
from domain.plans.overdue import ENDED
from domain.plans.plan_state import Plan
from domain.plans.project import DefineProject, ReviseProject
from domain.text import Words
from ops.imports.plan.content import IndicatorWords, Row, alike
from ops.imports.plan.words import plain

COUNTED = {"ar": "عدد", "fr": "nombre", "en": "number"}
"""The unit of an indicator for which none is written."""


class Removed(Exception):
    """What a row names was taken out of the plan here."""


class Standing(msgspec.Struct):
    """A plan as it stands, with its activities and those that its rows may be, by id."""

    id: UUID
    plan: Plan
    activities: Mapping[UUID, Activity]


class Place(msgspec.Struct, frozen=True):
    """Where a row belongs: ids of what is there, or will be."""

    axis: UUID
    project: UUID
    activity: UUID


def own_id(plan: UUID, kind: str, *key: str) -> UUID:
    """The id that an import gives to a part of a plan."""
    return uuid5(plan, "\x1f".join((kind, *key)))


def content(standing: Standing, row: Row) -> tuple[list[Command], Place]:
    """What brings a row's axis, project and activity into the plan, or makes them what it says. Raises Removed."""
    id, plan = standing.id, standing.plan
    axis_key, project_key, _ = row.key
    axis = next((one for one, it in plan.axes.items() if alike(row.axis, it.title)), None)
    commands: list[Command] = []
    if axis is None:
        axis = unused(plan, own_id(id, "axis", axis_key))
        commands.append(DefineAxis(id, axis, row.axis, {}))
    elif (title := merged(plan.axes[axis].title, row.axis)) != plan.axes[axis].title:
        commands.append(ReviseAxis(id, axis, title, plan.axes[axis].description))
    project = next((one for one, it in plan.projects.items() if it.axis == axis and alike(row.project, it.title)), None)
    if project is None:
        project = unused(plan, own_id(id, "project", axis_key, project_key))
        commands.append(DefineProject(id, axis, project, row.project, {}))
    elif (title := merged((was := plan.projects[project]).title, row.project)) != was.title:
        commands.append(
            ReviseProject(id, axis, project, title, was.description, was.principles, was.challenges, was.partners)
        )
    activity = known(standing, project, row)
    if activity is None:
        activity = own_id(id, "activity", *row.key)
        commands.append(planned(id, activity, project, row))
    else:
        commands += revised(standing, activity, row)
    return commands, Place(axis, project, activity)


def unused(plan: Plan, id: UUID) -> UUID:
    if id in plan.used:
        raise Removed
    return id


def known(standing: Standing, project: UUID, row: Row) -> UUID | None:
    """The activity that a row is, if it is there. Raises Removed."""
    for id, where in standing.plan.activities.items():
        if where == project and id in standing.activities and alike(row.activity, standing.activities[id].title):
            return id
    given = own_id(standing.id, "activity", *row.key)
    before = standing.activities.get(given)
    if before is None or before.plan is None:
        return None
    if before.removed:
        raise Removed
    return given


def planned(plan: UUID, id: UUID, project: UUID, row: Row) -> PlanActivity:
    return PlanActivity(
        plan,
        id,
        project,
        row.activity,
        row.description,
        row.responsible,
        row.starts,
        row.ends,
        budget=row.budget,
        indicators=[indicator(said) for said in row.indicators],
    )


def revised(standing: Standing, id: UUID, row: Row) -> Iterable[Command]:
    """What is said otherwise of an activity that is there. Once adopted, its days and its budget are not content any more."""
    was = standing.activities[id]
    promised = standing.plan.is_promised(id)
    title = merged(was.title, row.activity) if alike(row.activity, was.title) else was.title
    revision = ReviseActivity(
        standing.id,
        id,
        title,
        merged(was.description, row.description),
        merged(was.responsible, row.responsible),
        was.starts if promised else row.starts,
        was.ends if promised else row.ends,
        was.body,
        was.budget if promised or row.budget is None else row.budget,
    )
    before = (was.title, was.description, was.responsible, was.starts, was.ends, was.body, was.budget)
    if msgspec.structs.astuple(revision)[2:] != before:
        yield revision
    for said in row.indicators:
        defined = indicator(said, was.indicators.values())
        if was.indicators.get(defined.key) != defined:
            yield DefineIndicator(standing.id, id, defined)


def indicator(said: IndicatorWords, there: Iterable[Indicator] = ()) -> Indicator:
    """An indicator as the record has it: the one of the same name that is there, with what is said of it now."""
    was = next((one for one in there if alike(said.name, one.name)), None)
    if was is None:
        key = f"i-{sha256(plain(next(iter(said.name.values()))).encode()).hexdigest()[:12]}"
        return Indicator(key, said.name, said.unit or COUNTED, said.baseline, said.target)
    unit = merged(was.unit, said.unit)
    return Indicator(
        was.key, merged(was.name, said.name), unit, said.baseline or was.baseline, said.target or was.target
    )


def carried_out(plan: UUID, id: UUID, was: Activity, row: Row, reason: Words) -> Iterable[Command]:
    """What a row says otherwise of how an adopted activity goes. `reason` stands where the row gives none."""
    why = row.reason or reason
    if (row.starts, row.ends) != (was.starts, was.ends):
        yield Reschedule(plan, id, row.starts, row.ends, why)
    if row.budget is not None and row.budget != was.budget:
        yield AllocateBudget(plan, id, row.budget, reason)
    status = row.status or was.status
    progress = was.progress if row.progress is None else row.progress
    if status == "completed":
        progress = 100
    if status != was.status or (progress != was.progress and status in ENDED):
        yield ChangeStatus(plan, id, status, why, progress)
    elif progress != was.progress:
        yield ReportProgress(plan, id, progress, why)


def reports(row: Row) -> bool:
    """Whether a row says how its activity goes."""
    return row.status not in (None, "planned") or bool(row.progress)


def merged(was: Words, said: Words) -> Words:
    """What a text is once something is said of it: in the languages that are said, and in the others if it is still the same."""
    if all(was.get(tag) == text for tag, text in said.items()):
        return was
    return {**was, **said} if not was or alike(was, said) or not set(was) & set(said) else said
