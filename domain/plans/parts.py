"""The parts of a plan: its axes, the challenges seen in each, and the projects that answer to them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from domain.kernel import Command, Elsewhere, Event
from domain.plans.plan_events import (
    AxisDefined,
    AxisRemoved,
    AxisRevised,
    ChallengeIdentified,
    ChallengeRemoved,
    ChallengeRevised,
    Origin,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProjectTakenUpElsewhere,
)
from domain.plans.plan_state import Plan
from domain.refusal import Refusal
from domain.rules.values import Process
from domain.text import Words
from domain.words import named

TITLE_LENGTH, TEXT_LENGTH = 300, 4_000
MOST_PARTS, MOST_NAMED = 300, 50

T = TypeVar("T")

IMPORTER = "plan-import"
"""The process that brings in plans from spreadsheets."""

DRAFTERS = frozenset({"focal_point", "committee", "administrator", IMPORTER})


class DefineAxis(Command, frozen=True, tag="plans.plan.DefineAxis"):
    """Gives a plan another axis: one of its priorities."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    title: Words
    description: Words


class ReviseAxis(Command, frozen=True, tag="plans.plan.ReviseAxis"):
    """Says anew what an axis of a plan is."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    title: Words
    description: Words


class RemoveAxis(Command, frozen=True, tag="plans.plan.RemoveAxis"):
    """Removes an axis in which there is nothing."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    reason: Words


class IdentifyChallenge(Command, frozen=True, tag="plans.plan.IdentifyChallenge"):
    """Names a challenge that is seen in an axis: proposals may be solutions to it, projects answer to it."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    challenge: UUID
    title: Words
    description: Words


class ReviseChallenge(Command, frozen=True, tag="plans.plan.ReviseChallenge"):
    """Says anew what a challenge is, and in which axis."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    challenge: UUID
    title: Words
    description: Words


class RemoveChallenge(Command, frozen=True, tag="plans.plan.RemoveChallenge"):
    """Removes a challenge that no project answers to. What was proposed for it keeps its name."""

    by = DRAFTERS
    plan: UUID
    challenge: UUID
    reason: Words


class DefineProject(Command, frozen=True, tag="plans.plan.DefineProject"):
    """Gives an axis of a plan a project: for its challenges, with its partners, perhaps taken up from another plan."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    project: UUID
    title: Words
    description: Words
    principles: list[str] = []
    challenges: list[UUID] = []
    partners: list[UUID] = []
    taken_from: Origin | None = None


class ReviseProject(Command, frozen=True, tag="plans.plan.ReviseProject"):
    """Says anew what a project is."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    project: UUID
    title: Words
    description: Words
    principles: list[str] = []
    challenges: list[UUID] = []
    partners: list[UUID] = []


class RemoveProject(Command, frozen=True, tag="plans.plan.RemoveProject"):
    """Removes a project without activities, which no proposal was taken up in."""

    by = DRAFTERS
    plan: UUID
    project: UUID
    reason: Words


class AlreadyThere(Refusal):
    """The plan has, or had, a part with this id already."""

    code = "plan.part-already-there"


class TooMany(Refusal):
    """There may be {most} of these at most."""

    code = "plan.too-many-parts"


class NotEmpty(Refusal):
    """Something in the plan still belongs to this: a challenge or project, an activity, or a project that answers to it."""

    code = "plan.part-not-empty"


class HoldsProposals(Refusal):
    """Proposals were taken up here: they must be moved to another project or activity first, so that none is lost."""

    code = "plan.holds-proposals"


class UnknownPrinciple(Refusal):
    """{principle} is not one of the principles that the process of this plan knows."""

    code = "project.unknown-principle"


class TakenFromItself(Refusal):
    """A project is taken up from another plan, not from its own."""

    code = "project.taken-from-itself"


Commands = (
    DefineAxis
    | ReviseAxis
    | RemoveAxis
    | IdentifyChallenge
    | ReviseChallenge
    | RemoveChallenge
    | DefineProject
    | ReviseProject
    | RemoveProject
)


def decide(command: Commands, plan: Plan, process: Process, origin: Plan | None) -> Sequence[Event | Elsewhere]:
    """What a command on a part of a plan that is open comes to. `origin` is the plan that a project is taken up from."""
    match command:
        case DefineAxis() | ReviseAxis() | RemoveAxis():
            return axis(command, plan)
        case IdentifyChallenge() | ReviseChallenge() | RemoveChallenge():
            return challenge(command, plan)
        case DefineProject() | ReviseProject() | RemoveProject():
            return project(command, plan, process, origin)


