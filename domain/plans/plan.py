"""A plan: from its opening through the stages of its process, each entered when what it needs is there, to its closing.

Its parts have files of their own: `axis`, `challenge`, `project`. So have its stages, its versions and its evaluation. Activities
are streams of their own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.documents import Document, fit
from domain.kernel import Act, Command, Elsewhere, Event, Look, Noun, Seen
from domain.plans import axis, challenge, partnership, project, stages
from domain.plans.activity_state import Activity
from domain.plans.drafting import IMPORTER, TEXT_LENGTH, TITLE_LENGTH
from domain.plans.evaluation import Evaluate, evaluated
from domain.plans.plan_events import (
    DraftPublished,
    Origin,
    PlanAdoptionAttested,
    PlanClosed,
    PlanOpened,
    PlanRevised,
    PlanSentBack,
    StageEntered,
)
from domain.plans.plan_state import Plan, evolve
from domain.plans.stages import Surroundings
from domain.plans.take_up import take_up_stream
from domain.plans.version import content, digest
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.rulesets import Certainty
from domain.rules.subjects import process_of, subject_named
from domain.text import Words
from domain.words import named

RUNNERS = frozenset({"focal_point", "administrator", IMPORTER})


class OpenPlan(Command, frozen=True, tag="plans.plan.OpenPlan"):
    """Open a plan of a community. The rule sets must define a process for its kind. A network whose programme it belongs to, and
    the plan that it succeeds, are optional."""

    by = RUNNERS
    creates = True
    community: UUID
    plan: UUID
    kind: str
    title: Words
    starts: date
    ends: date | None = None
    network: UUID | None = None
    previous: UUID | None = None


class RevisePlan(Command, frozen=True, tag="plans.plan.RevisePlan"):
    """Change a plan's title and dates."""

    by = RUNNERS
    plan: UUID
    title: Words
    starts: date
    ends: date | None = None


class EnterStage(Command, frozen=True, tag="plans.plan.EnterStage"):
    """Move a plan to its next stage. The requirements of that stage must be met."""

    by = RUNNERS
    plan: UUID
    stage: str


class SendBack(Command, frozen=True, tag="plans.plan.SendBack"):
    """Send a plan that is not adopted back to an earlier stage, with the reason. This allows another draft after the council has
    rejected one."""

    by = RUNNERS
    plan: UUID
    stage: str
    reason: Words


class PublishDraft(Command, frozen=True, tag="plans.plan.PublishDraft"):
    """Publish the current plan as a numbered version, identified by the hash of its content."""

    by = RUNNERS
    plan: UUID


class AttestAdoption(Command, frozen=True, tag="plans.plan.AttestAdoption"):
    """Attest that the council adopted a version before the plan was managed on this platform, with date, session, document and
    certainty. Every view shows that the adoption is attested."""

    by = RUNNERS
    plan: UUID
    number: int
    document: Document
    decided_on: date
    certainty: Certainty
    session: Words


class ClosePlan(Command, frozen=True, tag="plans.plan.ClosePlan"):
    """Close a plan that has completed all stages, or close it earlier with a reason."""

    by = RUNNERS
    plan: UUID
    reason: Words | None = None


class AlreadyOpened(Refusal):
    """This plan has been opened already."""

    code = "plan.already-opened"


class BadKind(Refusal):
    """The kind of a plan is written in small letters from a to z, digits and _, a letter first."""

    code = "plan.bad-kind"


class BadTerm(Refusal):
    """A plan ends after it starts."""

    code = "plan.bad-term"


class NothingNew(Refusal):
    """The plan has no axis, or has not changed since its last version: there is nothing to publish."""

    code = "plan.nothing-new"


class BeforeTheCouncil(Refusal):
    """The validated draft is before the council: send the plan back to an earlier stage to publish another draft."""

    code = "plan.before-the-council"


class AlreadyAdopted(Refusal):
    """The plan is adopted: it is amended by a resolution of the council."""

    code = "plan.already-adopted"


class DecidedHere(Refusal):
    """Only a decision made before the plan was managed here can be attested: later ones need a resolution on this platform."""

    code = "plan.decided-here"


class ReasonNeeded(Refusal):
    """The plan has not completed all its stages: closing it requires a reason."""

    code = "plan.reason-needed"


Commands = (
    OpenPlan
    | RevisePlan
    | EnterStage
    | SendBack
    | PublishDraft
    | AttestAdoption
    | Evaluate
    | ClosePlan
    | axis.Commands
    | challenge.Commands
    | project.Commands
    | partnership.Commands
)


