"""An axis of a plan: one of its priorities, in which challenges are seen and projects stand."""

from collections.abc import Sequence
from uuid import UUID

from domain.kernel import Command, Event
from domain.plans.drafting import DRAFTERS, TEXT_LENGTH, NotEmpty, must_be_new, title_and_description
from domain.plans.plan_events import (
    AxisDefined,
    AxisRemoved,
    AxisRevised,
)
from domain.plans.plan_state import Plan
from domain.text import Words
from domain.words import named


class DefineAxis(Command, frozen=True, tag="plans.plan.DefineAxis"):
    """Add an axis, a priority of the plan."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    title: Words
    description: Words


class ReviseAxis(Command, frozen=True, tag="plans.plan.ReviseAxis"):
    """Change an axis."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    title: Words
    description: Words


class RemoveAxis(Command, frozen=True, tag="plans.plan.RemoveAxis"):
    """Remove an empty axis."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    reason: Words


Commands = DefineAxis | ReviseAxis | RemoveAxis


def decide(command: Commands, plan: Plan) -> Sequence[Event]:
    id = command.axis
    match command:
        case DefineAxis(_, _, title, description):
            must_be_new(id, plan, len(plan.axes))
            return [AxisDefined(id, *title_and_description(title, description))]
        case ReviseAxis(_, _, title, description):
            plan.must_have_axis(id)
            was = plan.axes[id]
            if (title, description) == (was.title, was.description):
                return []
            title_and_description(title, description)
            return [AxisRevised(id, was.title, title, was.description, description)]
        case RemoveAxis(_, _, reason):
            plan.must_have_axis(id)
            standing = [one.axis for one in plan.challenges.values()] + [one.axis for one in plan.projects.values()]
            if id in standing:
                raise NotEmpty
            return [AxisRemoved(id, named(reason, "reason", TEXT_LENGTH))]
