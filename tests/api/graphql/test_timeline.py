"""A plan's timeline and its differences over GraphQL: who, in which office, from what to what; told in the reader's language."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.graphql.engine import readers
from ops.wiring import Services
from tests.kit import accountable_region as accountable
from tests.kit.accountable_region import PLAN, PUMPS, Story
from tests.kit.graphql_client import Client, served

pytestmark = pytest.mark.anyio

TIMELINE = """query ($id: ID!, $at: Moment, $after: String, $first: Int, $events: [String!], $order: AuditOrder! = OLDEST) {
  plan(id: $id, asOf: $at) { timeline(first: $first, after: $after, events: $events, order: $order) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { position event sentence actor { kind role } commandId changes { field before { text } after { text } } } } } }"""

CHANGES = """query ($id: ID!, $from: Moment, $to: Moment, $versions: [Int!]) { plan(id: $id) {
  changes(from: $from, to: $to, versions: $versions) { from to parts { part how id title
    fields { field before { text } after { text } events { position event } } events { position } } } } }"""


@pytest.fixture
async def story(register: Services) -> Story:
    return await accountable.kept(register)


@pytest.fixture
async def asking(register: Services, story: Story, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    monkeypatch.setattr(readers, "FRESH", 0)
    async with served(register) as client:
        yield client


async def ask(client: Client, query: str, *, language: str = "fr", **more: Any) -> Any:
    return (await client.ask(query, {"id": str(PLAN), **more}, accept_language=language))["plan"]


async def test_the_timeline_is_replayed_page_by_page(asking: Client, story: Story) -> None:
    pages, after = [], None
    while True:
        found = (await ask(asking, TIMELINE, first=20, after=after))["timeline"]
        pages += found["nodes"]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert len(pages) == found["totalCount"]
    positions = [node["position"] for node in pages]
    assert positions == sorted(set(positions))
    back = (await ask(asking, TIMELINE, first=100, order="NEWEST"))["timeline"]["nodes"]
    assert [node["position"] for node in back] == positions[::-1]
    adopted = next(node for node in pages if node["event"] == "plans.PlanAdopted")
    assert adopted["position"] in range(story.positions["second draft"], story.positions["adopted"] + 1)
    voted = [node for node in pages if node["event"] == "decisions.VoteRecorded"]
    assert {node["actor"]["role"] for node in voted} == {"SECRETARY"}
    then = (await ask(asking, TIMELINE, at=story.positions["first draft"], first=100))["timeline"]
    assert then["totalCount"] == len(then["nodes"]) < len(pages)
    assert then["nodes"][-1]["event"] == "plans.DraftPublished"


async def test_each_event_is_told_in_a_sentence(asking: Client) -> None:
    some = ["plans.ActivityStatusChanged", "plans.ActivityRescheduled", "participation.ProposalSubmitted"]
    for language, wanted in {
        "fr": ["Poser les pompes", "31 octobre 2027 → 31 décembre 2027", "point focal"],
        "ar": ["«تركيب المضخات»", "31 أكتوبر 2027 ← 31 دجنبر 2027", "نقطة ارتكاز"],
        "en": ["“تركيب المضخات”", "planned → in progress", "focal point"],
    }.items():
        found = (await ask(asking, TIMELINE, language=language, events=some, first=50))["timeline"]["nodes"]
        assert len(found) == 4
        said = " | ".join(node["sentence"] for node in found)
        for text in wanted:
            assert text in said, (language, said)
        assert "None" not in said


async def test_what_is_new_is_told_by_its_own_name_not_by_that_of_what_it_is_in(asking: Client) -> None:
    new = ["plans.ChallengeIdentified", "plans.ProjectDefined"]
    found = (await ask(asking, TIMELINE, events=new, first=50))["timeline"]["nodes"]
    for name, node in zip(["Des files d'attente", "L'eau", "La jeunesse", "Un projet abandonné"], found, strict=True):
        assert f"« {name} »" in node["sentence"]


async def test_what_differs_between_two_versions(asking: Client) -> None:
    found = (await ask(asking, CHANGES, versions=[1, 2]))["changes"]
    told = {(part["part"], part["how"], part["title"]) for part in found["parts"]}
    assert told == {
        ("AXIS", "CHANGED", "Services"),
        ("PROJECT", "REMOVED", "Un projet abandonné"),
        ("ACTIVITY", "CHANGED", "Un forum des jeunes"),
    }
    (axis,) = [part for part in found["parts"] if part["part"] == "AXIS"]
    (title,) = axis["fields"]
    assert (title["field"], title["before"]["text"], title["after"]["text"]) == (
        "title.ar",
        "الخدمات",
        "الخدمات العمومية",
    )
    assert [event["event"] for event in title["events"]] == ["plans.AxisRevised"]


async def test_what_differs_between_two_moments(asking: Client, story: Story) -> None:
    begun = story.positions["begun"]
    found = (await ask(asking, CHANGES, **{"from": begun}))["changes"]
    assert (found["from"], found["to"]) == (begun, story.positions["done"])
    (pumps,) = [part for part in found["parts"] if part["id"] == str(PUMPS)]
    fields = {one["field"]: (one["before"], one["after"]) for one in pumps["fields"]}
    assert fields["ends"] == ({"text": "2027-10-31"}, {"text": "2027-12-31"})
    assert fields["budget"][0] == {"text": '{"amount":4000050,"currency":"MAD"}'}
    instant = story.history.entries[begun].recorded_at.isoformat()
    assert (await ask(asking, CHANGES, **{"from": instant}))["changes"] == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "moment.bad"),
        ({"from": 3, "versions": [1, 2]}, "moment.bad"),
        ({"versions": [1]}, "moment.bad"),
        ({"versions": [1, 7]}, "position.not-reached"),
        ({"from": 3, "to": 100_000}, "position.not-reached"),
    ],
)
async def test_what_cannot_be_told_is_refused(asking: Client, asked: dict[str, Any], code: str) -> None:
    assert await asking.refusal(CHANGES, {"id": str(PLAN), **asked}) == code
