"""An activity of a plan: what is to be done, by whom, from when to when, for how much; and what became of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from domain.kernel import Act, Command, Elsewhere, Event, Look, Noun, Seen
from domain.plans import implementation
from domain.plans.activity_content import fit_content, fit_indicators, within_all
from domain.plans.activity_events import (
    ActivityCarriedOver,
    ActivityIndicatorDefined,
    ActivityIndicatorRemoved,
    ActivityMoved,
    ActivityPlanned,
    ActivityRemoved,
    ActivityRevised,
    Indicator,
)
from domain.plans.activity_state import Activity, evolve
from domain.plans.drafting import DRAFTERS
from domain.plans.implementation import REASON_LENGTH, UnknownIndicator, carried_out
from domain.plans.money import Money
from domain.plans.plan_events import ActivityExcluded, ActivityIncluded
from domain.plans.plan_state import Plan
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.text import Words
from domain.words import named


class PlanActivity(Command, frozen=True, tag="plans.activity.PlanActivity"):
    """Plan an activity in a project, or carry over an unfinished one from an earlier plan."""

    by = DRAFTERS
    creates = True
    plan: UUID
    activity: UUID
    project: UUID
    title: Words
    description: Words
    responsible: Words
    starts: date
    ends: date
    body: UUID | None = None
    budget: Money | None = None
    indicators: list[Indicator] = []
    carried_from: UUID | None = None


class ReviseActivity(Command, frozen=True, tag="plans.activity.ReviseActivity"):
    """Change an activity. After adoption, change its dates by rescheduling and its budget by allocation, each with a reason."""

    by = DRAFTERS
    plan: UUID
    activity: UUID
    title: Words
    description: Words
    responsible: Words
    starts: date
    ends: date
    body: UUID | None = None
    budget: Money | None = None


class MoveActivity(Command, frozen=True, tag="plans.activity.MoveActivity"):
    """Move an activity to another project of the plan."""

    by = DRAFTERS
    plan: UUID
    activity: UUID
    project: UUID


class RemoveActivity(Command, frozen=True, tag="plans.activity.RemoveActivity"):
    """Remove an activity from a plan before its adoption. After adoption, cancel it instead."""

    by = DRAFTERS
    plan: UUID
    activity: UUID
    reason: Words


class DefineIndicator(Command, frozen=True, tag="plans.activity.DefineIndicator"):
    """Define or replace an indicator of an activity. Its key identifies it."""

    by = DRAFTERS
    plan: UUID
    activity: UUID
    indicator: Indicator


class RemoveIndicator(Command, frozen=True, tag="plans.activity.RemoveIndicator"):
    """Remove an indicator without measurements."""

    by = DRAFTERS
    plan: UUID
    activity: UUID
    key: str
    reason: Words


Content = PlanActivity | ReviseActivity | MoveActivity | RemoveActivity | DefineIndicator | RemoveIndicator
Commands = Content | implementation.Commands


class AlreadyPlanned(Refusal):
    """This activity has been planned already."""

    code = "activity.already-planned"


class Unknown(Refusal):
    """There is no such activity in this plan."""

    code = "activity.unknown"


class UnderWay(Refusal):
    """The activity is adopted: reschedule it to change its dates, allocate its budget, or cancel it."""

    code = "activity.under-way"


class StillLinked(Refusal):
    """Proposals were taken up in this activity: they must be moved to another one first."""

    code = "activity.still-linked"


class NotToBeCarriedOver(Refusal):
    """Only an unfinished activity of another plan of the same community can be carried over, and only once."""

    code = "activity.not-to-be-carried-over"


class AlreadyMeasured(Refusal):
    """This indicator has measurements, and cannot be removed."""

    code = "activity.already-measured"


def decide(
    command: Commands,
    activity: Activity,
    act: Act,
    *,
    plan: Plan,
    law: Law,
    carried: Activity | None = None,
) -> Sequence[Event | Elsewhere]:
    """`law` holds for the plan's community. `carried` is the activity of another plan that it was carried over from."""
    plan.must_be_open()
    if isinstance(command, PlanActivity):
        return planned(command, activity, plan, carried)
    if activity.plan != command.plan or activity.removed:
        raise Unknown
    if isinstance(command, Content):
        return changed(command, activity, plan, carried)
    if not plan.is_promised(command.activity):
        raise implementation.NotAdopted
    return carried_out(command, activity, act, law)


