"""A plan and its activities in the histories that read models are tested with: drafted, attested, carried out, carried over."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from domain.documents import Document
from domain.kernel import Actor, Command, System
from domain.plans import activity, implementation, plan
from domain.plans.activity_events import Indicator
from domain.plans.axis import DefineAxis
from domain.plans.money import Money
from domain.plans.project import DefineProject
from tests.kit.scenario import COMMUNITY, FOCAL_POINT, office, thing

Step = tuple[Command, Actor, Actor | None]

PLAN, NEXT, AXIS, NEXT_AXIS = thing("town's plan"), thing("town's next plan"), thing("town's axis"), thing("next axis")
PROJECTS, NEXT_PROJECT = [thing("wells and pumps"), thing("roads and squares")], thing("more wells")
ACTIVITIES, CARRIED = [thing("dig wells"), thing("pave roads"), thing("plant trees")], thing("go on digging")
TITLE, NOTE = {"ar": "حفر الآبار", "fr": "Creuser des puits"}, {"fr": "Comme prévu"}
STARTS, ENDS, LATER = date(2026, 1, 1), date(2026, 9, 30), date(2027, 3, 31)
BUDGET = Money(1_200_000, "MAD")
WELLS = Indicator("wells", TITLE, {"fr": "puits"}, "0", "12")
FILES = [Document(digit * 64, TITLE, "application/pdf", 9_000) for digit in "ab"]
CLOCK, ASSESSOR = System(implementation.CLOCK), office("assessor")


def planned(where: Any, which: Any, project: Any, *more: Any) -> Command:
    return activity.PlanActivity(where, which, project, TITLE, {}, TITLE, STARTS, ENDS, None, BUDGET, *more)


OPENING: list[Step] = [
    (command, FOCAL_POINT, None)
    for command in (
        plan.OpenPlan(COMMUNITY, PLAN, "openness", TITLE, STARTS),
        DefineAxis(PLAN, AXIS, TITLE, {}),
        *(DefineProject(PLAN, AXIS, id, TITLE, {}, [], [], []) for id in PROJECTS),
        planned(PLAN, ACTIVITIES[0], PROJECTS[0], [WELLS]),
        planned(PLAN, ACTIVITIES[1], PROJECTS[1]),
        plan.PublishDraft(PLAN),
        plan.AttestAdoption(PLAN, 1, FILES[0], date(2026, 1, 1), "reported", TITLE),
        plan.OpenPlan(COMMUNITY, NEXT, "openness", TITLE, LATER, None, None, PLAN),
        DefineAxis(NEXT, NEXT_AXIS, TITLE, {}),
        DefineProject(NEXT, NEXT_AXIS, NEXT_PROJECT, TITLE, {}, [], [], []),
    )
]


def carrying_out() -> st.SearchStrategy[Step]:
    """What may happen to a plan's activities: two were promised, a third may be drafted, one may go on in the next plan."""
    here, project = st.just(PLAN), st.sampled_from(PROJECTS)
    which = st.sampled_from([ACTIVITIES[0], ACTIVITIES[0], *ACTIVITIES])
    status = st.sampled_from(["in_progress", "completed", "delayed", "suspended", "cancelled"])
    percent, note, title = st.sampled_from([0, 40, 100]), st.just(NOTE), st.just(TITLE)
    last, money = st.sampled_from([ENDS, LATER]), st.sampled_from([BUDGET, Money(9_000, "MAD")])
    key, day = st.sampled_from(["wells", "trees"]), st.sampled_from([STARTS, ENDS])
    indicator = st.sampled_from([WELLS, Indicator("trees", TITLE, {"fr": "arbres"}, None, None)])
    word, shown = st.sampled_from(["no-evidence", "limited", "complete"]), st.lists(st.just("a" * 64), max_size=1)

    def on(actor: Actor, command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, here, which, *given), st.just(actor), st.none())

    def by(actor: Actor, *commands: Command) -> st.SearchStrategy[Step]:
        return st.tuples(st.sampled_from(commands), st.just(actor), st.none())

    drafting = st.one_of(
        st.tuples(st.builds(planned, here, which, project), st.just(FOCAL_POINT), st.none()),
        on(FOCAL_POINT, activity.ReviseActivity, title, note, title, st.just(STARTS), last, st.none(), money),
        on(FOCAL_POINT, activity.MoveActivity, project),
        on(FOCAL_POINT, activity.RemoveActivity, note),
        on(FOCAL_POINT, activity.DefineIndicator, indicator),
        on(FOCAL_POINT, activity.RemoveIndicator, key, note),
        by(FOCAL_POINT, plan.PublishDraft(PLAN), activity.RemoveActivity(NEXT, CARRIED, NOTE)),
        by(
            FOCAL_POINT,
            *(planned(NEXT, CARRIED, NEXT_PROJECT, [], one) for one in ACTIVITIES),
            *(planned(NEXT, thing("again"), NEXT_PROJECT, [], one) for one in ACTIVITIES),
        ),
    )
    reporting = st.one_of(
        on(FOCAL_POINT, implementation.ChangeStatus, status, note, percent),
        on(FOCAL_POINT, implementation.ReportProgress, percent, note),
        on(FOCAL_POINT, implementation.Reschedule, st.just(STARTS), last, note),
        on(FOCAL_POINT, implementation.AttachEvidence, st.sampled_from(FILES), note),
        on(FOCAL_POINT, implementation.MeasureIndicator, key, day, st.sampled_from(["3", "7.5"])),
        on(FOCAL_POINT, implementation.AllocateBudget, money, note),
        on(FOCAL_POINT, implementation.ReportSpending, money, day),
        on(ASSESSOR, implementation.AssessCompletion, word, title, shown, note),
        on(CLOCK, implementation.SendReminder),
    )
    return st.one_of(drafting, reporting, reporting)
