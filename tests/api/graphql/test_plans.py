"""Plans over GraphQL: what they say, what the next stage needs, how far they have come; at any moment."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.communities import community, membership, office
from domain.communities.community import community_id
from domain.documents import Document
from domain.participation.consultation import Close, PublishReport
from domain.plans import plan
from domain.plans.activity import PlanActivity
from domain.plans.axis import DefineAxis
from domain.plans.implementation import ChangeStatus, ReportSpending
from domain.plans.money import Money
from domain.plans.plan_events import Origin
from domain.plans.project import DefineProject, RemoveProject
from domain.text import Sealed
from tests.kit.consultation_scene import OPERATOR
from tests.kit.imported_plan import DAY, today
from tests.kit.planning_scene import MINUTES, WORDS, Planning

pytestmark = pytest.mark.anyio

NETWORK = community_id("network:remacto")
REASON = {"fr": "Une raison"}
PUMPS_END = date(2026, 9, 30)
"""The last day of the activity that is in the plan from the beginning."""


@pytest.fixture
async def planning(scene: Any) -> Planning:
    return await Planning(scene).begin()


async def join(planning: Planning) -> int:
    """The commune becomes a member of a network and has a focal point; gives the position from which that is so."""
    scene = planning.scene
    await scene.run(community.Register("network:remacto", {"fr": "Réseau"}, kind="network"), OPERATOR)
    await scene.run(office.Grant(NETWORK, scene.pseudonym(NETWORK, scene.citizens[3]), "network"), OPERATOR)
    document = Document("ab" * 32, {"fr": "Délibération"}, "application/pdf", 12_000)
    await planning.run(membership.ApplyForMembership(scene.community, NETWORK, None, document))
    holder = scene.pseudonym(scene.community, scene.citizens[2])
    await scene.run(office.Grant(scene.community, holder, "focal_point"), OPERATOR)
    accepted = await scene.run(membership.AcceptMembership(scene.community, NETWORK), scene.citizens[3])
    return int(accepted.position)


WHOLE = """query ($id: ID!, $at: Moment) { plan(id: $id, asOf: $at) {
    title titles { language } kind starts ends closed attested drafts community { code } network { code }
    process { set version subject certainty } stage { key } version
    axes(first: 5) { nodes { title challenges(first: 5) { nodes { id } }
        projects(first: 20) { nodes { id title principles { key name } activities(first: 50) { nodes { id title status } } } } } }
    projects { totalCount } activities { totalCount }
} }"""


async def test_a_plan_is_read_with_all_that_is_in_it(scene: Any, client: Any, planning: Planning) -> None:
    scene.catch_up()
    found = (await client.ask(WHOLE, {"id": str(planning.ids["plan"])}, accept_language="fr"))["plan"]
    (axis,) = found.pop("axes")["nodes"]
    assert found == {
        "title": "Eau",
        "titles": [{"language": "ar"}, {"language": "fr"}],
        "kind": "openness",
        "starts": "2026-01-01",
        "ends": None,
        "closed": False,
        "attested": False,
        "drafts": 0,
        "community": {"code": "01.001"},
        "network": None,
        "process": {"set": "remacto", "version": 2, "subject": "plan.process.openness", "certainty": "REPORTED"},
        "stage": None,
        "version": found["version"],
        "projects": {"totalCount": 2},
        "activities": {"totalCount": 1},
    }
    assert axis["challenges"]["nodes"] == [{"id": str(planning.ids["challenge"])}]
    wells, roads = axis["projects"]["nodes"]
    assert (wells["id"], roads["id"]) == (str(planning.ids["wells"]), str(planning.ids["roads"]))
    assert [one["status"] for one in wells["activities"]["nodes"]] == ["PLANNED"]
    assert roads["activities"]["nodes"] == []


NEXT = """query ($id: ID!, $at: Moment) { plan(id: $id, asOf: $at) {
    stage { key name enteredAt current } stages { key times current sentBack needs }
    nextStages { key ready needs { requirement name met } }
} }"""


async def test_what_the_next_stage_needs_is_told_as_of_any_moment(scene: Any, client: Any, planning: Planning) -> None:
    ids = planning.ids
    alone = (scene.catch_up(), {"membership": False, "focal_point": False})
    joined = (await join(planning), {"membership": True, "focal_point": True})
    entered = await planning.run(plan.EnterStage(ids["plan"], "preparation"))
    await planning.run(plan.EnterStage(ids["plan"], "co_creation"))
    waiting = (await planning.run(Close(ids["talk"])), {"consultation_reported": False})
    report = PublishReport(ids["talk"], {"fr": Sealed("fr", "Rapport")})
    reported = (await planning.run(report), {"consultation_reported": True})
    scene.catch_up()

    async def at(position: int) -> dict[str, Any]:
        asked = {"id": str(ids["plan"]), "at": str(position)}
        found: dict[str, Any] = (await client.ask(NEXT, asked, accept_language="fr"))["plan"]
        return found

    for position, needs in (alone, joined, waiting, reported):
        (following,) = (await at(position))["nextStages"]
        assert {one["requirement"]: one["met"] for one in following["needs"]} == needs
        assert following["ready"] == all(needs.values())
    found = await at(entered)
    assert found["stage"]["key"] == "preparation"
    assert found["stage"]["name"] == "Préparation et adhésion"
    assert [stage["key"] for stage in found["stages"] if stage["times"]] == ["preparation"]
    assert found["nextStages"] == [
        {
            "key": "co_creation",
            "ready": True,
            "needs": [{"requirement": "axes", "name": "des axes définis", "met": True}],
        }
    ]
    await planning.run(plan.SendBack(ids["plan"], "preparation", REASON))
    position = scene.catch_up()
    (back, *_) = (await at(position))["stages"]
    assert (back["times"], back["current"], back["sentBack"]) == (2, True, "Une raison")
    assert [one["key"] for one in (await at(position))["nextStages"]] == ["co_creation"]
    await planning.run(plan.ClosePlan(ids["plan"], REASON))
    assert (await at(scene.catch_up()))["nextStages"] == []


PROGRESS = """query ($id: ID!, $at: Moment) { plan(id: $id, asOf: $at) {
    progress { ...figures } axes { nodes { progress { ...figures } } } projects { nodes { id progress { ...figures } } }
} }
fragment figures on Progress {
    activities planned inProgress completed delayed suspended cancelled overdue assessed mean
    budget { amount currency } spent { amount currency }
}"""
NOTHING = {
    "activities": 0, "planned": 0, "inProgress": 0, "completed": 0, "delayed": 0, "suspended": 0, "cancelled": 0,
    "overdue": 0, "assessed": 0, "mean": None, "budget": [], "spent": [],
}  # fmt: skip


async def test_figures_roll_up_from_the_activities(scene: Any, client: Any, planning: Planning) -> None:
    ids = planning.ids
    late = today() - timedelta(days=3)
    for name, project, budget, ends in (
        ("drill", "wells", Money(300, "MAD"), today() + 90 * DAY),
        ("pave", "roads", Money(700, "MAD"), late),
        ("paint", "roads", Money(300, "MAD"), today() + 90 * DAY),
    ):
        ids[name] = uuid4()
        days = (late - 90 * DAY, ends)
        await planning.run(PlanActivity(ids["plan"], ids[name], ids[project], WORDS, {}, WORDS, *days, budget=budget))
    await planning.adopt()
    before = scene.catch_up()
    for name, status, progress in (("drill", "completed", 100), ("pave", "delayed", 10), ("paint", "in_progress", 50)):
        await planning.run(ChangeStatus(ids["plan"], ids[name], status, REASON, progress))
    await planning.run(ReportSpending(ids["plan"], ids["pave"], Money(120, "MAD"), today()))
    scene.catch_up()

    async def at(position: int | None) -> dict[str, Any]:
        asked = {"id": str(ids["plan"]), "at": None if position is None else str(position)}
        found: dict[str, Any] = (await client.ask(PROGRESS, asked))["plan"]
        return found

    now = await at(None)
    wells, roads = [one["progress"] for one in now["projects"]["nodes"]]
    assert roads == {
        **NOTHING,
        "activities": 2,
        "delayed": 1,
        "inProgress": 1,
        "overdue": 1,
        "mean": 22,  # (700 × 10 + 300 × 50) ÷ 1000
        "budget": [{"amount": 1000, "currency": "MAD"}],
        "spent": [{"amount": 120, "currency": "MAD"}],
    }
    assert (wells["activities"], wells["mean"]) == (2, 50), "one of them has no budget: both weigh the same"
    assert now["progress"] == now["axes"]["nodes"][0]["progress"]
    assert (now["progress"]["activities"], now["progress"]["mean"]) == (4, 40)
    then = await at(before)
    assert {key: then["progress"][key] for key in ("activities", "planned", "mean", "overdue")} == {
        "activities": 4,
        "planned": 4,
        "mean": 0,
        "overdue": 1 + (today() > PUMPS_END),
    }


async def test_a_project_without_activities_comes_to_nothing(scene: Any, client: Any, planning: Planning) -> None:
    scene.catch_up()
    found = (await client.ask(PROGRESS, {"id": str(planning.ids["plan"])}))["plan"]
    assert found["projects"]["nodes"][1]["progress"] == NOTHING


ADOPTION = """query ($id: ID!, $at: Moment) { plan(id: $id, asOf: $at) {
    attested term { ends rule { subject } }
    adoption { attested decidedOn sessionName certainty document { sha256 } resolution { id } version { number } }
    versions { nodes { number sha256 standing address } }
} }"""


async def test_an_attested_plan_says_that_it_is(scene: Any, client: Any, planning: Planning) -> None:
    await planning.run(plan.PublishDraft(planning.ids["plan"]))
    drafted = scene.catch_up()
    await planning.run(DefineAxis(planning.ids["plan"], uuid4(), WORDS, {}))
    await planning.adopt()
    scene.catch_up()
    asked = {"id": str(planning.ids["plan"])}
    found = (await client.ask(ADOPTION, asked, accept_language="fr"))["plan"]
    assert found["attested"] is True
    assert found["term"] == {"ends": "2027-10-07", "rule": {"subject": "plan.duration"}}, "two years, by the rule"
    assert found["adoption"] == {
        "attested": True,
        "decidedOn": "2025-10-07",
        "sessionName": "Eau",
        "certainty": "REPORTED",
        "document": {"sha256": MINUTES.sha256},
        "resolution": None,
        "version": {"number": 1},
    }
    assert [(one["number"], one["standing"]) for one in found["versions"]["nodes"]] == [(2, "DRAFT"), (1, "ATTESTED")]
    assert found["versions"]["nodes"][0]["address"] == f"/api/v1/plans/{asked['id']}/versions/2"
    then = (await client.ask(ADOPTION, {**asked, "at": str(drafted)}))["plan"]
    assert (then["attested"], then["adoption"], then["term"]) == (False, None, None)
    assert [one["standing"] for one in then["versions"]["nodes"]] == ["DRAFT"]


PROVENANCE = """query ($here: ID!, $there: ID!) {
    here: project(id: $here) { takenUp { community { code } project { id } } partners { code } plan { id } axis { id } }
    there: project(id: $there) { takenFrom { id } partners { code } }
    community(code: "01.001") { sharedProjects { nodes { id } } plans { totalCount } }
    plans(kind: "openness") { totalCount }
}"""


async def test_where_a_project_comes_from_and_who_carries_it_is_told_both_ways(
    scene: Any, client: Any, planning: Planning
) -> None:
    ids, neighbour = planning.ids, community_id("01.002")
    await scene.run(community.Register("01.002", {"fr": "Voisine"}), OPERATOR)
    await scene.run(community.SetJurisdiction(neighbour, "MA"), OPERATOR)
    theirs, axis, project = uuid4(), uuid4(), uuid4()
    staff = scene.citizens[1]
    await scene.run(office.Grant(neighbour, scene.pseudonym(neighbour, staff), "focal_point"), OPERATOR)
    await scene.run(plan.OpenPlan(neighbour, theirs, "openness", WORDS, today()), staff)
    await scene.run(DefineAxis(theirs, axis, WORDS, {}), staff)
    taken = Origin(ids["plan"], ids["wells"])
    await scene.run(DefineProject(theirs, axis, project, WORDS, {}, [], [], [scene.community], taken), staff)
    scene.catch_up()
    found = await client.ask(PROVENANCE, {"here": str(ids["wells"]), "there": str(project)})
    assert found == {
        "here": {
            "takenUp": [{"community": {"code": "01.002"}, "project": {"id": str(project)}}],
            "partners": [],
            "plan": {"id": str(ids["plan"])},
            "axis": {"id": str(ids["axis"])},
        },
        "there": {"takenFrom": {"id": str(ids["wells"])}, "partners": []},  # asked, and not agreed yet
        "community": {"sharedProjects": {"nodes": []}, "plans": {"totalCount": 1}},
        "plans": {"totalCount": 2},
    }


async def test_what_was_removed_is_found_by_its_id_with_the_reason(scene: Any, client: Any, planning: Planning) -> None:
    await planning.run(RemoveProject(planning.ids["plan"], planning.ids["roads"], REASON))
    scene.catch_up()
    found = await client.ask(
        "query ($id: ID!, $plan: ID!) { project(id: $id) { removed removalReason } "
        "plan(id: $plan) { projects { totalCount } } node(id: $id) { id } }",
        {"id": str(planning.ids["roads"]), "plan": str(planning.ids["plan"])},
    )
    assert found["project"] == {"removed": True, "removalReason": "Une raison"}
    assert found["plan"] == {"projects": {"totalCount": 1}}
    assert found["node"] == {"id": str(planning.ids["roads"])}