def planned(
    command: PlanActivity, activity: Activity, plan: Plan, carried: Activity | None
) -> Sequence[Event | Elsewhere]:
    if activity.plan is not None:
        raise AlreadyPlanned
    plan.must_have_project(command.project)
    fit_content(command, command.indicators)
    new = ActivityPlanned(
        command.project,
        command.title,
        command.description,
        command.responsible,
        command.body,
        command.starts,
        command.ends,
        command.budget,
        command.carried_from,
    )
    indicators = [ActivityIndicatorDefined(None, indicator) for indicator in command.indicators]
    included = ActivityIncluded(command.activity, None, command.project)
    events: list[Event | Elsewhere] = [new, *indicators, Elsewhere("plan", included)]
    if carried is not None:
        if carried.community != plan.community or carried.plan == command.plan or carried.finished:
            raise NotToBeCarriedOver
        events.append(Elsewhere("carried", ActivityCarriedOver(None, command.activity), root=carried.plan))
    return events


def changed(command: Content, activity: Activity, plan: Plan, carried: Activity | None) -> Sequence[Event | Elsewhere]:
    adopted = plan.is_promised(command.activity)
    match command:
        case ReviseActivity():
            fit_content(command, [*activity.indicators.values()])
            if adopted and (command.starts, command.ends, command.budget) != (
                activity.starts,
                activity.ends,
                activity.budget,
            ):
                raise UnderWay
            return revised(command, activity)
        case MoveActivity(_, id, project):
            plan.must_have_project(project)
            if project == activity.project:
                return []
            if plan.holds_proposals(activity=id):
                raise StillLinked
            assert activity.project is not None
            moved = ActivityIncluded(id, activity.project, project)
            return [ActivityMoved(activity.project, project), Elsewhere("plan", moved)]
        case RemoveActivity(_, id, reason):
            if adopted:
                raise UnderWay
            if plan.holds_proposals(activity=id):
                raise StillLinked
            named(reason, "reason", REASON_LENGTH)
            events: list[Event | Elsewhere] = [ActivityRemoved(reason), Elsewhere("plan", ActivityExcluded(id))]
            if carried is not None:
                events.append(Elsewhere("carried", ActivityCarriedOver(id, None), root=carried.plan))
            return events
        case DefineIndicator(_, _, indicator):
            defined = {**activity.indicators, indicator.key: indicator}
            fit_indicators([*defined.values()])
            within_all(activity, [*defined.values()])
            was = activity.indicators.get(indicator.key)
            return [] if was == indicator else [ActivityIndicatorDefined(was, indicator)]
        case RemoveIndicator(_, _, key, reason):
            if key not in activity.indicators:
                raise UnknownIndicator
            if any(measured == key for measured, _ in activity.measured):
                raise AlreadyMeasured
            named(reason, "reason", REASON_LENGTH)
            return [ActivityIndicatorRemoved(activity.indicators[key], reason)]
    raise AssertionError


def revised(command: ReviseActivity, activity: Activity) -> Sequence[Event]:
    event = ActivityRevised(
        activity.title,
        command.title,
        activity.description,
        command.description,
        activity.responsible,
        command.responsible,
        activity.body,
        command.body,
        activity.starts,
        command.starts,
        activity.ends,
        command.ends,
        activity.budget,
        command.budget,
    )
    values = msgspec.structs.astuple(event)
    return [] if values[::2] == values[1::2] else [event]


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The plan; and what an activity was carried over from, when it begins to stand for that one, or no longer does."""
    looks: list[Look] = [("plan", command.plan)]
    before = None
    if isinstance(command, PlanActivity):
        before = command.carried_from
    elif isinstance(command, RemoveActivity):
        before = seen["itself"].carried_from
    if before is not None:
        looks.append(("carried", before))
    return looks


def community_of(command: Commands, seen: Seen) -> UUID:
    """The community whose plan it is."""
    community: UUID = seen["plan"].community
    return community


activities: Noun[Activity] = Noun("plans.activity", Activity(), evolve)
