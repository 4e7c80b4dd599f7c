"""Walks through the life of a plan: moves that help it on, moves that hinder it, in any order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.communities.body import BodyEstablished, bodies
from domain.communities.seat import MemberSeated
from domain.decisions import approval as approvals
from domain.decisions import opinion as opinions
from domain.decisions import resolution as resolutions
from domain.decisions.subjects import PlanVersion
from domain.kernel import Act, Actor, Command, Entry
from domain.participation import consultation as consultations
from domain.participation import placing
from domain.participation import proposal as proposals
from domain.plans import plan as plans
from domain.plans import plan_events as happened
from domain.plans.activity import MoveActivity, PlanActivity, RemoveActivity
from domain.plans.axis import DefineAxis, RemoveAxis
from domain.plans.evaluation import Evaluate
from domain.plans.implementation import AssessCompletion
from domain.plans.project import DefineProject, RemoveProject, ReviseProject
from domain.refusal import Refusal
from domain.rules.subjects import process_of
from tests.kit import council_facts as council
from tests.kit.plan_facts import (
    ASSESSOR,
    AXIS,
    COMMITTEE,
    ENDS,
    MINUTES,
    NAME,
    PLAN,
    PRESIDENT,
    REASON,
    STARTS,
    TEXT,
    TITLE,
    YOUTH,
    opened,
    with_axis,
)
from tests.kit.scenario import (
    AMINA,
    COMMUNITY,
    FOCAL_POINT,
    HOUR,
    NOON,
    RULES,
    Happened,
    History,
    office,
    thing,
    words,
)

ADVISORY, SECRETARY = office("advisory"), office("secretary")
PROCESS = RULES.newest("remacto").rule(process_of("openness"), NOON.date()).value
NEEDS = {stage.key: stage.needs for stage in PROCESS.stages}

Asked = tuple[Command, Actor]
Move = Callable[[History, int], Asked | list[Asked]]
"""A command to be asked for as things stand, or some in a row; `int` chooses among what they could be about."""


def plan_of(history: History) -> Any:
    return history.state(plans.plans, PLAN)


def version(history: History) -> PlanVersion:
    latest = plan_of(history).latest
    return PlanVersion(PLAN, latest.number, latest.sha256) if latest else PlanVersion(PLAN, 1, "ab" * 32)


def fresh(history: History, what: str) -> UUID:
    return thing(f"{what} {len(history.entries)}")


def one_of(things: Iterable[UUID], n: int) -> UUID:
    known = list(things)
    return known[n % len(known)] if known else thing("nothing")


def following(history: History, n: int) -> Asked:
    """The stage that comes next; sometimes the first."""
    keys, stage = list(NEEDS), plan_of(history).stage
    place = keys.index(stage) + 1 if stage in keys else 0
    return plans.EnterStage(PLAN, keys[min(place, len(keys) - 1)] if n else keys[0]), FOCAL_POINT


def drawn_up(history: History, n: int) -> list[Asked]:
    """An axis with a project and an activity; or no axis; or no activity."""
    axis, project = fresh(history, "axis") if n != 1 else AXIS, fresh(history, "project")
    asked: list[Asked] = [
        (DefineAxis(PLAN, axis, NAME, {}), COMMITTEE),
        (DefineProject(PLAN, axis, project, NAME, {}), COMMITTEE),
        (PlanActivity(PLAN, fresh(history, "act"), project, NAME, {}, NAME, STARTS, ENDS), COMMITTEE),
    ]
    return asked[: 2 if n == 2 else 3]


def talked(history: History, n: int) -> list[Asked]:
    """A consultation, on the latest draft if there is one; with a proposal or without, answered and reported or not."""
    talk, word, latest = fresh(history, "talk"), fresh(history, "word"), plan_of(history).latest
    number = latest.number if latest and n else None
    asked: list[Asked] = [
        (consultations.Open(COMMUNITY, talk, TITLE, {}, NOON, NOON + 90 * HOUR, plan=PLAN, number=number), FOCAL_POINT),
        (proposals.Submit(talk, word, words("Des bancs")), AMINA),
        (proposals.GiveAnswer(talk, word, "accepted", words("Oui")), FOCAL_POINT),
        (placing.Incorporate(talk, word, PLAN, *where(history, n)), COMMITTEE),
        (consultations.Close(talk), FOCAL_POINT),
        (consultations.PublishReport(talk, {"fr": words("Rapport")}), FOCAL_POINT),
    ]
    left_out = (((), (1, 2, 3), (3,)), ((2, 3), (1, 2, 3), (2, 3, 5)))[len(history.entries) % 4 == 0][n]
    return [one for place, one in enumerate(asked) if place not in left_out]


def asked_about(history: History, n: int) -> list[Asked]:
    """An approval and an opinion on the latest draft: granted or not, answered or not."""
    approval, opinion = fresh(history, "approval"), fresh(history, "opinion")
    granted = approvals.GrantApproval if n else approvals.RefuseApproval
    asked: list[Asked] = [
        (approvals.RequestApproval(COMMUNITY, approval, version(history), "committee"), FOCAL_POINT),
        (granted(approval, REASON), COMMITTEE),
        (opinions.RequestOpinion(COMMUNITY, opinion, YOUTH, version(history), TEXT), FOCAL_POINT),
        (opinions.DeliverOpinion(opinion, "reserved", TEXT), ADVISORY),
        (opinions.AnswerOpinion(opinion, TEXT, "partly"), PRESIDENT),
    ]
    return asked if n < 2 or len(history.entries) % 3 else asked[:4]


def put_to_the_council(history: History, n: int) -> list[Asked]:
    """A resolution on the latest version, with votes that adopt it or not."""
    resolution = fresh(history, "resolution")
    session, choices = council.SESSION, ("for", "for", "against") if n else ("for", "against", "against")
    return [
        (resolutions.Table(session, resolution, "plan", NAME, TEXT, version(history)), SECRETARY),
        (resolutions.PutToVote(session, resolution), PRESIDENT),
        *(
            (resolutions.RecordVote(session, resolution, member, choice), SECRETARY)  # type: ignore[arg-type]
            for member, choice in zip(council.MEMBERS, choices, strict=False)
        ),
        (resolutions.CloseVote(session, resolution), PRESIDENT),
    ]


def where(history: History, n: int) -> tuple[UUID, UUID | None]:
    """A project of the plan, and perhaps an activity of it."""
    plan = plan_of(history)
    if plan.activities and n:
        activity = one_of(plan.activities, n)
        return plan.activities[activity], activity
    return one_of(plan.projects, n), None


def moved(history: History, n: int) -> Asked:
    entry = next((e for e in reversed(history.entries) if isinstance(e.data, placing.ProposalIncorporated)), None)
    root, proposal = (entry.root, entry.stream) if entry else (thing("talk"), thing("word"))
    return placing.MoveTo(root, proposal, PLAN, *where(history, n)), COMMITTEE


def answered_anew(history: History, n: int) -> Asked:
    entry = next((e for e in reversed(history.entries) if isinstance(e.data, proposals.ProposalSubmitted)), None)
    root, proposal = (entry.root, entry.stream) if entry else (thing("talk"), thing("word"))
    answer: Any = ("accepted", "refused", "partly_accepted")[n]
    return proposals.GiveAnswer(root, proposal, answer, words("Oui")), FOCAL_POINT


def assessed(history: History, n: int) -> list[Asked]:
    """Every activity, or all but one."""
    asked = list(plan_of(history).activities)[: None if n else -1]
    return [(AssessCompletion(PLAN, one, "limited", NAME, [], TEXT), ASSESSOR) for one in asked]


def published(history: History, n: int) -> Asked:
    return plans.PublishDraft(PLAN), FOCAL_POINT


def evaluated(history: History, n: int) -> Asked:
    return Evaluate(PLAN, NAME, TEXT, [], "major", "modest"), ASSESSOR


HELPING: list[Move] = [
    *[following] * 6, drawn_up, talked, talked, asked_about, put_to_the_council, assessed, published, evaluated,
]  # fmt: skip
HINDERING: list[Move] = [
    moved,
    answered_anew,
    lambda h, n: (plans.SendBack(PLAN, one_key(n), REASON), FOCAL_POINT),
    lambda h, n: (plans.AttestAdoption(PLAN, n, MINUTES, date(2026, 9, 28 + n), "reported", NAME), FOCAL_POINT),
    lambda h, n: (RemoveAxis(PLAN, one_of(plan_of(h).axes, n), REASON), COMMITTEE),
    lambda h, n: (ReviseProject(PLAN, AXIS, one_of(plan_of(h).projects, n), TITLE, {}), COMMITTEE),
    lambda h, n: (RemoveProject(PLAN, one_of(plan_of(h).projects, n), REASON), COMMITTEE),
    lambda h, n: (
        MoveActivity(PLAN, *[one_of(known, n) for known in (plan_of(h).activities, plan_of(h).projects)]),
        COMMITTEE,
    ),
    lambda h, n: (RemoveActivity(PLAN, one_of(plan_of(h).activities, n), REASON), COMMITTEE),
]


def one_key(n: int) -> str:
    return ("drafting", "validation", "preparation")[n]


youth = [
    Happened(bodies, YOUTH, BodyEstablished("advisory_youth", NAME, 5, None), root=COMMUNITY),
    Happened(
        bodies,
        YOUTH,
        MemberSeated(ADVISORY.id, words("Nom"), "female", "member", "civil_society", date(2021, 9, 8)),
        root=COMMUNITY,
    ),
]
beside = [*council.council(), *youth, council.convened(), council.opened()]
BEGINNINGS = [
    opened,
    with_axis,
    [*with_axis, *(Happened(plans.plans, PLAN, happened.StageEntered(None, stage)) for stage in list(NEEDS)[:5])],
    [*with_axis, *(Happened(plans.plans, PLAN, happened.StageEntered(None, stage)) for stage in list(NEEDS)[:6])],
]

moves = st.lists(
    st.tuples(st.one_of(*[st.sampled_from(HELPING)] * 5, st.sampled_from(HINDERING)), st.integers(0, 2)),
    min_size=20,
    max_size=50,
)


def walked(beginning: int, asked: Sequence[tuple[Move, int]]) -> Iterator[tuple[list[Entry[Any]], list[Entry[Any]]]]:
    """What each command that is not refused adds: the entries before it, and its own."""
    history = History(*BEGINNINGS[beginning], *beside)
    number = 0
    for move, n in asked:
        wanted = move(history, n)
        for command, actor in wanted if isinstance(wanted, list) else [wanted]:
            number += 1
            before, at = list(history.entries), NOON + timedelta(minutes=number)
            try:
                history.play(command, Act(actor, at, at))
            except Refusal:
                continue
            yield before, history.entries[len(before) :]
