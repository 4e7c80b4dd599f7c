"""The parts of a plan as a preview shows them."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.kernel import Command
from domain.plans.activity import PlanActivity
from domain.plans.axis import DefineAxis
from domain.plans.money import Money
from domain.plans.project import DefineProject
from ops.imports.common.report import State, Thing
from ops.imports.plan.parsed import ActivityRow, ParsedPlan


def state_of(commands: Sequence[Command]) -> State:
    """The state of a row's activity, by the commands for it."""
    if any(isinstance(command, PlanActivity) for command in commands):
        return "new"
    return "changed" if commands else "already_there"


def parts_of(commands: Sequence[Command], row: ActivityRow, file: str) -> Iterator[Thing]:
    """The axis and the project that the commands for a row make."""
    for command in commands:
        match command:
            case DefineAxis():
                yield Thing("axis", {"title": command.title}, "new", file, row.sheet, row.line)
            case DefineProject():
                fields = {"axis": row.axis, "title": command.title}
                yield Thing("project", fields, "new", file, row.sheet, row.line)


def thing_of(row: ActivityRow, file: str, state: State) -> Thing:
    """An activity."""
    fields = {
        "axis": row.axis,
        "project": row.project,
        "title": row.activity,
        "description": row.description,
        "responsible": row.responsible,
        "starts": row.starts and row.starts.isoformat(),
        "ends": row.ends and row.ends.isoformat(),
        "budget": money_of(row.budget),
        "indicators": [
            {"name": one.name, "baseline": one.baseline, "target": one.target, "unit": one.unit}
            for one in row.indicators
        ],
        "status": row.status,
        "progress": row.progress,
        "reason": row.reason,
    }
    return Thing("activity", fields, state, file, row.sheet, row.line)


def plan_thing(parsed: ParsedPlan, community: str, file: str, state: State) -> Thing:
    """The plan with its adoption."""
    adoption = parsed.adoption
    fields: dict[str, Any] = {
        "community": community,
        "title": parsed.title,
        "starts": parsed.starts and parsed.starts.isoformat(),
        "ends": parsed.ends and parsed.ends.isoformat(),
        "decided_on": adoption and adoption.decided_on.isoformat(),
        "session": adoption and adoption.session,
        "document": adoption and adoption.document,
        "certainty": adoption and adoption.certainty,
    }
    return Thing("plan", fields, state, file)


def money_of(money: Money | None) -> dict[str, str] | None:
    """A sum in units of its currency: 50000.00 MAD."""
    return None if money is None else {"amount": f"{money.amount / 100:.2f}", "currency": money.currency}
