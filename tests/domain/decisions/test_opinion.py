"""Advisory opinions: asked of a body on one version of a plan, delivered by one who has a seat in it, answered."""

from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from domain.across.opinion import NotAdvisory, NotYours
from domain.communities.body import BodyDissolved, BodyEstablished, bodies
from domain.communities.body import Kind as BodyKind
from domain.communities.body import Unknown as NoSuchBody
from domain.communities.community import CommunityJurisdictionSet, CommunityPlaced, CommunityRegistered, communities
from domain.communities.seat import MemberLeft, MemberSeated
from domain.decisions.deadline import BadDue
from domain.decisions.opinion import (
    AlreadyAnswered,
    AlreadyDelivered,
    AlreadyRequested,
    AnswerOpinion,
    DeliverOpinion,
    NotDelivered,
    Opinion,
    OpinionAnswered,
    OpinionDelivered,
    OpinionRequested,
    RequestOpinion,
    Unknown,
    opinions,
)
from domain.decisions.subjects import PlanVersion
from domain.documents import BadDocument, Document
from domain.kernel import Act
from domain.plans.plan import plans
from domain.plans.plan_events import DraftPublished, PlanOpened, PlanReferred
from domain.plans.plan_state import NoSuchVersion
from domain.plans.plan_state import Unknown as NoSuchPlan
from domain.refusal import NotAllowed
from domain.rules.rulesets import RuleRef
from domain.words import Empty
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    NOON,
    Happened,
    Scenario,
    given,
    office,
    thing,
    words,
)

PLAN, BODY, OPINION, ELSEWHERE = thing("the plan"), thing("the youth's body"), thing("the opinion"), thing("elsewhere")
SHA256 = "ab" * 32
FIRST = PlanVersion(PLAN, 1, SHA256)
PROCESS = RuleRef("remacto", 2, "plan.process.openness")
ADVISORY, PRESIDENT = office("advisory"), office("president")
QUESTION, TEXT, ANSWER = ({"fr": text} for text in ("Qu'en pensez-vous ?", "Avis favorable", "Suivi en partie"))
PAPER = Document("12" * 32, {"fr": "Avis"}, "application/pdf", 1_000)


def registered(id: UUID = COMMUNITY) -> list[Happened]:
    events = (
        CommunityRegistered(str(id)[:8], {"fr": "Oriental"}, "Africa/Casablanca"),
        CommunityPlaced("region"),
        CommunityJurisdictionSet("MA"),
    )
    return [Happened(communities, id, event, community=id) for event in events]


def established(kind: BodyKind = "advisory_youth", *members: UUID, community: UUID = COMMUNITY) -> list[Happened]:
    seats = (
        MemberSeated(one, words("Nom"), "female", "member", "civil_society", date(2026, 1, 1))
        for one in members or (ADVISORY.id,)
    )
    happened = (BodyEstablished(kind, {"fr": "Instance"}, 20), *seats)
    return [Happened(bodies, BODY, event, community=community) for event in happened]


def drafted() -> list[Happened]:
    opened = PlanOpened("openness", {"fr": "Programme"}, date(2026, 1, 1), None, None, None, PROCESS)
    return [Happened(plans, PLAN, event) for event in (opened, DraftPublished(1, SHA256, PROCESS))]


HERE = [*registered(), *established(), *drafted()]
REQUESTED = Happened(opinions, OPINION, OpinionRequested(BODY, FIRST, QUESTION, NOON + DAY))
DELIVERED = Happened(opinions, OPINION, OpinionDelivered("reserved", TEXT))
ANSWERED = Happened(opinions, OPINION, OpinionAnswered(ANSWER, "partly"))


def asked_by(by: Any, *past: Happened, **said: Any) -> Scenario:
    named = {"community": COMMUNITY, "opinion": OPINION, "body": BODY, "subject": FIRST, "question": QUESTION}
    return given(*(past or HERE)).when(RequestOpinion(**named | said), by=by)


def test_an_opinion_is_asked_until_the_day_that_the_rules_say_and_the_plan_knows_it() -> None:
    due, rule = datetime(2026, 10, 31, 23, tzinfo=UTC), RuleRef("remacto", 2, "opinion.delivery")
    asked_by(FOCAL_POINT).then(OpinionRequested(BODY, FIRST, QUESTION, due, rule), PlanReferred("opinion", OPINION, 1))
    scenario = asked_by(FOCAL_POINT)
    _, on_plan = scenario.history.decide(scenario.command, Act(*scenario.asked))
    assert (on_plan.stream, on_plan.root, on_plan.community) == (PLAN, PLAN, COMMUNITY)


def test_a_request_may_say_itself_until_when() -> None:
    asked_by(FOCAL_POINT, due=NOON + DAY).then(
        OpinionRequested(BODY, FIRST, QUESTION, NOON + DAY), PlanReferred("opinion", OPINION, 1)
    )
    asked_by(FOCAL_POINT, due=NOON).then_refused(BadDue)


@pytest.mark.parametrize("kind", get_args(BodyKind))
def test_it_is_asked_of_an_advisory_body(kind: BodyKind) -> None:
    scenario = asked_by(FOCAL_POINT, *registered(), *established(kind), *drafted())
    if kind.startswith("advisory_"):
        assert len(scenario.outcome()) == 2
    else:
        scenario.then_refused(NotAdvisory)


