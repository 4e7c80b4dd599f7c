"""A region's plan from its opening through its adoption to three years later, played by the rules: what the report, the timeline
and the differences are held against. `POSITIONS` are those of the log after each of its steps."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

from domain.decisions.convening import Convene
from domain.decisions.resolution import CloseVote, PutToVote, RecordVote, Table
from domain.decisions.session import OpenSession
from domain.decisions.subjects import PlanVersion
from domain.documents import Document
from domain.kernel import Act, Actor, Command
from domain.participation.consultation import Open
from domain.participation.meeting import Schedule
from domain.participation.placing import Incorporate
from domain.participation.proposal import GiveAnswer, Submit
from domain.plans.activity import PlanActivity, ReviseActivity
from domain.plans.activity_events import Indicator
from domain.plans.axis import DefineAxis, ReviseAxis
from domain.plans.challenge import IdentifyChallenge
from domain.plans.implementation import (
    AllocateBudget,
    AssessCompletion,
    AttachEvidence,
    ChangeStatus,
    MeasureIndicator,
    ReportProgress,
    ReportSpending,
    Reschedule,
)
from domain.plans.money import Money
from domain.plans.plan import OpenPlan, PublishDraft, plans
from domain.plans.plan_events import DraftPublished, StageEntered
from domain.plans.project import DefineProject, RemoveProject
from domain.text import Words
from ops.rules import read_rulebook
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit import council_facts
from tests.kit.council_facts import AGENDA, CHAIR, COUNCIL, MEMBERS, PAPER, RESOLUTION, SECRETARY, SESSION
from tests.kit.log import append
from tests.kit.scenario import AMINA, COMMUNITY, DAY, FOCAL_POINT, NOON, Happened, History, office, thing, words

PLAN, AXIS, QUEUES = thing("the plan"), thing("the first axis"), thing("long queues")
WATER, YOUTH, DROPPED = thing("water"), thing("youth"), thing("a project that was given up")
WELLS, PUMPS, FORUM, ADDED = (
    thing("the wells"),
    thing("the pumps"),
    thing("a forum of the young"),
    thing("one more well"),
)
TALK, PROPOSAL, WORKSHOP = thing("the consultation"), thing("what Amina proposes"), thing("the workshop")
ASSESSOR = office("assessor")
PROOF = Document("34" * 32, {"fr": "Photographies", "ar": "صور"}, "image/png", 2_000)

TITLE: Words = {"ar": "برنامج عمل الانفتاح", "fr": "Plan d'action d'ouverture"}
WHY: Words = {"ar": "تأخر التوريد", "fr": "Les livraisons tardent"}
SERVICE: Words = {"ar": "مصلحة الماء", "fr": "Service de l'eau"}
WORKS: Words = {"ar": "مصلحة الأشغال", "fr": "Service des travaux"}
WELLS_DUG = Indicator("wells", {"ar": "آبار", "fr": "Puits creusés"}, {"ar": "بئر", "fr": "puits"}, "0", "12")

RULES = read_rulebook()
FIRST_DAY, LAST_DAY = date(2026, 11, 1), date(2027, 10, 31)
LATER_DAY = date(2027, 12, 31)
BEGAN = NOON - 200 * DAY
AFTER = datetime(2028, 1, 10, 9, tzinfo=UTC)
"""Ten days after the day to which the pumps were put off; 71 after the one that was promised."""


def named(ar: str, fr: str) -> Words:
    return {"ar": ar, "fr": fr}


class Story:
    """A history that is played on; `positions` are those after each step, by name."""

    def __init__(self) -> None:
        self.history = History(*council_facts.community(), *council_facts.council())
        self.positions: dict[str, int] = {}
        self.at = BEGAN

    def play(self, *commands: Command, by: Actor = FOCAL_POINT, at: datetime | None = None) -> None:
        for command in commands:
            self.at = at = max(at or self.at, self.at)
            self.history.play(command, Act(by, at, at, rules=RULES))

    def fact(self, *stages: str) -> None:
        """The plan has entered some stages, whatever they needed."""
        for stage in stages:
            was = self.history.state(plans, PLAN).stage
            event = StageEntered(was, stage)
            happened = Happened(plans, PLAN, event, by=FOCAL_POINT, at=self.at)
            self.history.add(PLAN, event, happened.act, PLAN, COMMUNITY)

    def mark(self, name: str) -> None:
        self.positions[name] = len(self.history.entries) - 1


def activity(id: UUID, project: UUID, title: Words, budget: int | None, *, indicators: list[Indicator]) -> Command:
    sum = None if budget is None else Money(budget, "MAD")
    return PlanActivity(PLAN, id, project, title, {}, SERVICE, FIRST_DAY, LAST_DAY, budget=sum, indicators=indicators)


def drawn_up(story: Story) -> None:
    story.play(
        OpenPlan(COMMUNITY, PLAN, "openness", TITLE, FIRST_DAY),
        DefineAxis(PLAN, AXIS, named("الخدمات", "Services"), {}),
        IdentifyChallenge(PLAN, AXIS, QUEUES, named("طوابير", "Des files d'attente"), {}),
        DefineProject(PLAN, AXIS, WATER, named("الماء", "L'eau"), {}, ["transparency"], [QUEUES]),
        DefineProject(PLAN, AXIS, YOUTH, named("الشباب", "La jeunesse"), {}),
        DefineProject(PLAN, AXIS, DROPPED, named("مشروع متروك", "Un projet abandonné"), {}),
        activity(WELLS, WATER, named("حفر الآبار", "Creuser des puits"), 12_000_000, indicators=[WELLS_DUG]),
        activity(PUMPS, WATER, named("تركيب المضخات", "Poser les pompes"), 4_000_050, indicators=[]),
        activity(FORUM, YOUTH, named("ملتقى الشباب", "Un forum des jeunes"), None, indicators=[]),
    )
    place = named("وجدة", "Oujda")
    story.play(Schedule(COMMUNITY, WORKSHOP, "workshop", named("ورشة", "Atelier"), NOON, NOON + DAY, place, plan=PLAN))
    story.mark("drawn up")


def consulted(story: Story) -> None:
    closes = BEGAN + 40 * DAY
    story.play(Open(COMMUNITY, TALK, named("تشاور", "Concertation"), {}, BEGAN + DAY, closes, plan=PLAN))
    story.play(Submit(TALK, PROPOSAL, words("Des pompes solaires")), by=AMINA, at=BEGAN + 2 * DAY)
    story.play(GiveAnswer(TALK, PROPOSAL, "accepted", words("Oui")))
    story.play(Incorporate(TALK, PROPOSAL, PLAN, WATER, PUMPS))
    story.play(PublishDraft(PLAN))
    story.mark("first draft")
    story.play(
        RemoveProject(PLAN, DROPPED, WHY),
        ReviseAxis(PLAN, AXIS, named("الخدمات العمومية", "Services"), {}),
        ReviseActivity(
            PLAN, FORUM, named("ملتقى الشباب", "Un forum des jeunes"), {}, WORKS, FIRST_DAY, LAST_DAY,
            budget=Money(500_000, "MAD"),
        ),
        PublishDraft(PLAN),
    )  # fmt: skip
    story.mark("second draft")


def adopted(story: Story) -> None:
    """By seven votes against three, one abstaining, in the October session."""
    story.fact("adoption")
    version = story.history.of(PLAN)[-2].data
    assert isinstance(version, DraftPublished)
    subject = PlanVersion(PLAN, version.number, version.sha256)
    title = named("المصادقة على البرنامج", "Adoption du plan")
    convening = Convene(COMMUNITY, SESSION, COUNCIL, "ordinary", council_facts.TITLE, NOON, AGENDA, [PAPER])
    story.play(convening, by=SECRETARY, at=NOON - 20 * DAY)
    story.play(OpenSession(SESSION, MEMBERS, CHAIR), by=SECRETARY, at=NOON)
    story.play(Table(SESSION, RESOLUTION, "plan", title, council_facts.TEXT, subject), by=SECRETARY)
    story.play(PutToVote(SESSION, RESOLUTION), by=SECRETARY)
    for member, side in zip(MEMBERS, "+++++++---0", strict=True):
        choice = {"+": "for", "-": "against", "0": "abstain"}[side]
        story.play(RecordVote(SESSION, RESOLUTION, member, choice), by=SECRETARY)  # type: ignore[arg-type]
    story.play(CloseVote(SESSION, RESOLUTION), by=SECRETARY)
    story.mark("adopted")


def carried_out(story: Story) -> None:
    story.at = NOON + 60 * DAY
    story.fact("implementation")
    story.play(
        ChangeStatus(PLAN, WELLS, "in_progress", named("بدأ الحفر", "Le forage commence"), 10),
        ReportSpending(PLAN, WELLS, Money(3_000_000, "MAD"), date(2026, 11, 15)),
        MeasureIndicator(PLAN, WELLS, "wells", date(2026, 11, 20), "3"),
    )
    story.mark("begun")
    story.play(
        Reschedule(PLAN, PUMPS, FIRST_DAY, LATER_DAY, WHY),
        AllocateBudget(PLAN, PUMPS, Money(5_000_000, "MAD"), named("ميزانية 2027", "Budget 2027")),
        ReportProgress(PLAN, PUMPS, 40, named("نصف الطريق", "À mi-chemin")),
        activity(ADDED, WATER, named("بئر إضافية", "Un puits de plus"), None, indicators=[]),
        at=NOON + 300 * DAY,
    )
    story.play(
        AttachEvidence(PLAN, WELLS, PROOF, named("الآبار", "Les puits")),
        ChangeStatus(PLAN, WELLS, "completed", named("اكتمل", "Tout est creusé"), 100),
        at=NOON + 380 * DAY,
    )
    assessing = AssessCompletion(PLAN, WELLS, "complete", SERVICE, [PROOF.sha256], named("كل شيء موثق", "Tout est là"))
    story.play(assessing, by=ASSESSOR)
    story.mark("done")


async def kept(register: Services) -> Story:
    """The whole of it, on a record, and the read models brought up to date."""
    story = told()

    def fill() -> None:
        with register.database.as_owner() as db:
            append(db, story.history.entries)
        runner = Runner(register.database, MODELS)
        runner.catch_up()
        runner.close()

    await asyncio.to_thread(fill)
    return story


def told() -> Story:
    """The whole of it."""
    story = Story()
    drawn_up(story)
    consulted(story)
    adopted(story)
    carried_out(story)
    return story
