"""What became of the plan, said by a third party; its closing, and the next plan, into which what is unfinished is carried."""

from datetime import date

from domain.plans.activity import PlanActivity, activities
from domain.plans.axis import DefineAxis
from domain.plans.evaluation import Evaluate
from domain.plans.implementation import AssessCompletion
from domain.plans.plan import ClosePlan, EnterStage, OpenPlan
from domain.plans.project import DefineProject
from ops.demo.region.drafting import months_on, stage
from ops.demo.region.implementation import Carried, carried
from ops.demo.region.region import Region
from ops.demo.region.script import Course

ASSESSOR = {"ar": "مكتب تقييم مستقل (عرض)", "fr": "Bureau d'évaluation indépendant (démonstration)"}
COMPLETION: dict[Course, str] = {
    "on_time": "complete",
    "late": "complete",
    "delayed": "limited",
    "in_progress": "substantial",
    "suspended": "limited",
    "cancelled": "not-started",
    "not_started": "no-evidence",
}
UNFINISHED: frozenset[Course] = frozenset({"delayed", "in_progress", "suspended", "not_started"})
NEXT = date(2026, 2, 1)


async def play(region: Region) -> None:
    for one in carried(region):
        await assessed(region, one)
    await stage(region, "evaluation", date(2025, 11, 3))
    name = {"ar": "تقرير التقييم النهائي", "fr": "Rapport d'évaluation finale"}
    summary = {
        "ar": "أنجز ثلثا الأنشطة أو أكثر، وتأخرت الرقمنة.",
        "fr": "Deux tiers des activités sont réalisés ; le numérique a pris du retard.",
    }
    documents = [await region.document(name)]
    evaluation = Evaluate(region.plan, ASSESSOR, summary, documents, "major", "modest")
    await region.act("evaluation", evaluation, "assessor", date(2025, 12, 8))
    await stage(region, "closure", date(2025, 12, 15))
    await followed(region)
    await region.act("closed", ClosePlan(region.plan), "focal_point", date(2026, 2, 20))


async def assessed(region: Region, one: Carried) -> None:
    shown = sorted((await region.state(activities, one.id)).evidence)
    reasons = {"ar": "حسب الوثائق المدلى بها.", "fr": "D'après les pièces produites."}
    verdict = COMPLETION[one.content.course]
    command = AssessCompletion(region.plan, one.id, verdict, ASSESSOR, shown, reasons)
    await region.act(f"activity/{one.project}/{one.number}/assessed", command, "assessor", date(2025, 10, 20))


async def followed(region: Region) -> None:
    """The next plan, as far as it has come: one axis, with what the first one left."""
    plan, title = region.next_plan, region.script.next_plan
    opened = OpenPlan(region.id, plan, "openness", title, NEXT, date(2028, 1, 31), region.network, region.plan)
    await region.act("next", opened, "focal_point", date(2026, 1, 20))
    await region.act("next/preparation", EnterStage(plan, "preparation"), "focal_point", date(2026, 1, 21))
    axis = region.thing("axis", "carried")
    defined = DefineAxis(plan, axis, region.script.carried_axis, {})
    await region.act("next/axis", defined, "focal_point", date(2026, 1, 22))
    left = [one for one in carried(region) if one.content.course in UNFINISHED]
    titles = {project.key: project.title for axis in region.content.axes for project in axis.projects}
    for key in dict.fromkeys(one.project for one in left):
        project = DefineProject(plan, axis, region.thing("project", "next", key), titles[key], {})
        await region.act(f"next/project/{key}", project, "committee", date(2026, 2, 2))
    for one in left:
        was = await region.state(activities, one.id)
        planned = PlanActivity(
            plan,
            region.thing("activity", "next", one.project, str(one.number)),
            region.thing("project", "next", one.project),
            was.title,
            {},
            was.responsible,
            NEXT,
            months_on(12, NEXT),
            was.body,
            was.budget,
            carried_from=one.id,
        )
        await region.act(f"next/activity/{one.project}/{one.number}", planned, "committee", date(2026, 2, 9))
