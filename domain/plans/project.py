"""A project in an axis of a plan: which challenges it answers to, which communities carry it, which plan it comes from."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.kernel import Command, Elsewhere, Event
from domain.plans.drafting import DRAFTERS, TEXT_LENGTH, NotEmpty, must_be_new, once, title_and_description
from domain.plans.partnership import requests
from domain.plans.plan_events import (
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


class DefineProject(Command, frozen=True, tag="plans.plan.DefineProject"):
    """Add a project to an axis, with the challenges that it addresses. It can be taken up from another plan. The partner
    communities are asked: they are shown once they have accepted."""

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
    """Change a project. New partner communities are asked; those that are left out are partners no longer, or their request is
    withdrawn."""

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
    """Remove a project without activities and taken-up proposals."""

    by = DRAFTERS
    plan: UUID
    project: UUID
    reason: Words


class HoldsProposals(Refusal):
    """Proposals were taken up here: they must be moved to another project or activity first, so that none is lost."""

    code = "plan.holds-proposals"


class UnknownPrinciple(Refusal):
    """{principle} is not a principle in the process of this plan."""

    code = "project.unknown-principle"


class TakenFromItself(Refusal):
    """A project is taken up from another plan, not from its own."""

    code = "project.taken-from-itself"


Commands = DefineProject | ReviseProject | RemoveProject


def decide(
    command: Commands, plan: Plan, process: Process, origin: Plan | None, noted: bool
) -> Sequence[Event | Elsewhere]:
    """`origin` is the plan that the project is taken up from; `noted`: whether this plan's taking it up is already noted."""
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
    title, description = title_and_description(command.title, command.description)
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
        new = ProjectDefined(command.axis, id, title, description, principles, challenges, [], source)
        takes_up = [] if source is None else taken_up(command, source, plan, origin, noted)
        return [new, *takes_up, *requests(id, partners, plan)]
    was = plan.projects[id]
    asks = requests(id, partners, plan)
    partners = [one for one in partners if one in was.partners]
    before = (was.axis, was.title, was.description, was.principles, was.challenges, was.partners)
    after = (command.axis, title, description, principles, challenges, partners)
    if before == after:
        return asks
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
        ),
        *asks,
    ]


def taken_up(
    command: DefineProject, source: Origin, plan: Plan, origin: Plan | None, noted: bool
) -> Iterable[Elsewhere]:
    """The note that the project was taken up, once for each project and plan."""
    if source.plan == command.plan:
        raise TakenFromItself
    assert origin is not None
    origin.must_exist()
    origin.must_have_project(source.project)
    if not noted:
        note = ProjectTakenUpElsewhere(source.project, plan.community, command.plan, command.project)
        yield Elsewhere("take_up", note, source.plan, origin.community)
