"""What a plan has come to, and what may be asked of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import PLATFORM, Entry
from domain.plans.plan_events import (
    ActivityExcluded,
    ActivityIncluded,
    AxisDefined,
    AxisRemoved,
    AxisRevised,
    ChallengeIdentified,
    ChallengeRemoved,
    ChallengeRevised,
    DraftPublished,
    PartnershipAccepted,
    PartnershipDeclined,
    PartnershipEnded,
    PartnershipRequested,
    PartnershipWithdrawn,
    PlanAdopted,
    PlanAdoptionAttested,
    PlanAmended,
    PlanClosed,
    PlanEvaluated,
    PlanOpened,
    PlanReferred,
    PlanRevised,
    PlanSentBack,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProposalTakenUp,
    StageEntered,
    TakenUpProposalMoved,
    What,
)
from domain.plans.plan_parts import Axis, Challenge, Project
from domain.refusal import Refusal
from domain.rules.rulesets import RuleRef
from domain.text import Words


class Unknown(Refusal):
    """There is no such plan in this community."""

    code = "plan.unknown"


class Closed(Refusal):
    """The plan is closed and cannot be changed."""

    code = "plan.closed"


class NoSuchVersion(Refusal):
    """The plan has no published version of this number and this hash."""

    code = "plan.version-unknown"


class NoSuchAxis(Refusal):
    """There is no such axis in this plan, or it was removed."""

    code = "axis.unknown"


class NoSuchChallenge(Refusal):
    """There is no such challenge in this plan, or it was removed."""

    code = "challenge.unknown"


class NoSuchProject(Refusal):
    """There is no such project in this plan, or it was removed."""

    code = "project.unknown"


class NotInPlan(Refusal):
    """There is no such activity in this project of the plan, or it was removed."""

    code = "plan.activity-not-in-it"


class Version(msgspec.Struct, frozen=True):
    """A draft as it was published: `activities` are those that stood in it."""

    number: int
    sha256: str
    activities: frozenset[UUID]


class Adoption(msgspec.Struct, frozen=True):
    """Which version is the plan: by a resolution, or by what is attested."""

    number: int
    sha256: str
    resolution: UUID | None
    attested: bool


class Referred(msgspec.Struct, frozen=True):
    """Something that was begun about the plan, or about the version of a number."""

    what: What
    thing: UUID
    number: int | None


class Place(msgspec.Struct, frozen=True):
    """Where in the plan a proposal was taken up."""

    project: UUID
    activity: UUID | None


class Evaluation(msgspec.Struct, frozen=True):
    """What was said last of what came of the plan, if anything."""

    assessor: Words | None = None
    summary: Words | None = None
    openness: str | None = None
    ambition: str | None = None


class Plan(msgspec.Struct, frozen=True):
    """`opened_at` is when it was opened by those who did it, `kept_since` when the log took that. Axes, challenges, projects
    and activities are in the order in which they came; `used` are the ids of all that ever were."""

    community: UUID = PLATFORM
    kind: str | None = None
    title: Words = {}
    starts: date | None = None
    ends: date | None = None
    network: UUID | None = None
    previous: UUID | None = None
    process: RuleRef | None = None
    opened_at: datetime | None = None
    kept_since: datetime | None = None
    stage: str | None = None
    axes: Mapping[UUID, Axis] = {}
    challenges: Mapping[UUID, Challenge] = {}
    projects: Mapping[UUID, Project] = {}
    requested: frozenset[tuple[UUID, UUID]] = frozenset()
    activities: Mapping[UUID, UUID] = {}
    used: frozenset[UUID] = frozenset()
    versions: tuple[Version, ...] = ()
    adopted: Adoption | None = None
    referred: tuple[Referred, ...] = ()
    proposals: Mapping[UUID, Place] = {}
    evaluated: Evaluation | None = None
    closed: bool = False

    @property
    def latest(self) -> Version | None:
        """The version that was published last."""
        return self.versions[-1] if self.versions else None

    @property
    def attested(self) -> bool:
        """Whether it is the plan by what somebody attests, and not by a resolution."""
        return self.adopted is not None and self.adopted.attested

    def must_exist(self) -> None:
        if self.kind is None:
            raise Unknown

    def must_be_open(self) -> None:
        """It is there, and work on it goes on. Raises Unknown, Closed."""
        self.must_exist()
        if self.closed:
            raise Closed

    def must_be_of(self, community: UUID) -> None:
        """It is there, and a community's own. Raises Unknown."""
        self.must_exist()
        if self.community != community:
            raise Unknown

    def version(self, number: int) -> Version:
        """The version of a number. Raises NoSuchVersion."""
        if not 0 < number <= len(self.versions):
            raise NoSuchVersion
        return self.versions[number - 1]

    def must_have_version(self, number: int, sha256: str) -> None:
        """A version of this number was published, with this hash. Raises NoSuchVersion."""
        if self.version(number).sha256 != sha256:
            raise NoSuchVersion

    def must_have_axis(self, axis: UUID) -> None:
        if axis not in self.axes:
            raise NoSuchAxis

    def must_have_challenge(self, challenge: UUID) -> None:
        if challenge not in self.challenges:
            raise NoSuchChallenge

    def must_have_project(self, project: UUID) -> None:
        if project not in self.projects:
            raise NoSuchProject

    def must_have_place(self, project: UUID, activity: UUID | None) -> None:
        """A project, and if there is one an activity of it, stand in the plan. Raises NoSuchProject, NotInPlan."""
        self.must_have_project(project)
        if activity is not None and self.activities.get(activity) != project:
            raise NotInPlan

    @property
    def promised(self) -> frozenset[UUID]:
        """The activities of the version that is the plan; none as long as it is not adopted."""
        return self.version(self.adopted.number).activities if self.adopted else frozenset()

    def is_promised(self, activity: UUID) -> bool:
        """Whether the version that is the plan has an activity."""
        return activity in self.promised

    def holds_proposals(self, *, project: UUID | None = None, activity: UUID | None = None) -> bool:
        """Whether proposals were taken up in a project, or in an activity: it cannot be removed before they are moved."""
        return any(
            (project is not None and place.project == project) or (activity is not None and place.activity == activity)
            for place in self.proposals.values()
        )

    def about(self, what: What) -> list[Referred]:
        """What of a kind was begun about it, in that order."""
        return [one for one in self.referred if one.what == what]


