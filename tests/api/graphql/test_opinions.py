"""Approvals and opinions on a version of a plan: who was asked until when by which rule, and what was said; at any moment."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from domain.communities import body, office, seat
from domain.decisions import approval, opinion
from domain.decisions.subjects import PlanVersion
from domain.documents import Document
from domain.plans import plan
from domain.record import Account
from domain.text import Sealed
from tests.api.graphql.planning import Planning

pytestmark = pytest.mark.anyio

PAPER = Document("ab" * 32, {"fr": "Avis"}, "application/pdf", 12_000)
TEXT, ANSWER = {"fr": "Avec un budget", "ar": "مع ميزانية"}, {"fr": "Prévu"}

APPROVAL = """query ($id: ID!, $at: Moment) { approval(id: $id, asOf: $at) {
    community { code } plan { id } number sha256 role heldIn { code } due overdue rule { subject certainty }
    decision reasons allReasons { language } decidedAt audit { nodes { event } } } }"""
OPINION = """query ($id: ID!, $at: Moment) { opinion(id: $id, asOf: $at) {
    community { code } plan { id } body { kind } number question due overdue rule { subject } verdict
    text(language: "ar") texts { language } document { sha256 address } deliveredAt answer followed answeredAt } }"""


class Asking:
    """A draft of the commune's plan, on which its committee and its youth body are asked."""

    def __init__(self, scene: Any) -> None:
        self.scene, self.advisor = scene, Account(uuid4())
        self.approval, self.opinion, self.body = uuid4(), uuid4(), uuid4()

    async def begin(self) -> "Asking":
        scene, commune = self.scene, self.scene.community
        self.planning = planning = await Planning(scene).begin()
        plan_id = planning.ids["plan"]
        await planning.run(plan.PublishDraft(plan_id))
        speaker = scene.pseudonym(commune, self.advisor)
        await planning.run(office.Grant(commune, speaker, "advisory"))
        await planning.run(body.EstablishBody(commune, self.body, "advisory_youth", {"fr": "Jeunesse"}, 5))
        began = date(2026, 1, 1)
        seated = ("female", "member", "civil_society", began)
        await planning.run(seat.SeatMember(commune, self.body, speaker, Sealed("fr", "Une membre"), *seated))
        known = await scene.register.record.read([(plan.plans, plan_id)])
        self.version = PlanVersion(plan_id, 1, known[plan_id].state.latest.sha256)
        asked = (commune, self.opinion, self.body, self.version, {"fr": "Qu'en pensez-vous ?"})
        await planning.run(approval.RequestApproval(commune, self.approval, self.version, "committee"))
        self.asked: int = await planning.run(opinion.RequestOpinion(*asked))
        return self

    async def adopted(self) -> None:
        """The draft was adopted, as is attested."""
        attesting = plan.AttestAdoption(self.version.plan, 1, PAPER, date(2025, 10, 7), "reported", TEXT)
        await self.planning.run(attesting)

    async def answered(self) -> None:
        run = self.scene.run
        await run(approval.GrantApproval(self.approval, TEXT), self.scene.moderator)
        await run(opinion.DeliverOpinion(self.opinion, "reserved", TEXT, PAPER), self.advisor)
        holder = self.scene.pseudonym(self.scene.community, self.scene.moderator)
        await run(office.Grant(self.scene.community, holder, "president"), self.scene.administrator)
        await run(opinion.AnswerOpinion(self.opinion, ANSWER, "yes"), self.scene.moderator)


@pytest.fixture
async def asking(scene: Any) -> Asking:
    return await Asking(scene).begin()


