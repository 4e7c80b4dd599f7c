"""Things that have happened, for the tests of participation: a consultation of a day around noon, and what is in it; a plan
that it may be about, and a meeting."""

from datetime import date, datetime
from uuid import UUID

from domain.communities.community import CommunityRegistered, communities
from domain.kernel import Actor, Event
from domain.participation.comment import CommentPosted, Stance, comments
from domain.participation.consultation import (
    BallotKind,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationReportPublished,
    Participants,
    consultations,
)
from domain.participation.importers import Source
from domain.participation.meeting import MeetingHeld, MeetingRecommendationMade, MeetingScheduled, meetings
from domain.participation.proposal import proposals
from domain.participation.proposal_events import Origin, ProposalSubmitted
from domain.plans.plan import plans
from domain.plans.plan_events import (
    ActivityIncluded,
    AxisDefined,
    ChallengeIdentified,
    DraftPublished,
    PlanOpened,
    ProjectDefined,
)
from domain.rules.rulesets import RuleRef
from tests.kit.scenario import AMINA, COMMUNITY, DAY, FOCAL_POINT, HOUR, IMPORT, NOON, Happened, thing, words

TALK, WATER, TREES = thing("consultation"), thing("proposal on water"), thing("proposal on trees")
COMMENT, REPLY = thing("comment"), thing("reply")
TITLE = {"ar": "تشاور"}
OPENS, CLOSES = NOON - 12 * HOUR, NOON + 12 * HOUR
SOURCE = Source("polis", "https://pol.is/2demo")
PLAN, AXIS, DROUGHT, WELLS, ROADS, PUMPS = (
    thing(name) for name in ("plan", "axis", "challenge", "project of wells", "project of roads", "activity of pumps")
)
WORKSHOP, ADVICE = thing("workshop"), thing("recommendation")
PROCESS = RuleRef("remacto", 2, "plan.process.openness")
BODY, REASON = words("Une borne-fontaine au marché"), words("Hors du sujet")


def opened(
    *,
    opens: datetime = OPENS,
    closes: datetime | None = CLOSES,
    participants: Participants = "anyone",
    ballot: BallotKind = "choice",
    limit: int | None = None,
    source: Source | None = None,
    stream: UUID = TALK,
    plan: UUID | None = None,
) -> Happened:
    event = ConsultationOpened(TITLE, {}, opens, closes, participants, ballot, limit, source, plan)
    return Happened(consultations, stream, event, by=IMPORT if source else FOCAL_POINT, at=NOON - DAY)


def imported() -> Happened:
    return opened(opens=NOON - 900 * DAY, closes=NOON - 800 * DAY, source=SOURCE)


def closed(at: datetime = CLOSES, due: datetime = CLOSES) -> Happened:
    return Happened(consultations, TALK, ConsultationClosed(due), by=FOCAL_POINT, at=at)


def reported(at: datetime = CLOSES + DAY) -> Happened:
    report = ConsultationReportPublished(None, {"fr": words("Rapport")})
    return Happened(consultations, TALK, report, by=FOCAL_POINT, at=at)


def submitted(
    stream: UUID = WATER,
    *,
    by: Actor = AMINA,
    on_behalf_of: Actor | None = None,
    origin: Origin = "online",
    root: UUID = TALK,
    titled: bool = False,
) -> Happened:
    event = ProposalSubmitted(words("Eau") if titled else None, BODY, origin)
    return Happened(proposals, stream, event, by=by, root=root, on_behalf_of=on_behalf_of)


def in_proposal(event: object, *, by: Actor = AMINA, stream: UUID = WATER) -> Happened:
    """Something else that has happened to a proposal."""
    return Happened(proposals, stream, event, by=by, root=TALK)


def posted(
    stream: UUID = COMMENT,
    *,
    by: Actor = AMINA,
    parent: UUID | None = None,
    stance: Stance = "for",
    about: UUID = WATER,
) -> Happened:
    return Happened(comments, stream, CommentPosted(about, parent, stance, BODY), by=by, root=TALK)


def in_comment(event: object, *, by: Actor = AMINA, stream: UUID = COMMENT) -> Happened:
    """Something else that has happened to a comment."""
    return Happened(comments, stream, event, by=by, root=TALK)


# A plan, and a meeting


def registered(community: UUID = COMMUNITY) -> Happened:
    return Happened(
        communities, community, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"), community=community
    )


def in_plan(event: Event, *, plan: UUID = PLAN, community: UUID = COMMUNITY) -> Happened:
    return Happened(plans, plan, event, by=FOCAL_POINT, at=NOON - DAY, community=community)


def planned(*, plan: UUID = PLAN, community: UUID = COMMUNITY) -> list[Happened]:
    """A plan with a challenge, a project of wells with an activity, and a project of roads; published once."""
    return [
        in_plan(event, plan=plan, community=community)
        for event in (
            PlanOpened("openness", TITLE, date(2026, 1, 1), None, None, None, PROCESS),
            AxisDefined(AXIS, TITLE, {}),
            ChallengeIdentified(AXIS, DROUGHT, TITLE, {}),
            ProjectDefined(AXIS, WELLS, TITLE, {}, [], [], [], None),
            ProjectDefined(AXIS, ROADS, TITLE, {}, [], [], [], None),
            ActivityIncluded(PUMPS, None, WELLS),
            DraftPublished(1, "ab" * 32, PROCESS),
        )
    ]


def in_meeting(event: Event) -> Happened:
    return Happened(meetings, WORKSHOP, event, by=FOCAL_POINT, at=NOON - HOUR)


def scheduled(*, plan: UUID | None = None) -> Happened:
    """A workshop in the morning."""
    return in_meeting(
        MeetingScheduled("workshop", TITLE, NOON - 3 * HOUR, NOON - HOUR, {"fr": "Salle des fêtes"}, None, plan)
    )


def held() -> list[Happened]:
    """The workshop, and what it recommended."""
    made = MeetingRecommendationMade(ADVICE, {"fr": "Une borne-fontaine au marché"})
    return [scheduled(), in_meeting(MeetingHeld()), in_meeting(made)]
