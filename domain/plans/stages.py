"""The stages of a plan: which comes next, and what must be true to enter it (docs/plans.md)."""

from collections.abc import Iterator
from typing import assert_never
from uuid import UUID

import msgspec

from domain.plans.plan_state import Plan
from domain.refusal import Refusal
from domain.rules.law import Law, NoRuleKnown
from domain.rules.rulesets import NoRule
from domain.rules.values import Process, Requirement, Stage

COMMITTEE = "committee"
"""The office whose approval validates a draft."""


class UnknownStage(Refusal):
    """The process of this plan has no stage {stage}."""

    code = "plan.unknown-stage"


class NotNext(Refusal):
    """The stages are entered one after the other, in their order: {stage} is not the one that comes next."""

    code = "plan.not-the-next-stage"


class StageNotReady(Refusal):
    """The plan cannot enter the stage {stage} yet, because a requirement is not met: {requirement}."""

    code = "plan.stage-not-ready"


class NotBehind(Refusal):
    """Before its adoption a plan can be sent back to an earlier stage, which {stage} is not."""

    code = "plan.not-a-stage-behind"


class Consulted(msgspec.Struct, frozen=True):
    """A consultation about the plan, or about the version of a number: whether it is closed and its report published, how many
    of its proposals wait for an answer, and how many that were accepted have no place in the plan."""

    number: int | None
    reported: bool
    waiting: int
    unplaced: int


class Approved(msgspec.Struct, frozen=True):
    """An approval that was requested of an office, on the version of a number, and whether it was granted."""

    number: int | None
    role: str
    granted: bool


class Opined(msgspec.Struct, frozen=True):
    """An opinion that was asked on the version of a number: whether it was delivered, and answered."""

    number: int | None
    answered: bool


class Surroundings(msgspec.Struct, frozen=True):
    """What is not the plan's own, as far as its stages need it: whether its community is a member of the network and has a
    focal point, what was begun about it, and which of its activities were assessed."""

    member: bool = False
    focal_point: bool = False
    consulted: tuple[Consulted, ...] = ()
    approved: tuple[Approved, ...] = ()
    opined: tuple[Opined, ...] = ()
    assessed: frozenset[UUID] = frozenset()


def process_of(plan: Plan, law: Law) -> Process:
    """The process that a plan goes through, as it was written when it was opened. Raises NoRuleKnown."""
    assert plan.process is not None
    assert plan.opened_at is not None
    try:
        value = law.rules.used(plan.process, law.day(plan.opened_at)).value
    except NoRule:
        raise NoRuleKnown(subject=plan.process.subject) from None
    assert isinstance(value, Process)
    return value


def ahead(plan: Plan, process: Process) -> tuple[Stage, ...]:
    """The stages that a plan has not entered yet, in their order."""
    keys = [stage.key for stage in process.stages]
    return process.stages[keys.index(plan.stage) + 1 if plan.stage in keys else 0 :]


def within_reach(plan: Plan, process: Process) -> Iterator[Stage]:
    """The stages that a plan may enter once they are ready: the next one, and where its adoption is attested also the one
    that adoption leads to."""
    coming = ahead(plan, process)
    for place, stage in enumerate(coming):
        if place == 0 or (plan.attested and "adopted" in stage.needs):
            yield stage


def awaits_adoption(plan: Plan, process: Process) -> bool:
    """Whether a plan stands where it is for the council to adopt it: what the next stage needs is that it is adopted."""
    return any("adopted" in stage.needs for stage in ahead(plan, process)[:1])


def is_before_the_council(number: int, plan: Plan, process: Process) -> bool:
    """Whether the version of a number is the one that the council may adopt: the latest, which was validated; an older one has
    been given up."""
    return plan.latest is not None and plan.latest.number == number and awaits_adoption(plan, process)


def awaits_evaluation(plan: Plan, process: Process) -> bool:
    return any("evaluated" in stage.needs for stage in ahead(plan, process)[:1])


def is_done(plan: Plan, process: Process) -> bool:
    """Whether a plan has entered all its stages."""
    return plan.stage is not None and not ahead(plan, process)


def stage_of(plan: Plan, process: Process) -> Stage | None:
    """The stage that a plan stands in, if it has entered one."""
    return next((stage for stage in process.stages if stage.key == plan.stage), None)


def may_be_entered(key: str, plan: Plan, process: Process, surroundings: Surroundings) -> None:
    """Whether a plan may enter a stage now. Raises UnknownStage, NotNext, StageNotReady."""
    if all(stage.key != key for stage in process.stages):
        raise UnknownStage(stage=key[:60])
    stage = next((stage for stage in within_reach(plan, process) if stage.key == key), None)
    if stage is None:
        raise NotNext(stage=key)
    must_be_ready(stage, plan, surroundings)


def may_be_sent_back_to(key: str, plan: Plan, process: Process) -> None:
    """Whether a plan may go through a stage again, and all after it. Raises UnknownStage, NotBehind."""
    keys = [stage.key for stage in process.stages]
    if key not in keys:
        raise UnknownStage(stage=key[:60])
    if plan.adopted is not None or plan.stage not in keys[keys.index(key) + 1 :]:
        raise NotBehind(stage=key)


def must_be_ready(stage: Stage, plan: Plan, surroundings: Surroundings) -> None:
    """Whether all is there that a stage needs. Raises StageNotReady, for the first that is not."""
    for requirement in stage.needs:
        if not is_met(requirement, plan, surroundings):
            raise StageNotReady(stage=stage.key, requirement=requirement)


def is_met(requirement: Requirement, plan: Plan, surroundings: Surroundings) -> bool:
    """Whether something that a stage may need is true of a plan. Approvals and opinions are those on its latest version; the
    consultation may have been on an earlier one: what was said there is what the later one answers to."""
    latest = plan.latest.number if plan.latest else 0
    match requirement:
        case "membership":
            return surroundings.member
        case "focal_point":
            return surroundings.focal_point
        case "axes":
            return bool(plan.axes)
        case "projects":
            return bool(plan.projects) and set(plan.projects) <= set(plan.activities.values())
        case "consultation_reported":
            return bool(surroundings.consulted) and all(one.reported for one in surroundings.consulted)
        case "draft_published":
            return bool(plan.versions)
        case "draft_consulted":
            return any(one.number is not None and one.reported for one in surroundings.consulted)
        case "proposals_answered":
            return not any(one.waiting for one in surroundings.consulted)
        case "proposals_taken_up":
            return not any(one.unplaced for one in surroundings.consulted)
        case "committee_validated":
            return any(one.number == latest and one.role == COMMITTEE and one.granted for one in surroundings.approved)
        case "opinions_answered":
            asked = [one for one in surroundings.opined if one.number == latest]
            return bool(asked) and all(one.answered for one in asked)
        case "adopted":
            return plan.adopted is not None
        case "activities_assessed":
            return bool(plan.promised) and plan.promised <= surroundings.assessed
        case "evaluated":
            return plan.evaluated is not None
    assert_never(requirement)