def evolve(plan: Plan, entry: Entry[Any]) -> Plan:
    replace = msgspec.structs.replace
    match entry.data:
        case PlanOpened(kind, title, starts, ends, network, previous, rule):
            return Plan(
                community=entry.community,
                kind=kind,
                title=title,
                starts=starts,
                ends=ends,
                network=network,
                previous=previous,
                process=rule,
                opened_at=entry.occurred_at,
                kept_since=entry.recorded_at,
            )
        case PlanRevised(_, title, _, starts, _, ends):
            return replace(plan, title=title, starts=starts, ends=ends)
        case StageEntered(_, stage) | PlanSentBack(_, stage):
            return replace(plan, stage=stage)
        case ActivityIncluded(activity, _, project):
            return replace(plan, activities={**plan.activities, activity: project})
        case ActivityExcluded(activity):
            return replace(plan, activities=without(plan.activities, activity))
        case ProposalTakenUp(proposal, project, activity):
            return replace(plan, proposals={**plan.proposals, proposal: Place(project, activity)})
        case TakenUpProposalMoved(proposal, _, project, _, activity):
            return replace(plan, proposals={**plan.proposals, proposal: Place(project, activity)})
        case PlanReferred(what, thing, number):
            return replace(plan, referred=(*plan.referred, Referred(what, thing, number)))
        case DraftPublished(number, sha256):
            return replace(plan, versions=(*plan.versions, Version(number, sha256, frozenset(plan.activities))))
        case PlanAdopted(number, sha256, resolution):
            return replace(plan, adopted=Adoption(number, sha256, resolution, attested=False))
        case PlanAmended(_, number, _, sha256, _, resolution):
            return replace(plan, adopted=Adoption(number, sha256, resolution, attested=False))
        case PlanAdoptionAttested(number, sha256):
            return replace(plan, adopted=Adoption(number, sha256, None, attested=True))
        case PlanEvaluated() as it:
            return replace(plan, evaluated=Evaluation(it.assessor, it.summary, it.openness, it.ambition))
        case PlanClosed():
            return replace(plan, closed=True)
    return with_parts(plan, entry)


def with_parts(plan: Plan, entry: Entry[Any]) -> Plan:
    replace = msgspec.structs.replace
    match entry.data:
        case AxisDefined(id, title, description):
            return replace(plan, axes={**plan.axes, id: Axis(title, description)}, used=plan.used | {id})
        case AxisRevised(id, _, title, _, description):
            return replace(plan, axes={**plan.axes, id: Axis(title, description)})
        case AxisRemoved(id):
            return replace(plan, axes=without(plan.axes, id))
        case ChallengeIdentified(axis, id, title, description):
            new = Challenge(axis, title, description)
            return replace(plan, challenges={**plan.challenges, id: new}, used=plan.used | {id})
        case ChallengeRevised(id, _, axis, _, title, _, description):
            return replace(plan, challenges={**plan.challenges, id: Challenge(axis, title, description)})
        case ChallengeRemoved(id):
            return replace(plan, challenges=without(plan.challenges, id))
        case ProjectDefined(axis, id, title, description, principles, challenges, partners, origin):
            project = Project(axis, title, description, principles, challenges, partners, origin)
            return replace(plan, projects={**plan.projects, id: project}, used=plan.used | {id})
        case ProjectRevised() as it:
            project = Project(
                it.axis,
                it.title,
                it.description,
                it.principles,
                it.challenges,
                it.partners,
                plan.projects[it.project].taken_from,
            )
            return replace(plan, projects={**plan.projects, it.project: project})
        case PartnershipRequested(id, partner):
            return replace(plan, requested=plan.requested | {(id, partner)})
        case PartnershipWithdrawn(id, partner) | PartnershipDeclined(id, partner):
            return replace(plan, requested=plan.requested - {(id, partner)})
        case PartnershipAccepted(id, partner):
            projects = {**plan.projects, id: plan.projects[id].joined_by(partner)}
            return replace(plan, requested=plan.requested - {(id, partner)}, projects=projects)
        case PartnershipEnded(id, partner):
            return replace(plan, projects={**plan.projects, id: plan.projects[id].left_by(partner)})
        case ProjectRemoved(id):
            return replace(plan, projects=without(plan.projects, id))
    return plan


def without(things: Mapping[UUID, Any], id: UUID) -> dict[UUID, Any]:
    return {key: value for key, value in things.items() if key != id}