def decide(
    command: Commands,
    plan: Plan,
    act: Act,
    *,
    law: Law,
    surroundings: Surroundings = Surroundings(),
    activities: Mapping[UUID, Activity] = {},
    previous: Plan | None = None,
    origin: Plan | None = None,
    take_up: bool = False,
) -> Sequence[Event | Elsewhere]:
    """`surroundings` is what the stage to be entered needs to know; `activities` are all of the plan, for what publishes it."""
    if isinstance(command, OpenPlan):
        return opened(command, plan, act, law, previous)
    plan.must_be_open()
    match command:
        case RevisePlan(_, title, starts, ends):
            if (title, starts, ends) == (plan.title, plan.starts, plan.ends):
                return []
            named(title, "title", TITLE_LENGTH)
            in_order(starts, ends)
            assert plan.starts is not None
            return [PlanRevised(plan.title, title, plan.starts, starts, plan.ends, ends)]
        case EnterStage(_, stage):
            if stage == plan.stage:
                return []
            stages.may_be_entered(stage, plan, stages.process_of(plan, law), surroundings)
            return [StageEntered(plan.stage, stage)]
        case SendBack(_, stage, reason):
            stages.may_be_sent_back_to(stage, plan, stages.process_of(plan, law))
            assert plan.stage is not None
            return [PlanSentBack(plan.stage, stage, named(reason, "reason", TEXT_LENGTH))]
        case PublishDraft():
            return published(command, plan, law, activities)
        case AttestAdoption():
            return attested(command, plan, law)
        case Evaluate():
            return evaluated(command, plan, act, law)
        case ClosePlan(_, reason):
            if reason is not None:
                named(reason, "reason", TEXT_LENGTH)
            elif not stages.is_done(plan, stages.process_of(plan, law)):
                raise ReasonNeeded
            return [PlanClosed(reason)]
    if isinstance(command, axis.Commands):
        return axis.decide(command, plan)
    if isinstance(command, challenge.Commands):
        return challenge.decide(command, plan)
    if isinstance(command, partnership.Commands):
        return partnership.decide(command, plan)
    return project.decide(command, plan, stages.process_of(plan, law), origin, take_up)


def opened(command: OpenPlan, plan: Plan, act: Act, law: Law, previous: Plan | None) -> Sequence[Event]:
    if plan.kind is not None:
        raise AlreadyOpened
    subject = process_of(command.kind)
    if len(command.kind) > 40 or subject_named(subject.name) is None:
        raise BadKind
    named(command.title, "title", TITLE_LENGTH)
    in_order(command.starts, command.ends)
    if previous is not None:
        previous.must_be_of(command.community)
    return [
        PlanOpened(
            command.kind,
            command.title,
            command.starts,
            command.ends,
            command.network,
            command.previous,
            law.rule(subject, law.day(act.occurred_at)).ref,
        )
    ]


def published(command: PublishDraft, plan: Plan, law: Law, activities: Mapping[UUID, Activity]) -> Sequence[Event]:
    assert plan.process is not None
    if plan.adopted is None and stages.awaits_adoption(plan, stages.process_of(plan, law)):
        raise BeforeTheCouncil
    sha256 = digest(content(command.plan, plan, activities))
    if not plan.axes or (plan.latest and plan.latest.sha256 == sha256):
        raise NothingNew
    return [DraftPublished(len(plan.versions) + 1, sha256, plan.process)]


def attested(command: AttestAdoption, plan: Plan, law: Law) -> Sequence[Event]:
    """A plan that was drawn up here is adopted here: nobody goes round the council by saying that it has decided. What was laid
    before it here, the council had not decided before."""
    if plan.adopted is not None:
        raise AlreadyAdopted
    version = plan.version(command.number)
    assert plan.kept_since is not None
    if command.decided_on >= law.day(plan.kept_since) or plan.about("resolution"):
        raise DecidedHere
    fit(command.document)
    named(command.session, "session", TITLE_LENGTH)
    return [
        PlanAdoptionAttested(
            version.number,
            version.sha256,
            command.document,
            command.decided_on,
            command.certainty,
            command.session,
        )
    ]


def in_order(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise BadTerm


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The plan that it follows, or that a project comes from, and the note that it was taken up."""
    match command:
        case OpenPlan(previous=UUID() as previous):
            return [("previous", previous)]
        case project.DefineProject(taken_from=Origin(plan, source)):
            return [("origin", plan), ("take_up", take_up_stream(source, command.plan))]
    return []


def plan_of(command: Any) -> UUID:
    """The root of everything in a plan: the plan."""
    plan: UUID = command.plan
    return plan


def community_of(command: Any, seen: Seen) -> UUID:
    """The community whose plan it is: said by the one who opens it, remembered for all that follows."""
    if isinstance(command, OpenPlan):
        return command.community
    plan: Plan = seen["itself"]
    return plan.community


def held_in(command: Any, seen: Seen) -> UUID:
    """The community of the office that a command needs: a partner answers for itself."""
    return command.partner if isinstance(command, partnership.Commands) else community_of(command, seen)


plans: Noun[Plan] = Noun("plans.plan", Plan(), evolve)
