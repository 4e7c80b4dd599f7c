"""Approvals and opinions on a version of a plan: who was asked until when by which rule, and what was said; at any moment."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.kit.advice_scene import PAPER, TEXT, Asking

pytestmark = pytest.mark.anyio


APPROVAL = """query ($id: ID!, $at: Moment) { approval(id: $id, asOf: $at) {
    community { code } plan { id } number sha256 role heldIn { code } due overdue rule { subject certainty }
    decision reasons allReasons { language } decidedAt audit { nodes { event } } } }"""
OPINION = """query ($id: ID!, $at: Moment) { opinion(id: $id, asOf: $at) {
    community { code } plan { id } body { kind } number question due overdue rule { subject } verdict
    text(language: "ar") texts { language } document { sha256 address } deliveredAt answer followed answeredAt } }"""


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


async def test_too_late_is_what_waits_after_its_deadline(
    client: Any, asking: Asking, the_future_may_be_asked: None
) -> None:
    """Nothing is recorded when a deadline passes: it follows from the moment that is read."""
    asking.scene.catch_up()
    later = "2200-01-01T00:00:00Z"
    for query, name, id in ((APPROVAL, "approval", asking.approval), (OPINION, "opinion", asking.opinion)):
        assert (await client.ask(query, {"id": str(id), "at": later}))[name]["overdue"]
    await asking.answered()
    asking.scene.catch_up()
    for query, name, id in ((APPROVAL, "approval", asking.approval), (OPINION, "opinion", asking.opinion)):
        assert not (await client.ask(query, {"id": str(id), "at": later}))[name]["overdue"]
