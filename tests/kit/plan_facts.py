"""What plans' tests begin with: a community of a network, its plan, and what others do about it."""

from datetime import date, datetime
from uuid import UUID

from domain.communities.community import (
    CommunityJurisdictionSet,
    CommunityPlaced,
    CommunityRegistered,
    FocalPointAppointed,
    communities,
)
from domain.communities.membership import MembershipAccepted, MembershipAppliedFor
from domain.decisions.approval import ApprovalGranted, ApprovalRequested, approvals
from domain.decisions.opinion import OpinionAnswered, OpinionDelivered, OpinionRequested, opinions
from domain.decisions.subjects import PlanVersion
from domain.documents import Document
from domain.kernel import Event
from domain.participation.consultation import (
    ConsultationClosed,
    ConsultationOpened,
    ConsultationReportPublished,
    consultations,
)
from domain.participation.docket import ProposalDocketed, ProposalSettled, docket_stream, dockets
from domain.plans.activity import activities
from domain.plans.activity_events import ActivityCompletionAssessed, ActivityPlanned
from domain.plans.money import Money
from domain.plans.plan import plans
from domain.plans.plan_events import (
    ActivityIncluded,
    AxisDefined,
    ChallengeIdentified,
    DraftPublished,
    PlanOpened,
    PlanReferred,
    ProjectDefined,
    StageEntered,
)
from domain.rules.rulesets import RuleRef
from domain.text import Words
from tests.kit.scenario import COMMUNITY, DAY, FOCAL_POINT, NOON, Happened, office, thing, words

NETWORK, NEIGHBOUR = thing("the network"), thing("a neighbour")
PLAN, OTHER_PLAN = thing("the plan"), thing("the neighbour's plan")
AXIS, OTHER_AXIS = thing("open administration"), thing("youth")
QUEUES, WATER, ROADS = thing("queues"), thing("water"), thing("roads")
WELLS, PUMPS = thing("wells"), thing("pumps")
TALK, SECOND_TALK = thing("first consultation"), thing("consultation on the draft")
APPROVAL, OPINION, YOUTH = thing("approval"), thing("opinion"), thing("youth body")
PROPOSAL = thing("a proposal")

TITLE: Words = {"ar": "برنامج عمل الانفتاح", "fr": "Plan d'action d'ouverture"}
NAME: Words = {"ar": "عنوان", "fr": "Un titre"}
TEXT: Words = {"fr": "Une description"}
REASON: Words = {"fr": "Une raison"}
STARTS, ENDS = date(2026, 11, 1), date(2028, 10, 31)
BEFORE = NOON - DAY
PROCESS = RuleRef("remacto", 2, "plan.process.openness")
MINUTES = Document("ab" * 32, {"fr": "Procès-verbal"}, "application/pdf", 12_000)
ASSESSOR, COMMITTEE, PRESIDENT = office("assessor"), office("committee"), office("president")


def registered(stream: UUID, code: str, kind: str) -> list[Happened]:
    events = (
        CommunityRegistered(code, {"fr": code}, "Africa/Casablanca"),
        CommunityPlaced(kind),
        CommunityJurisdictionSet("MA"),
    )
    return [Happened(communities, stream, event, at=BEFORE, community=stream) for event in events]


def of_community(event: Event) -> Happened:
    return Happened(communities, COMMUNITY, event, at=BEFORE)


community = [
    *registered(COMMUNITY, "04.421.01", "commune"),
    *registered(NEIGHBOUR, "04.421.02", "commune"),
    *registered(NETWORK, "network:remacto", "network"),
]
member = [
    *community,
    of_community(MembershipAppliedFor(NETWORK, None, MINUTES)),
    of_community(MembershipAccepted(NETWORK)),
    of_community(FocalPointAppointed(FOCAL_POINT.id)),
]


def in_plan(event: Event, at: datetime = BEFORE) -> Happened:
    """Something that has happened to the plan."""
    return Happened(plans, PLAN, event, by=FOCAL_POINT, at=at)


