"""Two years of activities, each by its own course; and the amendment that the council adopts in between."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.documents import Document
from domain.kernel import Command
from domain.plans.activity import ReviseActivity
from domain.plans.implementation import (
    AllocateBudget,
    AttachEvidence,
    ChangeStatus,
    MeasureIndicator,
    ReportProgress,
    ReportSpending,
    Reschedule,
)
from domain.plans.money import Money
from domain.plans.plan import PublishDraft
from domain.text import Words
from ops.demo.region.council import sat, validated, version_of
from ops.demo.region.drafting import activity_of, days_of, months_on
from ops.demo.region.region import Region
from ops.demo.region.script import Activity

END = date(2025, 9, 30)

BEGUN = {"ar": "انطلق النشاط", "fr": "L'activité a commencé"}
GOING_ON = {"ar": "يتقدم كما كان مقررا", "fr": "Avance comme prévu"}
DONE = {"ar": "أنجز النشاط", "fr": "L'activité est réalisée"}
BEHIND = {"ar": "تأخرت الصفقة", "fr": "Le marché a pris du retard"}
MOVED = {"ar": "أجل جديد بعد تأخر الصفقة", "fr": "Nouveau terme après le retard du marché"}
STOPPED = {"ar": "توقف التمويل من الشريك", "fr": "Le financement du partenaire est suspendu"}
EVERY_DIVISION = {
    "ar": "في ميزانيات كل الأقسام، لا في واحد منها.",
    "fr": "Dans le budget de toutes les divisions.",
}
GIVEN_UP = {"ar": "عوضه برنامج وطني", "fr": "Un programme national le remplace"}


class Step(NamedTuple):
    """Something that happens to an activity."""

    on: date
    name: str
    command: Command


class Carried(NamedTuple):
    """An activity of the plan: its project and number, its stream, and what is to become of it."""

    project: str
    number: int
    id: UUID
    content: Activity


def carried(region: Region) -> Iterator[Carried]:
    """All activities of the plan, in its order."""
    for axis in region.content.axes:
        for project in axis.projects:
            for number, activity in enumerate(project.activities, 1):
                yield Carried(project.key, number, activity_of(region, project.key, number), activity)


async def play(region: Region) -> None:
    amendment = date(2024, 7, 1)
    steps = [step for one in carried(region) for step in course(region, one, await evidence(region, one))]
    steps.sort(key=lambda step: step.on)  # of what happens on one day, the order of the plan
    for step in (step for step in steps if step.on < amendment):
        await region.act(step.name, step.command, "focal_point", step.on)
    await amended(region)
    for step in (step for step in steps if step.on >= amendment):
        await region.act(step.name, step.command, "focal_point", step.on)


async def evidence(region: Region, one: Carried) -> Document:
    name: Words = {"ar": f"تقرير إنجاز: {one.content.title['ar']}", "fr": f"Rapport : {one.content.title['fr']}"}
    return await region.document(name)


def course(region: Region, one: Carried, document: Document) -> Iterator[Step]:
    """What becomes of an activity, step by step."""
    plan, id, name = region.plan, one.id, f"activity/{one.project}/{one.number}"
    starts, ends = days_of(one.content)
    middle = starts + (ends - starts) // 2
    budget = one.content.budget * 100

    def status(on: date, to: str, reason: Words, progress: int) -> Step:
        return Step(on, f"{name}/{to}/{on}", ChangeStatus(plan, id, to, reason, progress))  # type: ignore[arg-type]

    def spent(on: date, percent: int) -> Iterator[Step]:
        if budget:
            yield Step(on, f"{name}/spent/{on}", ReportSpending(plan, id, Money(budget * percent // 100, "MAD"), on))

    def with_evidence(on: date) -> Step:
        return Step(on, f"{name}/evidence", AttachEvidence(plan, id, document, DONE))

    def measured(on: date, value: int) -> Iterator[Step]:
        if one.number == 1:
            measure = MeasureIndicator(plan, id, "beneficiaries", on, str(value))
            yield Step(on, f"{name}/measured/{on}", measure)

    def moved(months: int) -> Step:
        command = Reschedule(plan, id, starts, months_on(one.content.starts + one.content.months + months), MOVED)
        return Step(ends, f"{name}/moved", command)

    match one.content.course:
        case "not_started":
            return
        case "cancelled":
            yield status(starts + timedelta(days=40), "cancelled", GIVEN_UP, 0)
            yield with_evidence(starts + timedelta(days=41))
            return
    yield status(starts + timedelta(days=9), "in_progress", BEGUN, 10)
    yield Step(middle, f"{name}/progress", ReportProgress(plan, id, 45, GOING_ON))
    yield from spent(middle, 40)
    yield from measured(middle, 180)
    match one.content.course:
        case "on_time":
            yield with_evidence(ends - timedelta(days=6))
            yield from spent(ends - timedelta(days=5), 96)
            yield status(ends - timedelta(days=1), "completed", DONE, 100)
            yield from measured(ends, 520)
        case "late":
            later = min(ends + timedelta(days=100), END)
            yield status(ends - timedelta(days=3), "delayed", BEHIND, 60)
            yield moved(4)
            yield with_evidence(later)
            yield from spent(later, 104)
            yield status(later, "completed", DONE, 100)
        case "delayed":
            yield status(ends - timedelta(days=3), "delayed", BEHIND, 50)
            yield moved(8)
            yield with_evidence(END)
        case "in_progress":
            yield Step(END - timedelta(days=20), f"{name}/progress/late", ReportProgress(plan, id, 70, GOING_ON))
            yield with_evidence(END)
        case "suspended":
            yield status(middle + timedelta(days=30), "suspended", STOPPED, 45)
            yield with_evidence(middle + timedelta(days=31))


async def amended(region: Region) -> None:
    """The amendment of July 2024: what the advisory body on equality had asked for, and then the money for it."""
    id, name = activity_of(region, "gender-equality", 1), "activity/gender-equality/1"
    (was,) = (one.content for one in carried(region) if one.id == id)
    content = (was.title, EVERY_DIVISION, region.script.responsible["equality"], *days_of(was))
    revised = ReviseActivity(
        region.plan, id, *content, region.thing("body", "equality"), Money(was.budget * 100, "MAD")
    )
    await region.act(f"{name}/revised", revised, "focal_point", date(2024, 5, 20))
    await region.act("version/3", PublishDraft(region.plan), "focal_point", date(2024, 5, 27))
    version = await version_of(region, 3)
    await validated(region, version, "3", date(2024, 6, 10))
    subject = {"ar": "تعديل برنامج عمل الجهة المنفتحة", "fr": "Amendement du programme d'action de la région ouverte"}
    await sat(region, "2024-07", datetime(2024, 7, 1, 10, tzinfo=UTC), subject, version, present=15, against=3)
    allocated = AllocateBudget(region.plan, id, Money(15_000_000, "MAD"), subject)
    await region.act(f"{name}/allocated", allocated, "focal_point", date(2024, 7, 15))