async def test_an_approval_says_who_was_asked_until_when_and_by_which_rule(client: Any, asking: Asking) -> None:
    asking.scene.catch_up()
    found = (await client.ask(APPROVAL, {"id": str(asking.approval)}))["approval"]
    assert (datetime.fromisoformat(found.pop("due")) - datetime.now(UTC)).days in (29, 30)
    assert [one["event"] for one in found.pop("audit")["nodes"]] == [
        "plans.PlanReferred",
        "decisions.ApprovalRequested",
    ]
    assert found == {
        "community": {"code": "01.001"},
        "plan": {"id": str(asking.version.plan)},
        "number": 1,
        "sha256": asking.version.sha256,
        "role": "COMMITTEE",
        "heldIn": {"code": "01.001"},
        "overdue": False,
        "rule": {"subject": "approval.answer", "certainty": "ASSUMED"},
        "decision": None,
        "reasons": None,
        "allReasons": [],
        "decidedAt": None,
    }


async def test_an_opinion_says_which_body_was_asked_what(client: Any, asking: Asking) -> None:
    asking.scene.catch_up()
    found = (await client.ask(OPINION, {"id": str(asking.opinion)}))["opinion"]
    assert (datetime.fromisoformat(found.pop("due")) - datetime.now(UTC)).days in (29, 30)
    assert found == {
        "community": {"code": "01.001"},
        "plan": {"id": str(asking.version.plan)},
        "body": {"kind": "ADVISORY_YOUTH"},
        "number": 1,
        "question": "Qu'en pensez-vous ?",
        "overdue": False,
        "rule": {"subject": "opinion.delivery"},
        "verdict": None,
        "text": None,
        "texts": [],
        "document": None,
        "deliveredAt": None,
        "answer": None,
        "followed": None,
        "answeredAt": None,
    }


async def test_what_was_said_is_there_and_was_not_before(client: Any, asking: Asking) -> None:
    await asking.answered()
    asking.scene.catch_up()
    given = (await client.ask(APPROVAL, {"id": str(asking.approval)}, accept_language="fr"))["approval"]
    assert (given["decision"], given["reasons"]) == ("GRANTED", "Avec un budget")
    assert [one["language"] for one in given["allReasons"]] == ["ar", "fr"]
    said = (await client.ask(OPINION, {"id": str(asking.opinion)}))["opinion"]
    assert (said["verdict"], said["text"], said["followed"], said["answer"]) == ("RESERVED", TEXT["ar"], "YES", "Prévu")
    assert said["document"] == {"sha256": PAPER.sha256, "address": f"/api/v1/files/{PAPER.sha256}"}
    before = {"id": str(asking.opinion), "at": asking.asked}
    assert (await client.ask(OPINION, before))["opinion"]["verdict"] is None


async def test_they_are_found_by_community_plan_version_and_body(client: Any, asking: Asking) -> None:
    asking.scene.catch_up()
    asked = """query ($plan: ID!, $body: ID!) {
        community(code: "01.001") { approvals { nodes { id } } none: approvals(role: NETWORK) { totalCount }
            opinions { nodes { id } } }
        plan(id: $plan) { approvals(number: 1) { nodes { id } } opinions(number: 2) { totalCount } }
        body(id: $body) { opinions { nodes { id } } } }"""
    found = await client.ask(asked, {"plan": str(asking.version.plan), "body": str(asking.body)})
    approvals, opinions = {"nodes": [{"id": str(asking.approval)}]}, {"nodes": [{"id": str(asking.opinion)}]}
    assert found == {
        "community": {"approvals": approvals, "none": {"totalCount": 0}, "opinions": opinions},
        "plan": {"approvals": approvals, "opinions": {"totalCount": 0}},
        "body": {"opinions": opinions},
    }


async def test_too_late_is_what_waits_after_its_deadline(client: Any, asking: Asking) -> None:
    """Nothing is recorded when a deadline passes: it follows from the moment that is read."""
    asking.scene.catch_up()
    later = "2200-01-01T00:00:00Z"
    for query, name, id in ((APPROVAL, "approval", asking.approval), (OPINION, "opinion", asking.opinion)):
        assert (await client.ask(query, {"id": str(id), "at": later}))[name]["overdue"]
    await asking.answered()
    asking.scene.catch_up()
    for query, name, id in ((APPROVAL, "approval", asking.approval), (OPINION, "opinion", asking.opinion)):
        assert not (await client.ask(query, {"id": str(id), "at": later}))[name]["overdue"]