opening = PlanOpened("openness", TITLE, STARTS, ENDS, NETWORK, None, PROCESS)
opened = [*member, in_plan(opening)]
elsewhere = Happened(plans, OTHER_PLAN, opening, at=BEFORE, community=NEIGHBOUR)
projects_elsewhere = [
    elsewhere,
    Happened(plans, OTHER_PLAN, AxisDefined(OTHER_AXIS, NAME, {}), at=BEFORE, community=NEIGHBOUR),
    Happened(
        plans, OTHER_PLAN, ProjectDefined(OTHER_AXIS, ROADS, NAME, {}, [], [], [], None), at=BEFORE, community=NEIGHBOUR
    ),
]
with_axis = [*opened, in_plan(AxisDefined(AXIS, NAME, TEXT))]
with_challenge = [*with_axis, in_plan(ChallengeIdentified(AXIS, QUEUES, NAME, TEXT))]
with_project = [
    *with_challenge,
    in_plan(ProjectDefined(AXIS, WATER, NAME, TEXT, ["transparency"], [QUEUES], [], None)),
]


def planned(activity: UUID, project: UUID = WATER) -> list[Happened]:
    budget = Money(12_000_000, "MAD")
    new = ActivityPlanned(project, NAME, TEXT, NAME, None, STARTS, ENDS, budget, None)
    return [
        Happened(activities, activity, new, by=FOCAL_POINT, root=PLAN, at=BEFORE),
        in_plan(ActivityIncluded(activity, None, project)),
    ]


def assessed(activity: UUID) -> Happened:
    event = ActivityCompletionAssessed(None, "complete", NAME, [], TEXT, RuleRef("remacto", 2, "plan.completion"))
    return Happened(activities, activity, event, by=ASSESSOR, root=PLAN)


def entered(*stages: str) -> list[Happened]:
    """The plan has gone through some stages, whatever they needed."""
    return [in_plan(StageEntered(before, stage)) for before, stage in zip((None, *stages), stages, strict=False)]


DIGEST = "cd" * 32
drafted = [*with_project, *planned(WELLS), in_plan(DraftPublished(1, DIGEST, PROCESS))]


def consulted(stream: UUID = TALK, number: int | None = None) -> list[Happened]:
    """A consultation about the plan was opened."""
    event = ConsultationOpened(TITLE, {}, BEFORE, NOON, "anyone", "choice", plan=PLAN, number=number)
    return [
        Happened(consultations, stream, event, by=FOCAL_POINT, at=BEFORE),
        in_plan(PlanReferred("consultation", stream, number)),
    ]


def closed(stream: UUID = TALK) -> Happened:
    return Happened(consultations, stream, ConsultationClosed(NOON), by=FOCAL_POINT, at=NOON)


def reported(stream: UUID = TALK) -> list[Happened]:
    report = ConsultationReportPublished(None, {"fr": words("Rapport")})
    return [closed(stream), Happened(consultations, stream, report, by=FOCAL_POINT, at=NOON)]


def docketed(*outcomes: str | None, stream: UUID = TALK) -> list[Happened]:
    """A proposal of a consultation waits for its answer, and has then come to each of some outcomes."""
    docket = docket_stream(stream, PROPOSAL)
    events: list[Event] = [ProposalDocketed(PROPOSAL), *(ProposalSettled(PROPOSAL, one) for one in outcomes)]  # type: ignore[arg-type]
    return [Happened(dockets, docket, event, root=stream) for event in events]


def asked_approval(number: int = 1, role: str = "committee", *, granted: bool = True) -> list[Happened]:
    subject = PlanVersion(PLAN, number, DIGEST)
    request = ApprovalRequested(subject, role, COMMUNITY)  # type: ignore[arg-type]
    answers = [Happened(approvals, APPROVAL, ApprovalGranted(REASON), by=COMMITTEE)] if granted else []
    return [
        Happened(approvals, APPROVAL, request, by=FOCAL_POINT),
        in_plan(PlanReferred("approval", APPROVAL, number)),
        *answers,
    ]


def asked_opinion(number: int = 1, *, answered: bool = True) -> list[Happened]:
    subject = PlanVersion(PLAN, number, DIGEST)
    said = [OpinionDelivered("reserved", TEXT), OpinionAnswered(TEXT, "partly")]
    return [
        Happened(opinions, OPINION, OpinionRequested(YOUTH, subject, TEXT), by=FOCAL_POINT),
        in_plan(PlanReferred("opinion", OPINION, number)),
        *(Happened(opinions, OPINION, event, by=PRESIDENT) for event in said[: 2 if answered else 1]),
    ]
