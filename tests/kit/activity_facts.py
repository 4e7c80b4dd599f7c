"""What activities' tests begin with: a plan with two projects, and an activity that a council has adopted."""

from datetime import date, datetime

from domain.communities.community import CommunityJurisdictionSet, CommunityRegistered, communities
from domain.documents import Document
from domain.kernel import Actor, Event
from domain.plans.activity import activities
from domain.plans.activity_events import ActivityEvidenceAttached, ActivityIndicatorDefined, ActivityPlanned, Indicator
from domain.plans.money import Money
from domain.plans.plan import plans
from domain.plans.plan_events import (
    ActivityIncluded,
    AxisDefined,
    DraftPublished,
    PlanAdoptionAttested,
    PlanOpened,
    ProjectDefined,
)
from domain.rules.rulesets import RuleRef
from domain.text import Words
from tests.kit.scenario import COMMUNITY, FOCAL_POINT, HOUR, NOON, Happened, thing

PLAN, AXIS, WATER, ROADS = thing("plan"), thing("axis"), thing("water"), thing("roads")
WELLS, PUMPS = thing("wells"), thing("pumps")
TITLE: Words = {"ar": "حفر الآبار", "fr": "Creuser des puits"}
NOTE: Words = {"fr": "Procès-verbal du chantier"}
SERVICE: Words = {"fr": "Service de l'eau"}
STARTS, ENDS = date(2026, 1, 1), date(2026, 9, 30)
BUDGET = Money(12_000_000, "MAD")
DUG = Indicator("wells", {"fr": "Puits creusés"}, {"fr": "puits"}, "0", "12")
PROCESS = RuleRef("remacto", 2, "plan.process.openness")
MINUTES = Document("ab" * 32, {"fr": "Compte rendu"}, "application/pdf", 12_000)


def in_plan(event: Event, at: datetime = NOON - HOUR) -> Happened:
    return Happened(plans, PLAN, event, by=FOCAL_POINT, at=at)


def to_wells(event: Event, *, by: Actor = FOCAL_POINT) -> Happened:
    return Happened(activities, WELLS, event, by=by, root=PLAN)


planned_wells = ActivityPlanned(WATER, TITLE, {}, SERVICE, None, STARTS, ENDS, BUDGET, None)
defined_wells = ActivityIndicatorDefined(None, DUG)
community = [
    Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "Africa/Casablanca")),
    Happened(communities, COMMUNITY, CommunityJurisdictionSet("MA")),
]
opened = [
    *community,
    in_plan(PlanOpened("openness", {"fr": "Plan"}, STARTS, None, None, None, PROCESS)),
    in_plan(AxisDefined(AXIS, {"fr": "Services"}, {})),
    in_plan(ProjectDefined(AXIS, WATER, {"fr": "Eau"}, {}, [], [], [], None)),
    in_plan(ProjectDefined(AXIS, ROADS, {"fr": "Routes"}, {}, [], [], [], None)),
]
drafted = [*opened, to_wells(planned_wells), to_wells(defined_wells), in_plan(ActivityIncluded(WELLS, None, WATER))]
adopted = [
    *drafted,
    in_plan(DraftPublished(1, "cd" * 32, PROCESS)),
    in_plan(PlanAdoptionAttested(1, "cd" * 32, MINUTES, STARTS, "reported", {"fr": "Session d'octobre"})),
]
shown = to_wells(ActivityEvidenceAttached(MINUTES, NOTE))
