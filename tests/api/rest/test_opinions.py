"""Approvals and opinions over HTTP: who may ask whom about what, who may answer, and nothing recorded of what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.communities.community import Register, SetJurisdiction, community_id
from domain.decisions.approval import ApprovalGranted, ApprovalRefused, ApprovalRequested
from domain.decisions.opinion import OpinionAnswered, OpinionDelivered, OpinionRequested
from domain.kernel import Office
from domain.plans.plan import plans
from domain.plans.plan_events import PlanReferred
from tests.kit.api_over_http import CODE, OPERATOR, Person, World, problem

pytestmark = pytest.mark.anyio

COMMUNITY, NETWORK, NEIGHBOUR = f"/communities/{CODE}", "network:remacto", "ma.fes"
OPENING = {"kind": "openness", "title": {"ar": "برنامج", "fr": "Plan"}, "starts": "2026-11-01"}
REASONS = {"reasons": {"fr": "Conforme", "ar": "مطابق"}}
QUESTION = {"fr": "Qu'en pense la jeunesse ?"}
DELIVERY = {"verdict": "reserved", "text": {"fr": "Avec un budget"}}
ANSWER = {"answer": {"fr": "Prévu"}, "followed": "partly"}


class Draft:
    """A published draft of the community's plan, its advisory body, and those in office who are asked and ask."""

    def __init__(self, api: World) -> None:
        self.api = api

    async def publish(self) -> "Draft":
        api = self.api
        for command in (
            SetJurisdiction(community_id(CODE), "MA"),
            Register(NETWORK, {"fr": "Réseau"}, kind="network"),
            Register(NEIGHBOUR, {"fr": "Fès"}, kind="region"),
        ):
            await api.register.record.execute(command, by=OPERATOR)
        self.focal, self.advisor = await api.person("focal_point"), await api.person("advisory")
        self.committee, self.president = await api.person("committee"), await api.person("president")
        opened = await self.focal.post(f"{COMMUNITY}/plans", OPENING)
        self.plan = UUID(opened.json()["id"])
        for path, body in (("axes", {"title": {"fr": "Services"}, "description": {}}), ("versions", None)):
            made = await self.focal.post(f"/plans/{self.plan}/{path}", body)
            assert made.status_code == 201, made.text
        new = {"kind": "advisory_youth", "name": {"fr": "Jeunesse"}, "seats": 5}
        self.body = (await self.focal.post(f"{COMMUNITY}/bodies", new)).json()["id"]
        return self

    @property
    def version(self) -> dict[str, Any]:
        known = self.api.register.record.cached(plans, self.plan)
        assert known is not None
        return {"kind": "plan_version", "plan": str(self.plan), "number": 1, "sha256": known.state.latest.sha256}

    async def seat(self, person: Person) -> None:
        new = {"name": "Une membre", "language": "fr", "gender": "female", "category": "civil_society"}
        seat = {**new, "capacity": "member", "since": "2026-01-01", "login": person.login}
        made = await self.focal.post(f"{COMMUNITY}/bodies/{self.body}/members", seat)
        assert made.status_code == 201, made.text

    async def approval(self, **more: Any) -> str:
        asked = {"subject": self.version, "role": "committee", **more}
        made = await self.focal.post(f"{COMMUNITY}/approvals", asked)
        assert made.status_code == 201, made.text
        return str(made.headers["location"])

    async def opinion(self, **more: Any) -> str:
        asked = {"body": self.body, "subject": self.version, "question": QUESTION, **more}
        made = await self.focal.post(f"{COMMUNITY}/opinions", asked)
        assert made.status_code == 201, made.text
        return str(made.headers["location"])

    async def happened(self, *kinds: type) -> list[Any]:
        return [entry for _, entry in await self.api.entries() if isinstance(entry.data, kinds)]


@pytest.fixture
async def draft(api: World) -> Draft:
    return await Draft(api).publish()


async def test_the_committee_approves_a_version_and_the_plan_knows_that_it_was_asked(draft: Draft) -> None:
    approval = await draft.approval()
    granted = await draft.committee.post(f"{approval}/grant", REASONS)
    assert granted.status_code == 200, granted.text
    requested, referred, entry = await draft.happened(ApprovalRequested, PlanReferred, ApprovalGranted)
    assert requested.data.rule.subject == "approval.answer"
    assert requested.data.due > datetime.now(UTC) + timedelta(days=29)
    assert (referred.stream, referred.data) == (draft.plan, PlanReferred("approval", requested.stream, 1))
    assert isinstance(entry.actor, Office)
    assert (entry.actor.role, entry.actor.community) == ("committee", community_id(CODE))
    problem(await draft.committee.post(f"{approval}/refusal", REASONS), 409, "approval.already-decided")


