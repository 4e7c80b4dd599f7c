"""The commands that make a recorded plan equal to its spreadsheet; none for a row that is equal already.

Axes, projects and activities are recognised by their titles, in any spelling. An activity is also recognised by the id that an
import gave it: if it was moved or renamed here since, it keeps its place and its title.
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
from ops.imports.plan.parsed import ActivityRow, ParsedIndicator, alike
from ops.imports.plan.vocabulary import plain

COUNTED = {"ar": "عدد", "fr": "nombre", "en": "number"}
"""The default unit of an indicator."""


class Removed(Exception):
    """A row's axis, project or activity was removed from the plan here."""


class CurrentPlan(msgspec.Struct):
    """A recorded plan, with its activities and those that its rows may stand for, by id."""

    id: UUID
    plan: Plan
    activities: Mapping[UUID, Activity]


class Place(msgspec.Struct, frozen=True):
    """The ids of a row's axis, project and activity."""

    axis: UUID
    project: UUID
    activity: UUID


def own_id(plan: UUID, kind: str, *key: str) -> UUID:
    """The id that an import gives to a part of a plan: it derives from the plan's id and the key."""
    return uuid5(plan, "\x1f".join((kind, *key)))


def content_commands(current: CurrentPlan, row: ActivityRow, *, revise: bool = False) -> tuple[list[Command], Place]:
    """The commands that create or revise a row's axis, project and activity, and their ids. The first spelling of a title stands,
    unless `revise` asks for the row's. Raises Removed."""
    id, plan = current.id, current.plan
    axis_key, project_key, _ = row.key
    axis = next((one for one, it in plan.axes.items() if alike(row.axis, it.title)), None)
    commands: list[Command] = []
    if axis is None:
        axis = unused(plan, own_id(id, "axis", axis_key))
        commands.append(DefineAxis(id, axis, row.axis, {}))
    elif (title := merged(plan.axes[axis].title, row.axis, revise)) != plan.axes[axis].title:
        commands.append(ReviseAxis(id, axis, title, plan.axes[axis].description))
    project = next((one for one, it in plan.projects.items() if it.axis == axis and alike(row.project, it.title)), None)
    if project is None:
        project = unused(plan, own_id(id, "project", axis_key, project_key))
        commands.append(DefineProject(id, axis, project, row.project, {}))
    elif (title := merged((was := plan.projects[project]).title, row.project, revise)) != was.title:
        partners = [*was.partners, *(partner for its, partner in plan.requested if its == project)]
        commands.append(
            ReviseProject(id, axis, project, title, was.description, was.principles, was.challenges, partners)
        )
    activity = find_activity(current, project, row)
    if activity is None:
        activity = own_id(id, "activity", *row.key)
        commands.append(plan_activity(id, activity, project, row))
    else:
        commands += revisions(current, activity, row, revise)
    return commands, Place(axis, project, activity)


def unused(plan: Plan, id: UUID) -> UUID:
    """An id that the plan has not used. Raises Removed if it has: the part with this id was removed."""
    if id in plan.used:
        raise Removed
    return id


def find_activity(current: CurrentPlan, project: UUID, row: ActivityRow) -> UUID | None:
    """The id of a row's activity, if it is recorded. Raises Removed."""
    for id, its_project in current.plan.activities.items():
        if its_project == project and id in current.activities and alike(row.activity, current.activities[id].title):
            return id
    imported = own_id(current.id, "activity", *row.key)
    activity = current.activities.get(imported)
    if activity is None or activity.plan is None:
        return None
    if activity.removed:
        raise Removed
    return imported


def plan_activity(plan: UUID, id: UUID, project: UUID, row: ActivityRow) -> PlanActivity:
    """The command that creates a row's activity."""
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
        indicators=[indicator(one) for one in row.indicators],
    )


def revisions(current: CurrentPlan, id: UUID, row: ActivityRow, revise: bool) -> Iterable[Command]:
    """The commands that revise an activity. Once it is adopted, its dates and its budget are no longer part of the content."""
    was = current.activities[id]
    promised = current.plan.is_promised(id)
    title = merged(was.title, row.activity, revise) if alike(row.activity, was.title) else was.title
    revision = ReviseActivity(
        current.id,
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
    for parsed in row.indicators:
        defined = indicator(parsed, was.indicators.values())
        if was.indicators.get(defined.key) != defined:
            yield DefineIndicator(current.id, id, defined)


def indicator(parsed: ParsedIndicator, recorded: Iterable[Indicator] = ()) -> Indicator:
    """A row's indicator: the recorded one of the same name, updated; else a new one."""
    was = next((one for one in recorded if alike(parsed.name, one.name)), None)
    if was is None:
        key = f"i-{sha256(plain(next(iter(parsed.name.values()))).encode()).hexdigest()[:12]}"
        return Indicator(key, parsed.name, parsed.unit or COUNTED, parsed.baseline, parsed.target)
    unit = merged(was.unit, parsed.unit)
    return Indicator(
        was.key, merged(was.name, parsed.name), unit, parsed.baseline or was.baseline, parsed.target or was.target
    )


def implementation_commands(plan: UUID, id: UUID, was: Activity, row: ActivityRow, reason: Words) -> Iterable[Command]:
    """The commands that update the implementation of an adopted activity. `reason` is used if the row gives none."""
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


def has_report(row: ActivityRow) -> bool:
    """Whether a row reports a status or progress."""
    return row.status not in (None, "planned") or bool(row.progress)


def merged(was: Words, new: Words, revise: bool = False) -> Words:
    """A text, updated by new languages. If it is only spelled otherwise, its first spelling stands unless `revise` asks for the
    new one; if it has changed, the old languages are dropped."""
    if was and alike(was, new) and not revise:
        spellings = {plain(text) for text in was.values()}
        return {**{tag: text for tag, text in new.items() if plain(text) not in spellings}, **was}
    if all(was.get(tag) == text for tag, text in new.items()):
        return was
    return {**was, **new} if not was or alike(was, new) or not set(was) & set(new) else new
