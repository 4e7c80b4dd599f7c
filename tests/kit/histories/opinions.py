"""Approvals and opinions in the histories that read models are tested with: asked on a draft, granted or refused, delivered,
answered."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.communities import body, community, seat
from domain.decisions import approval, opinion
from domain.decisions.subjects import PlanVersion
from domain.documents import Document
from domain.kernel import Act, Actor, Command
from domain.plans import plan
from domain.plans.axis import DefineAxis
from tests.kit.scenario import COMMUNITY, FOCAL_POINT, NOON, OPERATOR, History, office, thing, words

Step = tuple[Command, Actor, Actor | None]

PLAN, YOUTH = thing("the plan that is advised on"), thing("youth body")
APPROVALS, OPINIONS = [thing("approval"), thing("other approval")], [thing("opinion"), thing("other opinion")]
TITLE, TEXT = {"ar": "رأي", "fr": "Avis"}, {"fr": "Avec un budget"}
PAPER = Document("cd" * 32, TITLE, "application/pdf", 9_000)
COMMITTEE, ADVISORY, PRESIDENT = office("committee"), office("advisory"), office("president")
SEAT = ("female", "member", "civil_society", date(2026, 1, 1))

DRAFTING: list[Step] = [
    (command, FOCAL_POINT, None)
    for command in (
        plan.OpenPlan(COMMUNITY, PLAN, "openness", TITLE, date(2026, 1, 1)),
        DefineAxis(PLAN, thing("advised axis"), TITLE, {}),
        plan.PublishDraft(PLAN),
        body.EstablishBody(COMMUNITY, YOUTH, "advisory_youth", TITLE, 3),
        seat.SeatMember(COMMUNITY, YOUTH, ADVISORY.id, words("Nom"), *SEAT),  # type: ignore[arg-type]
    )
]


def published() -> PlanVersion:
    """The draft, with the hash that it has wherever these steps are taken."""
    history = History()
    registering = community.Register("04.421.01", TITLE, kind="commune", jurisdiction="MA")
    for command, actor in ((registering, OPERATOR), *((command, actor) for command, actor, _ in DRAFTING[:3])):
        history.play(command, Act(actor, NOON, NOON))
    return PlanVersion(PLAN, 1, history.state(plan.plans, PLAN).latest.sha256)


VERSION = published()
OPENING: list[Step] = [
    *DRAFTING,
    (approval.RequestApproval(COMMUNITY, APPROVALS[0], VERSION, "committee"), FOCAL_POINT, None),
    (opinion.RequestOpinion(COMMUNITY, OPINIONS[0], YOUTH, VERSION, TITLE), FOCAL_POINT, None),
]


def advising() -> st.SearchStrategy[Step]:
    """What may be asked about the draft, and said to it: two of each, by those who were asked and by others."""
    which, other = st.sampled_from(APPROVALS), st.sampled_from(OPINIONS)
    due = st.sampled_from([None, NOON + timedelta(days=60)])
    here, version, said = st.just(COMMUNITY), st.just(VERSION), st.sampled_from([TITLE, TEXT])
    role = st.sampled_from(["committee", "president"])
    verdict = st.sampled_from(["favourable", "reserved", "unfavourable"])

    def by(actor: Actor, command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, *given), st.just(actor), st.none())

    return st.one_of(
        by(FOCAL_POINT, approval.RequestApproval, here, which, version, role, st.none(), due),
        by(COMMITTEE, approval.GrantApproval, which, said),
        by(PRESIDENT, approval.RefuseApproval, which, said),
        by(FOCAL_POINT, opinion.RequestOpinion, here, other, st.just(YOUTH), version, said, due),
        by(ADVISORY, opinion.DeliverOpinion, other, verdict, said, st.sampled_from([None, PAPER])),
        by(PRESIDENT, opinion.AnswerOpinion, other, said, st.sampled_from(["yes", "partly", "no"])),
    )
