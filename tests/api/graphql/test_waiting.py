"""The list of what waits: all kinds in one order, each with the thing, the rule and whose turn it is."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from api.graphql.engine.relay import Cursor
from domain.communities import membership, office
from domain.kernel import System
from domain.record import Account
from tests.kit.advice_scene import ANSWER
from tests.kit.waiting_scene import NETWORK, Waits

pytestmark = pytest.mark.anyio

ALL = """query ($kind: [WaitingKind!], $plan: ID, $at: Moment, $late: Boolean! = false, $before: Instant) {
    waiting(kind: $kind, plan: $plan, asOf: $at, overdueOnly: $late, dueBefore: $before) { totalCount nodes {
        kind thing { __typename id } community { code } plan { id } role heldIn { code } body { kind }
        start due overdue rule { subject certainty } } } }"""


@pytest.fixture
async def waits(scene: Any) -> Waits:
    found = await Waits(scene).begin()
    scene.catch_up()
    return found


async def kinds(client: Any, **variables: Any) -> list[str]:
    found = (await client.ask(ALL, variables))["waiting"]
    assert found["totalCount"] == len(found["nodes"])
    return [one["kind"] for one in found["nodes"]]


async def test_each_says_what_it_is_whose_turn_it_is_and_until_when_by_which_rule(client: Any, waits: Waits) -> None:
    found = {one.pop("kind"): one for one in (await client.ask(ALL))["waiting"]["nodes"]}
    plan = {"id": str(waits.asking.version.plan)}
    here, there = {"code": "01.001"}, {"code": "remacto"}
    assert {kind: one["thing"]["__typename"] for kind, one in found.items()} == {
        "OPINION_DELIVERY": "Opinion",
        "APPROVAL": "Approval",
        "MEMBERSHIP_ANSWER": "Membership",
        "PROPOSAL_ANSWER": "Proposal",
    }
    assert {kind: (one["role"], one["heldIn"], one["plan"]) for kind, one in found.items()} == {
        "OPINION_DELIVERY": ("ADVISORY", here, plan),
        "APPROVAL": ("COMMITTEE", here, plan),
        "MEMBERSHIP_ANSWER": ("NETWORK", there, None),
        "PROPOSAL_ANSWER": ("FOCAL_POINT", here, plan),
    }
    assert {one["community"]["code"] for one in found.values()} == {"01.001"}
    assert found["OPINION_DELIVERY"]["body"] == {"kind": "ADVISORY_YOUTH"}
    assert found["PROPOSAL_ANSWER"]["rule"] == {"subject": "proposal.answer", "certainty": "ASSUMED"}
    assert found["PROPOSAL_ANSWER"]["thing"]["id"] == str(waits.scene.ids["trees"])
    assert not any(one["overdue"] for one in found.values())


async def test_the_first_that_is_due_comes_first(client: Any, waits: Waits) -> None:
    due = [one["due"] for one in (await client.ask(ALL))["waiting"]["nodes"]]
    assert due == sorted(due)


async def test_a_page_after_the_other_shows_each_once(client: Any, waits: Waits) -> None:
    asked = """query ($after: String, $before: String, $first: Int, $last: Int) {
        waiting(first: $first, after: $after, last: $last, before: $before) { totalCount nodes { thing { id } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    async def page(**variables: Any) -> tuple[list[str], dict[str, Any]]:
        found = (await client.ask(asked, variables))["waiting"]
        assert found["totalCount"] == 4
        return [one["thing"]["id"] for one in found["nodes"]], found["pageInfo"]

    whole, _ = await page(first=10)
    first, info = await page(first=3)
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (True, False)
    second, last_info = await page(first=3, after=info["endCursor"])
    assert (last_info["hasNextPage"], first + second) == (False, whole)
    back, back_info = await page(last=2, before=last_info["startCursor"])
    assert (back, back_info["hasPreviousPage"]) == (first[1:], True)
    assert await client.refusal(asked, {"first": 1, "after": "nonsense"}) == "cursor.unknown"
    for sort in ("01.001", "2026-11-27 2026-11-27", "0001-01-01T00:00:00+14:00 2026-11-27 approval", 7):
        other = str(Cursor(3, sort, uuid4()))
        assert await client.refusal(asked, {"first": 1, "after": other}) == "cursor.unknown"
    naive = str(Cursor(3, "2026-11-27 2026-11-27 approval", uuid4()))
    assert (await client.ask(asked, {"first": 1, "after": naive}))["waiting"]["totalCount"] == 0


async def test_of_some_kinds_one_plan_one_office(client: Any, waits: Waits) -> None:
    assert await kinds(client, kind=["APPROVAL", "PROPOSAL_ANSWER"]) == ["APPROVAL", "PROPOSAL_ANSWER"]
    assert "MEMBERSHIP_ANSWER" not in await kinds(client, plan=str(waits.asking.version.plan))
    assert await kinds(client, plan=str(uuid4())) == []
    asked = """query ($community: ID!, $network: ID!) {
        there: waiting(heldIn: $network) { nodes { kind } }
        ours: waiting(community: $community, role: NETWORK) { nodes { kind } }
        none: waiting(community: $network) { totalCount } }"""
    found = await client.ask(asked, {"community": str(waits.scene.community), "network": str(NETWORK)})
    answer = {"nodes": [{"kind": "MEMBERSHIP_ANSWER"}]}
    assert found == {"there": answer, "ours": answer, "none": {"totalCount": 0}}


async def test_what_is_too_late_is_so_at_the_moment_that_is_read(
    client: Any, waits: Waits, the_future_may_be_asked: None
) -> None:
    assert await kinds(client, late=True) == []
    assert len(await kinds(client, late=True, at="2200-01-01T00:00:00Z")) == 4
    assert await kinds(client, before=datetime.now(UTC).isoformat()) == []
    assert len(await kinds(client, before="2200-01-01T00:00:00Z")) == 4


async def test_what_was_answered_waited_before(client: Any, waits: Waits) -> None:
    before = waits.scene.catch_up()
    await waits.asking.answered()
    await waits.asking.adopted()
    await waits.scene.run(membership.EndMembership(waits.scene.community, NETWORK, ANSWER), await network(waits))
    now = waits.scene.catch_up()
    assert sorted(await kinds(client)) == ["ACTIVITY_COMPLETION", "ACTIVITY_REPORT", "PROPOSAL_ANSWER"]
    assert len(await kinds(client, at=before)) == 4
    assert await kinds(client, at=now, kind=["APPROVAL"]) == []


async def network(waits: Waits) -> Any:
    """Somebody on the staff of the network."""
    staff = Account(uuid4())
    holder = waits.scene.pseudonym(NETWORK, staff)
    await waits.scene.run(office.Grant(NETWORK, holder, "network"), System("operator"))
    return staff


async def test_an_activity_leads_to_what_it_is(client: Any, waits: Waits) -> None:
    await waits.asking.adopted()
    waits.scene.catch_up()
    nodes = (await client.ask(ALL, {"kind": ["ACTIVITY_COMPLETION"]}))["waiting"]["nodes"]
    assert [one["thing"] for one in nodes] == [{"__typename": "Activity", "id": str(waits.scene.ids["pumps"])}]
    assert nodes[0]["rule"] is None