def axis(command: DefineAxis | ReviseAxis | RemoveAxis, plan: Plan) -> Sequence[Event]:
    id = command.axis
    match command:
        case DefineAxis(_, _, title, description):
            must_be_new(id, plan, len(plan.axes))
            return [AxisDefined(id, *said(title, description))]
        case ReviseAxis(_, _, title, description):
            plan.must_have_axis(id)
            was = plan.axes[id]
            if (title, description) == (was.title, was.description):
                return []
            said(title, description)
            return [AxisRevised(id, was.title, title, was.description, description)]
        case RemoveAxis(_, _, reason):
            plan.must_have_axis(id)
            standing = [one.axis for one in plan.challenges.values()] + [one.axis for one in plan.projects.values()]
            if id in standing:
                raise NotEmpty
            return [AxisRemoved(id, named(reason, "reason", TEXT_LENGTH))]


def challenge(command: IdentifyChallenge | ReviseChallenge | RemoveChallenge, plan: Plan) -> Sequence[Event]:
    id = command.challenge
    match command:
        case IdentifyChallenge(_, in_axis, _, title, description):
            must_be_new(id, plan, len(plan.challenges))
            plan.must_have_axis(in_axis)
            return [ChallengeIdentified(in_axis, id, *said(title, description))]
        case ReviseChallenge(_, in_axis, _, title, description):
            plan.must_have_challenge(id)
            plan.must_have_axis(in_axis)
            was = plan.challenges[id]
            if (in_axis, title, description) == (was.axis, was.title, was.description):
                return []
            said(title, description)
            return [ChallengeRevised(id, was.axis, in_axis, was.title, title, was.description, description)]
        case RemoveChallenge(_, _, reason):
            plan.must_have_challenge(id)
            if any(id in one.challenges for one in plan.projects.values()):
                raise NotEmpty
            return [ChallengeRemoved(id, named(reason, "reason", TEXT_LENGTH))]


def project(
    command: DefineProject | ReviseProject | RemoveProject, plan: Plan, process: Process, origin: Plan | None
) -> Sequence[Event | Elsewhere]:
    id = command.project
    if isinstance(command, RemoveProject):
        plan.must_have_project(id)
        if plan.holds_proposals(project=id):
            raise HoldsProposals
        if id in plan.activities.values():
            raise NotEmpty
        return [ProjectRemoved(id, named(command.reason, "reason", TEXT_LENGTH))]
    if isinstance(command, DefineProject):
        must_be_new(id, plan, len(plan.projects))
    else:
        plan.must_have_project(id)
    plan.must_have_axis(command.axis)
    title, description = said(command.title, command.description)
    principles, challenges, partners = (
        once(command.principles),
        once(command.challenges),
        once(command.partners),
    )
    known = {level.key for level in process.principles}
    for principle in principles:
        if principle not in known:
            raise UnknownPrinciple(principle=principle[:60])
    for one in challenges:
        plan.must_have_challenge(one)
    if isinstance(command, DefineProject):
        source = command.taken_from
        new = ProjectDefined(command.axis, id, title, description, principles, challenges, partners, source)
        return [new, *([] if source is None else taken_up(command, source, plan, origin))]
    was = plan.projects[id]
    before = (was.axis, was.title, was.description, was.principles, was.challenges, was.partners)
    after = (command.axis, title, description, principles, challenges, partners)
    if before == after:
        return []
    return [
        ProjectRevised(
            id,
            was.axis,
            command.axis,
            was.title,
            title,
            was.description,
            description,
            was.principles,
            principles,
            was.challenges,
            challenges,
            was.partners,
            partners,
        )
    ]


def taken_up(command: DefineProject, source: Origin, plan: Plan, origin: Plan | None) -> Iterable[Elsewhere]:
    """The plan that a project comes from is told."""
    if source.plan == command.plan:
        raise TakenFromItself
    assert origin is not None
    origin.must_exist()
    origin.must_have_project(source.project)
    told = ProjectTakenUpElsewhere(source.project, plan.community, command.plan, command.project)
    yield Elsewhere("origin", told, source.plan, origin.community)


def must_be_new(id: UUID, plan: Plan, number: int) -> None:
    if id in plan.used:
        raise AlreadyThere
    if number >= MOST_PARTS:
        raise TooMany(most=MOST_PARTS)


def said(title: Words, description: Words) -> tuple[Words, Words]:
    return named(title, "title", TITLE_LENGTH), described(description)


def described(description: Words) -> Words:
    """A description may be left out, as an empty map."""
    return named(description, "description", TEXT_LENGTH) if description else description


def once(names: list[T]) -> list[T]:
    """Each of some names once, in the order in which they came."""
    if len(names) > MOST_NAMED:
        raise TooMany(most=MOST_NAMED)
    return list(dict.fromkeys(names))
