"""The way of a proposal: whatever its origin, step by step, as of any moment."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.participation import meeting, proposal
from domain.participation.proposal_events import Recommended
from domain.text import Sealed
from tests.kit.planning_scene import Planning

pytestmark = pytest.mark.anyio

WAY = """query ($id: ID!, $at: Moment) { proposal(id: $id, asOf: $at) { outcome way {
    kind position at occurredAt actor { kind role name } onBehalfOf { kind }
    proposal { id } activity { title } status reasons progress comments ballots } } }"""


@pytest.fixture
async def planning(scene: Any) -> Planning:
    return await Planning(scene).begin()


async def followed(client: Any, scene: Any, name: str, at: int | None = None) -> tuple[str, list[dict[str, Any]]]:
    """What came of a proposal, and its steps."""
    scene.catch_up()
    found = (await client.ask(WAY, {"id": str(scene.ids[name]), "at": at}))["proposal"]
    return found["outcome"], found["way"]


async def answer(scene: Any, name: str, verdict: Any, reasons: str) -> int:
    given = proposal.GiveAnswer(scene.consultation, scene.ids[name], verdict, Sealed("fr", reasons))
    position: int = (await scene.run(given, scene.administrator)).position
    return position


async def test_from_a_citizen_s_words_to_what_was_done(client: Any, scene: Any, planning: Planning) -> None:
    await scene.submit("water", "Une borne-fontaine")
    await scene.say("yes", "water", "Oui, près du marché")
    await scene.vote("water", "agree", 2)
    answered = await answer(scene, "water", "accepted", "Au budget de 2026.")
    taken_up = await planning.take_up("water", "wells", pumps=True)
    await planning.adopt()
    begun = await planning.declare("in_progress", 40, "Le chantier est ouvert.")
    done = await planning.declare("completed", 100, "L'eau coule.")

    outcome, steps = await followed(client, scene, "water")
    assert outcome == "DONE"
    assert [step["kind"] for step in steps] == [
        "SUBMITTED",
        "DISCUSSED",
        "ANSWERED",
        "TAKEN_UP",
        "STATUS_CHANGED",
        "STATUS_CHANGED",
    ]
    assert [step["position"] for step in steps] == sorted(step["position"] for step in steps)
    assert [step["position"] for step in steps][-2:] == [begun, done]
    assert [step["status"] for step in steps[3:]] == ["PLANNED", "IN_PROGRESS", "COMPLETED"]
    assert [step["activity"] for step in steps] == [None] * 3 + [{"title": "الماء"}] * 3
    assert [step["progress"] for step in steps] == [None, None, None, 0, 40, 100]
    submitted, discussed, told, placed, *_ = steps
    assert submitted["actor"] == {"kind": "person", "role": None, "name": None}
    assert discussed["actor"] is None
    assert (discussed["comments"], discussed["ballots"]) == (1, 1)
    assert told["reasons"] == "Au budget de 2026."
    assert placed["actor"]["role"] == "COMMITTEE"
    assert [step["reasons"] for step in steps[-2:]] == ["Le chantier est ouvert.", "L'eau coule."]

    for position, then, length in (
        (submitted["position"], "WAITING", 1),
        (answered - 1, "ACCEPTED", 3),
        (taken_up - 2, "TAKEN_UP", 4),
        (begun, "UNDER_WAY", 5),
    ):
        outcome, before = await followed(client, scene, "water", position)
        assert (outcome, len(before)) == (then, length)
        assert [step["kind"] for step in before] == [step["kind"] for step in steps[:length]]


async def test_what_was_refused_ends_with_its_reasons(client: Any, scene: Any, planning: Planning) -> None:
    await scene.submit("water", "Une borne-fontaine")
    await answer(scene, "water", "refused", "Il y en a une.")
    outcome, steps = await followed(client, scene, "water")
    assert (outcome, steps[-1]["kind"], steps[-1]["reasons"]) == ("REFUSED", "ANSWERED", "Il y en a une.")


async def test_a_merged_proposal_goes_the_way_of_the_other(client: Any, scene: Any, planning: Planning) -> None:
    for name in ("fountain", "water"):
        await scene.submit(name, "Une borne-fontaine")
    fountain, water = scene.ids["fountain"], scene.ids["water"]
    merging = proposal.Merge(scene.consultation, fountain, water, Sealed("fr", "La même demande"))
    await scene.run(merging, scene.moderator)
    await answer(scene, "water", "accepted", "Oui.")
    await planning.take_up("water", "wells")
    outcome, steps = await followed(client, scene, "fountain")
    assert outcome == "TAKEN_UP"
    assert [(step["kind"], step["proposal"]["id"]) for step in steps] == [
        ("SUBMITTED", str(fountain)),
        ("SUBMITTED", str(water)),
        ("MERGED", str(fountain)),
        ("ANSWERED", str(water)),
        ("TAKEN_UP", str(water)),
    ]
    assert steps[2]["reasons"] == "La même demande"


async def test_a_project_s_activities_are_followed_for_as_long_as_it_stands_there(
    client: Any, scene: Any, planning: Planning
) -> None:
    await scene.submit("water", "Une borne-fontaine")
    await answer(scene, "water", "accepted", "Oui.")
    await planning.take_up("water", "wells")
    await planning.adopt()
    await planning.declare("in_progress", 10, "Ouvert.")
    outcome, _ = await followed(client, scene, "water")
    assert outcome == "UNDER_WAY"
    await planning.move("water", "roads")
    await planning.declare("completed", 100, "Fini.")
    outcome, steps = await followed(client, scene, "water")
    assert outcome == "TAKEN_UP"
    assert [step["kind"] for step in steps][-2:] == ["STATUS_CHANGED", "MOVED"]
    await planning.move("water", "wells", pumps=True)
    outcome, steps = await followed(client, scene, "water")
    assert (outcome, steps[-1]["progress"]) == ("DONE", 100)


async def test_hidden_and_withdrawn_words_leave_the_way_and_no_words(
    client: Any, scene: Any, planning: Planning
) -> None:
    await scene.submit("rude", "Des mots blessants")
    await scene.hide("rude", "Blessant")
    outcome, steps = await followed(client, scene, "rude")
    assert outcome == "HIDDEN"
    assert (steps[-1]["kind"], steps[-1]["reasons"]) == ("HIDDEN", "Blessant")
    await scene.submit("mine", "Une idée")
    await scene.run(proposal.Withdraw(scene.consultation, scene.ids["mine"]), scene.citizens[0])
    outcome, steps = await followed(client, scene, "mine")
    assert (outcome, [step["kind"] for step in steps]) == ("WITHDRAWN", ["SUBMITTED", "WITHDRAWN"])


async def test_a_recommendation_becomes_a_proposal_that_names_it(client: Any, scene: Any, planning: Planning) -> None:
    workshop, advice, made = uuid4(), uuid4(), uuid4()
    past = datetime.now(UTC) - timedelta(hours=3)
    for command in (
        meeting.Schedule(
            scene.community, workshop, "workshop", {"fr": "Atelier"}, past, past + timedelta(hours=2), {"fr": "Salle"}
        ),
        meeting.Hold(workshop),
        meeting.Recommend(workshop, advice, {"fr": "Une borne-fontaine"}),
        proposal.Submit(
            scene.consultation,
            made,
            Sealed("fr", "Une borne-fontaine"),
            origin="recommendation",
            challenge=scene.ids["challenge"],
            recommendation=Recommended(workshop, advice),
        ),
    ):
        await scene.run(command, scene.administrator)
    scene.catch_up()
    data = await client.ask(
        """query ($id: ID!, $advice: ID!) {
            proposal(id: $id) { origin recommendation { text meeting { title } } outcome }
            recommendation(id: $advice) { proposals { totalCount nodes { id } } } }""",
        {"id": str(made), "advice": str(advice)},
    )
    assert data["proposal"] == {
        "origin": "RECOMMENDATION",
        "recommendation": {"text": "Une borne-fontaine", "meeting": {"title": "Atelier"}},
        "outcome": "WAITING",
    }
    assert data["recommendation"]["proposals"] == {"totalCount": 1, "nodes": [{"id": str(made)}]}


async def test_the_ways_of_a_whole_list_are_found_together(client: Any, scene: Any, planning: Planning) -> None:
    for number in range(5):
        await scene.submit(f"p{number}", "Une idée")
    await answer(scene, "p3", "accepted", "Oui.")
    await planning.take_up("p3", "wells")
    scene.catch_up()
    data = await client.ask(
        """query ($id: ID!) { consultation(id: $id) { proposals(order: OLDEST) { nodes {
            id outcome way { kind } } } } }""",
        {"id": str(scene.consultation)},
    )
    nodes = data["consultation"]["proposals"]["nodes"]
    assert [node["outcome"] for node in nodes] == ["WAITING"] * 3 + ["TAKEN_UP", "WAITING"]
    assert [len(node["way"]) for node in nodes] == [1, 1, 1, 3, 1]
