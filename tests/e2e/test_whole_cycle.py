"""The whole cycle of a plan over HTTP, as the offices that have a part in it: from the council's resolution to join the
network to the plan after the first. What is refused on the way is told clearly and leaves nothing behind; and how the plan
stood at every stage can be read for ever."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from tests.e2e import carrying_out, deciding, drafting, founding
from tests.e2e.drafting import AGENTS, YOUTH
from tests.e2e.stage import Stage, last, set_up
from tests.e2e.story import PLAN, Story, as_read

pytestmark = pytest.mark.e2e

ACTS = (
    founding.the_register_is_founded,
    founding.the_council_is_seated,
    founding.the_council_resolves_to_join,
    drafting.the_plan_is_opened,
    founding.the_network_takes_it_in,
    drafting.its_axes_are_chosen,
    drafting.a_workshop_recommends,
    drafting.inhabitants_propose,
    drafting.the_region_answers,
    drafting.the_committee_drafts,
    drafting.the_draft_is_talked_about,
    deciding.the_committee_validates,
    deciding.the_advisory_bodies_say_what_they_think,
    deciding.the_council_adopts,
    carrying_out.it_is_carried_out,
    carrying_out.the_council_amends_it,
    carrying_out.it_ends,
    carrying_out.it_is_assessed,
    carrying_out.the_next_one_takes_over,
)
STAGES = [
    *("preparation", "co_creation", "drafting", "public_consultation", "validation", "adoption", "implementation"),
    *("evaluation", "closure"),
]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The play, played to its end. Whatever goes otherwise than it must fails here."""
    with set_up(tmp_path_factory.mktemp("play")) as stage:
        story = Story(stage)
        for act in ACTS:
            act(story)
        yield story


@pytest.fixture(scope="module")
def stage(story: Story) -> Stage:
    return story.stage


def test_the_plan_as_of_each_stage_is_what_was_true_then(story: Story, stage: Stage) -> None:
    assert [kept.scene for kept in stage.kept if kept.scene in STAGES] == STAGES
    assert [kept.position for kept in stage.kept] == sorted({kept.position for kept in stage.kept})
    for kept in stage.kept:
        now = stage.reads(PLAN, id=last(story.plan), at=str(kept.position))
        assert as_read(now["plan"]) == kept.meant, kept.scene
        assert now == kept.read, kept.scene
    first, final = stage.kept[0], stage.kept[-1]
    variables = {"id": last(story.plan), "at": str(first.position - 1)}
    before = stage.http.post("/graphql", json={"query": PLAN, "variables": variables}).json()
    assert before["data"] == {"plan": None}
    assert [error["extensions"]["code"] for error in before["errors"]] == ["moment.before-beginning"]
    assert final.meant == story.meant


def test_each_version_is_the_bytes_that_were_decided_on(story: Story, stage: Stage) -> None:
    (*_, final) = stage.kept
    versions = {one["number"]: one for one in final.read["plan"]["versions"]["nodes"]}
    assert sorted(versions) == [1, 2, 3]
    for number, version in versions.items():
        content = stage.http.get(f"{story.plan}/versions/{number}").content
        assert sha256(content).hexdigest() == version["sha256"]


def test_the_adoptions_are_those_of_the_resolutions(story: Story, stage: Stage) -> None:
    adopted = {kept.scene: kept.read["plan"]["adoption"] for kept in stage.kept}
    assert adopted["during the vote"] is None
    first, second = adopted["implementation"], adopted["amended"]
    assert adopted["after a rejection"] == adopted["before the amendment"] == first
    for found, thing, number, counts in ((first, "adopting", 2, (3, 2, 3)), (second, "amending", 3, (3, 3, 1))):
        resolution = found["resolution"]
        assert resolution["id"] == last(story.things[thing])
        assert found["version"]["number"] == number
        assert (resolution["votesFor"], resolution["votesAgainst"], resolution["abstentions"]) == counts
    assert (first["resolution"]["byPresident"], second["resolution"]["byPresident"]) == (False, True)


WAY = """query ($id: ID!) { activity(id: $id) { status carriedTo { id plan { id } carriedFrom { id } } } }"""


def test_what_was_not_finished_goes_on_in_the_next_plan(story: Story, stage: Stage) -> None:
    for title in (AGENTS, YOUTH):
        activity = last(story.things[title])
        carried: Any = stage.reads(WAY, id=activity)["activity"]["carriedTo"]
        assert carried["plan"]["id"] == last(story.things["next plan"])
        assert carried["carriedFrom"]["id"] == activity


TRAIL = """query ($id: ID!, $after: String) { audit(subject: $id, order: OLDEST, first: 200, after: $after) {
    nodes { event actor { kind role } } pageInfo { hasNextPage endCursor }
} }"""


def test_everything_was_done_by_the_office_that_has_to(story: Story, stage: Stage) -> None:
    nodes, after = [], None
    while True:
        page = stage.reads(TRAIL, id=last(story.plan), after=after)["audit"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    roles: dict[str, set[str]] = {}
    for node in nodes:
        roles.setdefault(node["event"], set()).add(node["actor"]["role"] or node["actor"]["kind"])
    assert roles["plans.PlanAdopted"] == roles["plans.PlanAmended"] == {"SECRETARY"}
    assert roles["plans.ProposalTakenUp"] == {"COMMITTEE"}
    assert roles["plans.ActivityCompletionAssessed"] == roles["plans.PlanEvaluated"] == {"ASSESSOR"}
    assert {event: who for event, who in roles.items() if "system" in who} == {}


def test_each_refusal_that_matters_was_met(stage: Stage) -> None:
    assert {
        "session.no-quorum",
        "session.not-open",
        "plan.version-unknown",
        "plan.stage-not-ready",
        "not-allowed",
        "resolution.not-present",
        "activity.not-adopted",
        "opinion.not-yours",
        "resolution.older-than-adopted",
    } <= set(stage.refused)
