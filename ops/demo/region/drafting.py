"""From the opening of the plan to the published draft: meetings, consultations, proposals, axes, projects and activities."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.participation.attendance import Attendance
from domain.participation.consultation import Close, Open, PublishReport
from domain.participation.meeting import Hold, PublishMinutes, Recommend, RecordAttendance, Schedule
from domain.participation.placing import Incorporate
from domain.participation.proposal import GiveAnswer, Submit
from domain.participation.proposal_events import Recommended
from domain.plans.activity import PlanActivity
from domain.plans.activity_events import Indicator
from domain.plans.axis import DefineAxis
from domain.plans.challenge import IdentifyChallenge
from domain.plans.money import Money
from domain.plans.plan import EnterStage, OpenPlan, PublishDraft
from domain.plans.project import DefineProject, ReviseProject
from domain.record import Outsider
from domain.text import Sealed
from ops.demo.region.region import HOUR_OF_WORK, Region, sealed
from ops.demo.region.script import Activity, Consultation, Meeting, Project, Proposal

ADOPTION = date(2023, 10, 1)
"""The month that activities count their months from."""

BENEFICIARIES = {"ar": "عدد المستفيدين", "fr": "Nombre de bénéficiaires"}
ASKED_FOR = "territorial-observatory"
WITH_UNIVERSITIES = {
    "ar": "تختار المؤشرات مع جامعات الجهة.",
    "fr": "Les indicateurs sont choisis avec les universités de la région.",
}
PERSONS = {"ar": "شخص", "fr": "personnes"}


async def play(region: Region) -> None:
    opened = OpenPlan(
        region.id, region.plan, "openness", region.script.plan, ADOPTION, date(2025, 9, 30), region.network
    )
    await region.act("plan", opened, "focal_point", date(2022, 5, 2))
    await stage(region, "preparation", date(2022, 5, 3))
    for axis in region.content.axes:
        id = region.thing("axis", axis.key)
        defined = DefineAxis(region.plan, id, axis.title, {})
        await region.act(f"axis/{axis.key}", defined, "focal_point", date(2022, 5, 16))
        for challenge in axis.challenges:
            named = region.thing("challenge", challenge.key)
            identified = IdentifyChallenge(region.plan, id, named, challenge.title, {})
            await region.act(f"challenge/{challenge.key}", identified, "focal_point", date(2022, 5, 20))
    await stage(region, "co_creation", date(2022, 5, 25))
    first, second = region.script.consultations
    await consult(region, first, None)
    for meeting in region.script.meetings[:3]:
        await meet(region, meeting)
    await conclude(region, first)
    await stage(region, "drafting", date(2023, 1, 20))
    for meeting in region.script.meetings[3:]:
        await meet(region, meeting)
    for axis in region.content.axes:
        for project in axis.projects:
            await draft(region, axis.key, project)
    await place(region, first, date(2023, 4, 3))
    await region.act("version/1", PublishDraft(region.plan), "focal_point", date(2023, 4, 10))
    await stage(region, "public_consultation", date(2023, 4, 14))
    await consult(region, second, 1)
    await conclude(region, second)
    await revise(region, date(2023, 7, 1))
    await place(region, second, date(2023, 7, 3))


async def stage(region: Region, key: str, on: date) -> None:
    await region.act(f"stage/{key}", EnterStage(region.plan, key), "focal_point", on)


async def meet(region: Region, meeting: Meeting) -> None:
    id, name = region.thing("meeting", meeting.key), f"meeting/{meeting.key}"
    ends = meeting.starts + timedelta(hours=meeting.hours)
    scheduled = Schedule(
        region.id, id, meeting.kind, meeting.title, meeting.starts, ends, meeting.place, meeting.remote, region.plan
    )
    await region.act(name, scheduled, "focal_point", meeting.starts - timedelta(days=20))
    await region.act(f"{name}/held", Hold(id), "focal_point", ends)
    counted = RecordAttendance(id, [Attendance(*line) for line in meeting.attendance])
    await region.act(f"{name}/attendance", counted, "focal_point", ends)
    for number, text in enumerate(meeting.recommendations):
        made = Recommend(id, recommendation_of(region, meeting.key, number), text)
        await region.act(f"{name}/recommendation/{number}", made, "focal_point", ends)
    document = await region.document(meeting.title)
    minutes = PublishMinutes(id, document, meeting.title)
    await region.act(f"{name}/minutes", minutes, "focal_point", ends + timedelta(days=10))


def recommendation_of(region: Region, meeting: str, number: int) -> UUID:
    return region.thing("recommendation", meeting, str(number))


async def consult(region: Region, held: Consultation, number: int | None) -> None:
    """A consultation that was held at desks and in meetings, and is entered with its own days."""
    id = region.thing("consultation", held.key)
    about = (held.title, sealed(held.title), held.opens, held.closes)
    opening = Open(region.id, id, *about, plan=region.plan, number=number)
    await region.act(f"consultation/{held.key}", opening, "focal_point", held.opens)


async def conclude(region: Region, held: Consultation) -> None:
    id = region.thing("consultation", held.key)
    for made in of(region, held):
        await propose(region, id, made)
    await region.act(f"consultation/{held.key}/closed", Close(id), "focal_point", held.closes)
    for made in of(region, held):
        answer = GiveAnswer(id, region.thing("proposal", made.key), made.answer, Sealed(made.language, made.reasons))
        await region.act(f"proposal/{made.key}/answered", answer, "focal_point", held.reported - timedelta(days=6))
    report = PublishReport(id, sealed(held.report))
    await region.act(f"consultation/{held.key}/reported", report, "focal_point", held.reported)


def of(region: Region, held: Consultation) -> list[Proposal]:
    return [made for made in region.script.proposals if made.consultation == held.key]


async def propose(region: Region, consultation: UUID, made: Proposal) -> None:
    recommended = None
    if made.recommendation is not None:
        meeting = region.thing("meeting", "workshop")
        recommended = Recommended(meeting, recommendation_of(region, "workshop", made.recommendation))
    submitted = Submit(
        consultation,
        region.thing("proposal", made.key),
        Sealed(made.language, made.body),
        Sealed(made.language, made.title),
        made.origin,
        made.reference,
        None if made.challenge is None else region.thing("challenge", made.challenge),
        recommended,
    )
    day = datetime.combine(made.on, HOUR_OF_WORK)
    await region.act(f"proposal/{made.key}", submitted, "focal_point", day, behalf=Outsider(made.author))


async def place(region: Region, held: Consultation, on: date) -> None:
    """What was accepted comes to stand in the plan."""
    for made in of(region, held):
        if made.project is not None:
            incorporated = Incorporate(
                region.thing("consultation", held.key),
                region.thing("proposal", made.key),
                region.plan,
                region.thing("project", made.project),
                activity_of(region, made.project, made.activity or 1),
            )
            await region.act(f"proposal/{made.key}/incorporated", incorporated, "committee", on)


def activity_of(region: Region, project: str, number: int) -> UUID:
    return region.thing("activity", project, str(number))


async def draft(region: Region, axis: str, project: Project) -> None:
    id = region.thing("project", project.key)
    defined = DefineProject(
        region.plan,
        region.thing("axis", axis),
        id,
        project.title,
        {},
        project.principles,
        [region.thing("challenge", key) for key in project.challenges],
    )
    await region.act(f"project/{project.key}", defined, "committee", date(2023, 2, 6))
    for number, activity in enumerate(project.activities, 1):
        starts, ends = days_of(activity)
        indicator = Indicator("beneficiaries", BENEFICIARIES, PERSONS, "0", "500")
        planned = PlanActivity(
            region.plan,
            activity_of(region, project.key, number),
            id,
            activity.title,
            {},
            region.script.responsible[activity.responsible],
            starts,
            ends,
            body_of(region, activity.responsible),
            Money(activity.budget * 100, "MAD") if activity.budget else None,
            [indicator] if number == 1 else [],
        )
        await region.act(f"activity/{project.key}/{number}", planned, "committee", date(2023, 3, 6))


async def revise(region: Region, on: date) -> None:
    """What the second consultation changed in the draft."""
    axis, project = next(
        (axis, project) for axis in region.content.axes for project in axis.projects if project.key == ASKED_FOR
    )
    revised = ReviseProject(
        region.plan,
        region.thing("axis", axis.key),
        region.thing("project", ASKED_FOR),
        project.title,
        WITH_UNIVERSITIES,
        project.principles,
        [region.thing("challenge", key) for key in project.challenges],
    )
    await region.act(f"project/{ASKED_FOR}/revised", revised, "committee", on)


def body_of(region: Region, responsible: str) -> UUID | None:
    bodies = {body.key for body in region.script.bodies}
    return region.thing("body", responsible) if responsible in bodies else None


def days_of(activity: Activity) -> tuple[date, date]:
    return months_on(activity.starts), months_on(activity.starts + activity.months) - timedelta(days=1)


def months_on(months: int, start: date = ADOPTION) -> date:
    """So many months after the first day of one."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
