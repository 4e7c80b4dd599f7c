"""Lists by pages, in both directions, while the record moves on."""

from typing import Any

import pytest

from api.graphql.engine.readers import Readers

pytestmark = pytest.mark.anyio

PAGE = """query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $order: ProposalOrder!) {
  consultation(id: $id) { proposals(first: $first, after: $after, last: $last, before: $before, order: $order) {
    totalCount
    edges { cursor node { body } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } } }"""


async def page(client: Any, scene: Any, order: str = "OLDEST", **part: Any) -> dict[str, Any]:
    data = await client.ask(PAGE, {"id": str(scene.consultation), "order": order, **part})
    found: dict[str, Any] = data["consultation"]["proposals"]
    return found


def bodies(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["body"] for edge in found["edges"]]


@pytest.fixture
async def seven(scene: Any) -> list[str]:
    names = [f"Proposition {number}" for number in range(7)]
    for name in names:
        await scene.submit(name, name)
    scene.catch_up()
    return names


async def test_forward_and_backward_give_the_same_things(client: Any, scene: Any, seven: list[str]) -> None:
    for order, expected in (("OLDEST", seven), ("NEWEST", seven[::-1])):
        forward: list[str] = []
        found = await page(client, scene, order, first=3)
        assert not found["pageInfo"]["hasPreviousPage"]
        forward += bodies(found)
        while found["pageInfo"]["hasNextPage"]:
            found = await page(client, scene, order, first=3, after=found["pageInfo"]["endCursor"])
            forward += bodies(found)
            assert found["totalCount"] == 7
        assert forward == expected
        found = await page(client, scene, order, last=4)
        backward = bodies(found)
        while found["pageInfo"]["hasPreviousPage"]:
            found = await page(client, scene, order, last=4, before=found["pageInfo"]["startCursor"])
            backward = bodies(found) + backward
        assert backward == expected


async def test_a_list_gone_on_with_stays_as_it_was(client: Any, scene: Any, seven: list[str]) -> None:
    """Votes that come in between would move things across the page's edge: nothing is shown twice, nothing is skipped."""
    await scene.vote(seven[0], "agree", 0)
    scene.catch_up()
    first = await page(client, scene, "MOST_SUPPORTED", first=4)
    for name in seven[4:]:
        for voter in range(3):
            await scene.vote(name, "agree", voter)
    last = scene.catch_up()
    assert (await client.ask(f"{{ position(atLeast: {last}) }}"))["position"] == last
    rest = await page(client, scene, "MOST_SUPPORTED", first=4, after=first["pageInfo"]["endCursor"])
    assert sorted(bodies(first) + bodies(rest)) == seven
    now = await page(client, scene, "MOST_SUPPORTED", first=3)
    assert sorted(bodies(now)) == seven[4:]


async def test_an_empty_list_has_a_count_too(client: Any, scene: Any) -> None:
    scene.catch_up()
    found = await page(client, scene, first=3)
    assert found == {
        "totalCount": 0,
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }
    assert (await page(client, scene, first=0))["edges"] == []


async def test_pages_and_cursors_that_are_none_are_refused(client: Any, scene: Any, seven: list[str]) -> None:
    async def refused(**part: Any) -> str:
        code: str = await client.refusal(PAGE, {"id": str(scene.consultation), "order": "OLDEST", **part})
        return code

    assert await refused(first=201) == "page.bad"
    assert await refused(first=-1) == "page.bad"
    assert await refused(first=1, last=1) == "page.bad"
    assert await refused(first=1, after="bm9uc2Vuc2U") == "cursor.unknown"
    of_another_list = await client.ask("{ communities { edges { cursor } } }")
    (edge,) = of_another_list["communities"]["edges"]
    assert await refused(first=1, after=edge["cursor"]) == "cursor.unknown"


async def test_filters(client: Any, scene: Any, seven: list[str]) -> None:
    await scene.hide(seven[2], "Hors sujet")
    scene.catch_up()
    query = """query ($id: ID!) { consultation(id: $id) {
        hidden: proposals(moderation: [HIDDEN]) { totalCount nodes { id } }
        unanswered: proposals(answer: [NONE], origin: [ONLINE]) { totalCount }
        accepted: proposals(answer: [ACCEPTED]) { totalCount }
        meeting: proposals(origin: [MEETING]) { totalCount } } }"""
    found = (await client.ask(query, {"id": str(scene.consultation)}))["consultation"]
    assert found["hidden"] == {"totalCount": 1, "nodes": [{"id": str(scene.ids[seven[2]])}]}
    assert [found[name]["totalCount"] for name in ("unanswered", "accepted", "meeting")] == [7, 0, 0]


async def test_the_whole_is_counted_only_where_it_is_asked_for(
    client: Any, scene: Any, seven: list[str], monkeypatch: Any
) -> None:
    asked: list[str] = []
    fetch = Readers.fetch

    async def noted(self: Readers, query: str, parameters: Any) -> Any:
        asked.append(query)
        return await fetch(self, query, parameters)

    monkeypatch.setattr(Readers, "fetch", noted)
    query = """query ($id: ID!, $wanted: Boolean!, $answer: [AnswerState!]) { consultation(id: $id) {
        proposals(first: 2, answer: $answer) { ...Counted nodes { id } } } }
        fragment Counted on ProposalConnection { totalCount @include(if: $wanted) }"""
    for wanted, answer, kept, counted in (
        (False, None, 0, 0),
        (True, None, 1, 0),
        (False, ["NONE"], 0, 0),
        (True, ["NONE"], 0, 1),
    ):
        asked.clear()
        found = await client.ask(query, {"id": str(scene.consultation), "wanted": wanted, "answer": answer})
        assert found["consultation"]["proposals"].get("totalCount") == (7 if wanted else None)
        assert len([text for text in asked if "from listed" in text]) == kept
        assert len([text for text in asked if "select count(*)" in text]) == counted


async def test_lists_of_many_things_are_asked_for_at_once(
    client: Any, scene: Any, seven: list[str], monkeypatch: Any
) -> None:
    """However many proposals, the database is asked as often."""
    for name in seven:
        await scene.say(f"on {name}", name, f"À propos de {name}")
        await scene.vote(name, "agree", 0)
    scene.catch_up()
    asked: list[str] = []
    fetch = Readers.fetch

    async def counted(self: Readers, query: str, parameters: Any) -> Any:
        asked.append(query)
        return await fetch(self, query, parameters)

    monkeypatch.setattr(Readers, "fetch", counted)
    query = """query ($id: ID!, $first: Int!) { consultation(id: $id) { proposals(first: $first) { nodes {
        title body tally { agree } course { agree } consultation { title }
        comments { totalCount nodes { body replies { totalCount } proposal { id } } }
        audit(first: 2) { totalCount nodes { event changes { field } } } } } } }"""
    counts = []
    for first in (1, 7):
        asked.clear()
        data = await client.ask(query, {"id": str(scene.consultation), "first": first})
        assert len(data["consultation"]["proposals"]["nodes"]) == first
        counts.append(len([text for text in asked if "read_model" not in text]))
    assert counts[1] <= counts[0] <= 12  # the consultation is kept from the first time