async def test_the_staff_of_a_network_answers_where_it_holds_its_office(draft: Draft) -> None:
    approval = await draft.approval(role="network", holder_of=NETWORK)
    for stranger in (await draft.api.person("network"), draft.committee, draft.president):
        problem(await stranger.post(f"{approval}/refusal", REASONS), 403, "not-allowed")
    staff = await draft.api.person("network", code=NETWORK)
    assert (await staff.post(f"{approval}/refusal", REASONS)).status_code == 200
    (entry,) = await draft.happened(ApprovalRefused)
    assert entry.community == community_id(CODE)
    assert (entry.actor.role, entry.actor.community) == ("network", community_id(NETWORK))


async def test_an_opinion_is_asked_delivered_and_answered(draft: Draft) -> None:
    opinion = await draft.opinion(due="2030-01-01T00:00:00Z")
    await draft.seat(draft.advisor)
    paper = await draft.api.file(draft.advisor, b"%PDF-1.7 an opinion")
    delivered = await draft.advisor.post(f"{opinion}/delivery", {**DELIVERY, "document": paper})
    assert delivered.status_code == 200, delivered.text
    assert (await draft.president.post(f"{opinion}/answer", ANSWER)).status_code == 200
    requested, said, answered = await draft.happened(OpinionRequested, OpinionDelivered, OpinionAnswered)
    assert (requested.data.due, requested.data.rule) == (datetime(2030, 1, 1, tzinfo=UTC), None)
    assert (said.data.verdict, said.data.document.sha256) == ("reserved", paper["sha256"])
    assert answered.data.followed == "partly"


async def test_what_was_said_on_paper_before_is_recorded_with_when_it_was(draft: Draft) -> None:
    asked, day = "2026-09-01T10:00:00+01:00", datetime(2026, 9, 1, 9, tzinfo=UTC)
    await draft.approval(occurred_at=asked)
    (entry,) = await draft.happened(ApprovalRequested)
    assert entry.occurred_at == day
    assert entry.data.due == datetime(2026, 10, 1, 23, tzinfo=UTC)


async def test_nothing_is_recorded_of_what_is_refused(draft: Draft) -> None:
    opinion, approval = await draft.opinion(), await draft.approval()
    neighbours = await draft.api.person("focal_point", code=NEIGHBOUR)
    citizen = await draft.api.person()
    before = len(await draft.api.entries())
    other = {**draft.version, "sha256": "00" * 32}
    asks = {"subject": draft.version, "role": "committee"}
    about = {"body": draft.body, "subject": draft.version, "question": QUESTION}
    too_early = {"due": "2020-01-01T00:00:00Z"}
    for by, path, body, status, code in (
        (draft.focal, f"{COMMUNITY}/approvals", {**asks, "subject": other}, 404, "plan.version-unknown"),
        (draft.focal, f"{COMMUNITY}/approvals", {**asks, **too_early}, 422, "decision.bad-due"),
        (draft.focal, f"{COMMUNITY}/approvals", {**asks, "role": "network"}, 409, "approval.not-held-there"),
        (draft.focal, f"{COMMUNITY}/approvals", {**asks, "role": "king"}, 422, "request.invalid"),
        (draft.committee, f"{COMMUNITY}/approvals", asks, 403, "not-allowed"),
        (neighbours, f"{COMMUNITY}/approvals", asks, 403, "not-allowed"),
        (neighbours, f"/communities/{NEIGHBOUR}/approvals", asks, 404, "plan.unknown"),
        (draft.focal, f"{COMMUNITY}/opinions", {**about, "body": str(uuid4())}, 404, "body.unknown"),
        (draft.focal, f"{COMMUNITY}/opinions", {**about, "question": {}}, 422, "text.empty"),
        (draft.advisor, f"{opinion}/delivery", DELIVERY, 403, "opinion.not-yours"),
        (draft.focal, f"{opinion}/delivery", DELIVERY, 403, "not-allowed"),
        (draft.focal, f"{opinion}/answer", ANSWER, 409, "opinion.not-delivered"),
        (citizen, f"{opinion}/answer", ANSWER, 403, "not-allowed"),
        (draft.focal, f"{approval}/grant", REASONS, 403, "not-allowed"),
        (draft.committee, f"{approval}/grant", {"reasons": {}}, 422, "text.empty"),
        (draft.committee, f"/approvals/{uuid4()}/grant", REASONS, 403, "not-allowed"),
    ):
        problem(await by.post(path, body), status, code)
    assert len(await draft.api.entries()) == before


async def test_an_opinion_is_not_asked_of_the_council(draft: Draft) -> None:
    new = {"kind": "council", "name": {"fr": "Conseil"}, "seats": 5}
    council = (await draft.focal.post(f"{COMMUNITY}/bodies", new)).json()["id"]
    asked = {"body": council, "subject": draft.version, "question": QUESTION}
    problem(await draft.focal.post(f"{COMMUNITY}/opinions", asked), 409, "opinion.not-advisory")
