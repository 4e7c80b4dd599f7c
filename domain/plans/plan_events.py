"""What happens to a plan, and to the axes, challenges and projects in it."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.documents import Document
from domain.kernel import Event
from domain.rules.rulesets import Certainty, RuleRef
from domain.text import Words

What = Literal["consultation", "meeting", "approval", "opinion", "resolution"]


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The project from which this one was taken up, in a plan of this community or another one."""

    plan: UUID
    project: UUID


class PlanOpened(Event, frozen=True, tag="plans.PlanOpened.v1"):
    """`kind` names the process that it goes through, `rule` where that is written. `network` is the one whose programme it
    is part of, `previous` the community's plan that it follows."""

    kind: str
    title: Words
    starts: date
    ends: date | None
    network: UUID | None
    previous: UUID | None
    rule: RuleRef


class PlanRevised(Event, frozen=True, tag="plans.PlanRevised.v1"):
    title_was: Words
    title: Words
    starts_was: date
    starts: date
    ends_was: date | None
    ends: date | None


class StageEntered(Event, frozen=True, tag="plans.StageEntered.v1"):
    stage_was: str | None
    stage: str


class PlanSentBack(Event, frozen=True, tag="plans.PlanSentBack.v1"):
    """A plan that is not adopted goes through some of its stages again."""

    stage_was: str
    stage: str
    reason: Words


class AxisDefined(Event, frozen=True, tag="plans.AxisDefined.v1"):
    axis: UUID
    title: Words
    description: Words


class AxisRevised(Event, frozen=True, tag="plans.AxisRevised.v1"):
    axis: UUID
    title_was: Words
    title: Words
    description_was: Words
    description: Words


class AxisRemoved(Event, frozen=True, tag="plans.AxisRemoved.v1"):
    axis: UUID
    reason: Words


class ChallengeIdentified(Event, frozen=True, tag="plans.ChallengeIdentified.v1"):
    axis: UUID
    challenge: UUID
    title: Words
    description: Words


class ChallengeRevised(Event, frozen=True, tag="plans.ChallengeRevised.v1"):
    challenge: UUID
    axis_was: UUID
    axis: UUID
    title_was: Words
    title: Words
    description_was: Words
    description: Words


class ChallengeRemoved(Event, frozen=True, tag="plans.ChallengeRemoved.v1"):
    challenge: UUID
    reason: Words


class ProjectDefined(Event, frozen=True, tag="plans.ProjectDefined.v1"):
    """`principles` are the tags that the process knows, `challenges` those of the plan that it answers to, `partners` the
    communities that carry it together with this one: since those are asked first, only older events name any here."""

    axis: UUID
    project: UUID
    title: Words
    description: Words
    principles: list[str]
    challenges: list[UUID]
    partners: list[UUID]
    taken_from: Origin | None


class ProjectRevised(Event, frozen=True, tag="plans.ProjectRevised.v1"):
    project: UUID
    axis_was: UUID
    axis: UUID
    title_was: Words
    title: Words
    description_was: Words
    description: Words
    principles_was: list[str]
    principles: list[str]
    challenges_was: list[UUID]
    challenges: list[UUID]
    partners_was: list[UUID]
    partners: list[UUID]


class PartnershipRequested(Event, frozen=True, tag="plans.PartnershipRequested.v1"):
    """A community was asked to carry a project as a partner."""

    project: UUID
    partner: UUID


class PartnershipWithdrawn(Event, frozen=True, tag="plans.PartnershipWithdrawn.v1"):
    """The plan's community has withdrawn its request, or ended the partnership."""

    project: UUID
    partner: UUID


class PartnershipAccepted(Event, frozen=True, tag="plans.PartnershipAccepted.v1"):
    """A community is a partner from now on."""

    project: UUID
    partner: UUID


class PartnershipDeclined(Event, frozen=True, tag="plans.PartnershipDeclined.v1"):
    project: UUID
    partner: UUID
    reason: Words


class PartnershipEnded(Event, frozen=True, tag="plans.PartnershipEnded.v1"):
    """A partner has left a project."""

    project: UUID
    partner: UUID
    reason: Words


class ProjectRemoved(Event, frozen=True, tag="plans.ProjectRemoved.v1"):
    project: UUID
    reason: Words


class ProjectTakenUpElsewhere(Event, frozen=True, tag="plans.ProjectTakenUpElsewhere.v1"):
    """A community has taken a project of this plan up in a plan of its own."""

    project: UUID
    community: UUID
    plan: UUID
    taken_up_as: UUID


class ActivityIncluded(Event, frozen=True, tag="plans.ActivityIncluded.v1"):
    """An activity belongs to a project of this plan: to another one than before, where it did already."""

    activity: UUID
    project_was: UUID | None
    project: UUID


class ActivityExcluded(Event, frozen=True, tag="plans.ActivityExcluded.v1"):
    activity: UUID


class ProposalTakenUp(Event, frozen=True, tag="plans.ProposalTakenUp.v1"):
    """A proposal became part of a project, or of one of its activities."""

    proposal: UUID
    project: UUID
    activity: UUID | None


class TakenUpProposalMoved(Event, frozen=True, tag="plans.TakenUpProposalMoved.v1"):
    """A proposal that this plan has taken up stands in another project or activity of it now."""

    proposal: UUID
    project_was: UUID
    project: UUID
    activity_was: UUID | None
    activity: UUID | None


class PlanReferred(Event, frozen=True, tag="plans.PlanReferred.v1"):
    """Something was begun about this plan; about one version of it, where there is a number."""

    what: What
    thing: UUID
    number: int | None


class DraftPublished(Event, frozen=True, tag="plans.DraftPublished.v1"):
    """A version of the plan: `sha256` is that of its content in the canonical form (docs/plans.md). `rule` is the process that
    the plan goes through."""

    number: int
    sha256: str
    rule: RuleRef


class PlanAdopted(Event, frozen=True, tag="plans.PlanAdopted.v1"):
    """A resolution of the council, adopted by its votes in a session, has made a version the plan."""

    number: int
    sha256: str
    resolution: UUID
    session: UUID


class PlanAmended(Event, frozen=True, tag="plans.PlanAmended.v1"):
    """A resolution has put another version in the place of the one that was adopted or attested."""

    number_was: int
    number: int
    sha256_was: str
    sha256: str
    resolution_was: UUID | None
    resolution: UUID
    session: UUID


class PlanAdoptionAttested(Event, frozen=True, tag="plans.PlanAdoptionAttested.v1"):
    """Somebody in office says that a version was adopted before the plan was kept here: on which day, in which session, by
    which document, and how sure that is. Nothing of it is computed."""

    number: int
    sha256: str
    document: Document
    decided_on: date
    certainty: Certainty
    session: Words


class PlanEvaluated(Event, frozen=True, tag="plans.PlanEvaluated.v1"):
    """`openness` and `ambition` are in the words of the rules named beside them."""

    assessor_was: Words | None
    assessor: Words
    summary_was: Words | None
    summary: Words
    documents: list[Document]
    openness_was: str | None
    openness: str
    openness_rule: RuleRef
    ambition_was: str | None
    ambition: str
    ambition_rule: RuleRef


class PlanClosed(Event, frozen=True, tag="plans.PlanClosed.v1"):
    """`reason` says why, where it was closed before its last stage."""

    reason: Words | None
