"""What tests of sessions and resolutions begin with: a region's council of eleven, and a session in October."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from domain.communities.body import BodyEstablished, Kind, bodies
from domain.communities.community import (
    CommunityJurisdictionSet,
    CommunityPlaced,
    CommunityRegistered,
    communities,
)
from domain.communities.seat import MemberSeated
from domain.decisions.convening import Convene
from domain.decisions.resolution import Table, resolutions
from domain.decisions.resolution_events import ResolutionPutToVote, ResolutionTabled, VoteRecorded
from domain.decisions.session import sessions
from domain.decisions.session_events import (
    AgendaItem,
    SessionAdjournedWithoutQuorum,
    SessionConvened,
    SessionOpened,
    SessionRecalled,
    SessionVoteBegun,
)
from domain.decisions.subjects import PlanVersion, Subject
from domain.documents import Document
from domain.kernel import Event
from domain.plans.plan import plans
from domain.plans.plan_events import DraftPublished, PlanOpened, StageEntered
from domain.rules.rulesets import RuleRef
from domain.rules.values import Side
from tests.kit.scenario import COMMUNITY, DAY, NOON, Happened, office, thing, words

SECRETARY, PRESIDENT = office("secretary"), office("president")
COUNCIL, SESSION, RESOLUTION, PLAN = thing("council"), thing("session"), thing("resolution"), thing("the plan")
MEMBERS = [thing(f"member {number}") for number in range(11)]
CHAIR = MEMBERS[0]
STARTS = NOON
TITLE = {"ar": "دورة أكتوبر", "fr": "Session d'octobre"}
AGENDA = [AgendaItem("plan", {"fr": "Programme d'action"}), AgendaItem("2", {"fr": "Divers"})]
TEXT = {"ar": "يصادق المجلس", "fr": "Le conseil approuve"}
PAPER = Document("12" * 32, {"fr": "Procès-verbal"}, "application/pdf", 1_000)
SHA256 = "ab" * 32


def rule(subject: str, ruleset: str = "ma-regions", version: int = 1) -> RuleRef:
    return RuleRef(ruleset, version, subject)


ORDINARY, FIRST, SECOND, THIRD = (
    rule(subject) for subject in ("session.ordinary", "quorum.first_call", "quorum.second_call", "quorum.third_call")
)
MAJORITY, VOTE = rule("majority"), rule("vote")
NEUTRAL_MAJORITY = rule("majority", "neutral", 2)


def community(
    id: UUID = COMMUNITY, *, jurisdiction: str = "MA", kind: str = "region", zone: str = "Africa/Casablanca"
) -> list[Happened]:
    events = (
        CommunityRegistered(str(id)[:8], {"fr": "Oriental"}, zone),
        CommunityPlaced(kind),
        CommunityJurisdictionSet(jurisdiction),
    )
    return [Happened(communities, id, event, community=id) for event in events]


def council(
    members: Iterable[UUID] = MEMBERS, *, kind: Kind = "council", where: UUID = COMMUNITY, until: date | None = None
) -> list[Happened]:
    seats = (
        MemberSeated(
            one, words("Nom"), "female", "president" if one == CHAIR else "member", "elected", date(2021, 9, 8)
        )
        for one in members
    )
    events = (BodyEstablished(kind, {"fr": "Conseil"}, 40, until), *seats)
    return [Happened(bodies, COUNCIL, event, root=where, community=where) for event in events]


def in_session(event: Event, at: datetime = NOON) -> Happened:
    return Happened(sessions, SESSION, event, by=SECRETARY, at=at)


def on_resolution(event: Event, at: datetime = NOON, stream: UUID = RESOLUTION) -> Happened:
    return Happened(resolutions, stream, event, by=SECRETARY, at=at, root=SESSION)


def convened(starts: datetime = STARTS) -> Happened:
    event = SessionConvened(COUNCIL, "ordinary", TITLE, starts, AGENDA, [], 11, ORDINARY)
    return in_session(event, starts - 10 * DAY)


def opened(present: list[UUID] = MEMBERS, presiding: UUID = CHAIR, at: datetime = STARTS) -> Happened:
    return in_session(SessionOpened(1, present, presiding, 11, FIRST), at)


def adjourned(call: int = 1, at: datetime = STARTS) -> Happened:
    return in_session(SessionAdjournedWithoutQuorum(call, MEMBERS[:5], 11, (FIRST, SECOND, THIRD)[call - 1]), at)


def recalled(call: int, was: datetime, starts: datetime) -> Happened:
    return in_session(SessionRecalled(call, was, starts, (FIRST, SECOND, THIRD)[call - 1]), was)


def tabled(subject: Subject | None = None, stream: UUID = RESOLUTION) -> Happened:
    return on_resolution(ResolutionTabled("plan", TITLE, TEXT, subject), stream=stream)


def put_to_vote(stream: UUID = RESOLUTION) -> list[Happened]:
    return [on_resolution(ResolutionPutToVote(VOTE), stream=stream), in_session(SessionVoteBegun(stream))]


def voted(sides: str) -> list[Happened]:
    """Votes of the members in their order, the chair's first: + for, - against, 0 abstains."""
    meant: dict[str, Side] = {"+": "for", "-": "against", "0": "abstain"}
    return [
        on_resolution(VoteRecorded(member, None, meant[side]))
        for member, side in zip(MEMBERS, sides, strict=False)
        if side in meant
    ]


def plan(stage: str = "adoption", *, versions: int = 1, where: UUID = COMMUNITY) -> list[Happened]:
    process = RuleRef("remacto", 2, "plan.process.openness")
    events: list[Event] = [
        PlanOpened("openness", {"fr": "Programme"}, date(2026, 1, 1), None, None, None, process),
        StageEntered(None, stage),
        *(
            DraftPublished(number, SHA256 if number == 1 else f"{number:02}" * 32, process)
            for number in range(1, versions + 1)
        ),
    ]
    return [Happened(plans, PLAN, event, community=where) for event in events]


VERSION = PlanVersion(PLAN, 1, SHA256)

convene = Convene(COMMUNITY, SESSION, COUNCIL, "ordinary", TITLE, STARTS, AGENDA)
table = Table(SESSION, RESOLUTION, "plan", TITLE, TEXT)