def test_it_is_asked_of_a_body_of_the_community_that_is_there() -> None:
    elsewhere = established(community=ELSEWHERE)
    asked_by(FOCAL_POINT, *registered(), *registered(ELSEWHERE), *elsewhere, *drafted()).then_refused(NoSuchBody)
    asked_by(FOCAL_POINT, *registered(), *drafted()).then_refused(NoSuchBody)
    dissolved = Happened(bodies, BODY, BodyDissolved(date(2026, 9, 1), {"fr": "Fin"}))
    asked_by(FOCAL_POINT, *HERE, dissolved).then_refused(NoSuchBody)


def test_it_is_asked_about_a_published_version_of_a_plan_of_the_community() -> None:
    asked_by(FOCAL_POINT, subject=PlanVersion(PLAN, 1, "cd" * 32)).then_refused(NoSuchVersion)
    asked_by(FOCAL_POINT, subject=PlanVersion(PLAN, 2, SHA256)).then_refused(NoSuchVersion)
    asked_by(FOCAL_POINT, subject=PlanVersion(thing("no plan"), 1, SHA256)).then_refused(NoSuchPlan)


def test_who_may_ask() -> None:
    for by in (FOCAL_POINT, PRESIDENT, ADMINISTRATOR):
        assert len(asked_by(by).outcome()) == 2
    for other in (AMINA, ADVISORY, office("focal_point", ELSEWHERE)):
        asked_by(other).then_refused(NotAllowed)


def test_it_is_asked_once_and_with_a_question() -> None:
    asked_by(FOCAL_POINT, *HERE, REQUESTED).then_refused(AlreadyRequested)
    asked_by(FOCAL_POINT, question={}).then_refused(Empty)


def delivering(*past: Happened, by: Any = ADVISORY, document: Document | None = None, at: datetime = NOON) -> Scenario:
    return given(*past).when(DeliverOpinion(OPINION, "reserved", TEXT, document), by=by, at=at)


def test_the_body_delivers_it_in_words_and_perhaps_on_paper() -> None:
    delivering(*HERE, REQUESTED).then(OpinionDelivered("reserved", TEXT))
    delivering(*HERE, REQUESTED, document=PAPER).then(OpinionDelivered("reserved", TEXT, PAPER))
    no_paper = Document("12", {"fr": "Avis"}, "application/pdf", 1_000)
    delivering(*HERE, REQUESTED, document=no_paper).then_refused(BadDocument)


def test_it_is_delivered_too_late_rather_than_never() -> None:
    delivering(*HERE, REQUESTED, at=NOON + 10 * DAY).then(OpinionDelivered("reserved", TEXT))


def test_who_speaks_for_another_body_does_not_speak_for_this_one() -> None:
    of_others = [*registered(), *established("advisory_youth", thing("somebody else")), *drafted()]
    delivering(*of_others, REQUESTED).then_refused(NotYours)
    left = Happened(bodies, BODY, MemberLeft(ADVISORY.id, date(2026, 9, 1), words("Démission")))
    delivering(*HERE, left, REQUESTED).then_refused(NotYours)
    delivering(*HERE, left, REQUESTED, at=datetime(2026, 8, 31, 12, tzinfo=UTC)).outcome()


def test_a_seat_alone_is_no_office_and_an_office_elsewhere_is_none_here() -> None:
    for other in (AMINA, FOCAL_POINT, ADMINISTRATOR, office("advisory", ELSEWHERE)):
        delivering(*HERE, REQUESTED, by=other).then_refused(NotAllowed)


def test_it_is_delivered_once() -> None:
    delivering(*HERE, REQUESTED, DELIVERED).then_refused(AlreadyDelivered)


def answering(*past: Happened, by: Any = FOCAL_POINT) -> Scenario:
    return given(*HERE, *past).when(AnswerOpinion(OPINION, ANSWER, "partly"), by=by)


def test_the_community_answers_what_was_delivered() -> None:
    for by in (FOCAL_POINT, PRESIDENT):
        answering(REQUESTED, DELIVERED, by=by).then(OpinionAnswered(ANSWER, "partly"))
    for other in (ADVISORY, AMINA, ADMINISTRATOR, office("focal_point", ELSEWHERE)):
        answering(REQUESTED, DELIVERED, by=other).then_refused(NotAllowed)
    answering(REQUESTED).then_refused(NotDelivered)
    answering(REQUESTED, DELIVERED, ANSWERED).then_refused(AlreadyAnswered)


def test_what_was_not_asked_is_not_given() -> None:
    with pytest.raises(Unknown):
        Opinion().must_be_requested()


def test_what_an_opinion_has_come_to() -> None:
    states = [given(*past).history.state(opinions, OPINION) for past in ((REQUESTED,), (REQUESTED, DELIVERED))]
    assert [(one.delivered, one.answered) for one in states] == [(False, False), (True, False)]
    done = given(REQUESTED, DELIVERED, ANSWERED).history.state(opinions, OPINION)
    assert (done.community, done.body, done.subject, done.verdict, done.followed) == (
        *(COMMUNITY, BODY, FIRST),
        *("reserved", "partly"),
    )
