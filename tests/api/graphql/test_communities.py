"""Communities: of what kind, below which other one, and which are below it; as of any moment."""

from typing import Any

import pytest

from domain.communities.community import IMPORTER, Place, Register, community_id
from domain.kernel import System

pytestmark = pytest.mark.anyio

TERRITORIES = System(IMPORTER)
REGION, PROVINCE = community_id("04"), community_id("04.421")


@pytest.fixture
async def moved(scene: Any) -> int:
    """The last position before the third commune of the province becomes a province of its own."""
    await scene.run(Register("04", {"ar": "جهة"}, kind="region"), TERRITORIES)
    await scene.run(Register("04.421", {"ar": "إقليم"}, kind="province", parent=REGION), TERRITORIES)
    for code, kind in (("04.421.3", "rural_commune"), ("04.421.1", "urban_commune"), ("04.421.2", "rural_commune")):
        await scene.run(Register(code, {"ar": code}, kind=kind, parent=PROVINCE), TERRITORIES)
    before: int = scene.catch_up()
    await scene.run(Place(community_id("04.421.3"), "province", REGION), TERRITORIES)
    scene.catch_up()
    return before


async def test_each_says_its_kind_and_what_is_above_and_below_it(client: Any, moved: int) -> None:
    found = await client.ask(
        """{ community(code: "04") { kind parent { code } children { totalCount nodes {
            code kind parent { code } children { nodes { code parent { parent { code } } } } } } } }"""
    )
    commune = {"parent": {"parent": {"code": "04"}}}
    assert found["community"] == {
        "kind": "region",
        "parent": None,
        "children": {
            "totalCount": 2,
            "nodes": [
                {
                    "code": "04.421",
                    "kind": "province",
                    "parent": {"code": "04"},
                    "children": {"nodes": [{"code": "04.421.1", **commune}, {"code": "04.421.2", **commune}]},
                },
                {"code": "04.421.3", "kind": "province", "parent": {"code": "04"}, "children": {"nodes": []}},
            ],
        },
    }


async def test_of_one_that_nobody_has_placed_nothing_is_said(client: Any, moved: int) -> None:
    found = await client.ask('{ community(code: "01.001") { kind parent { code } children { totalCount } } }')
    assert found["community"] == {"kind": None, "parent": None, "children": {"totalCount": 0}}


async def test_before_a_reform_it_stood_elsewhere(client: Any, moved: int) -> None:
    query = """query ($at: Moment) { community(code: "04.421.3", asOf: $at) { kind parent { code } }
        province: community(code: "04.421", asOf: $at) { children { totalCount } } }"""
    then, now = await client.ask(query, {"at": moved}), await client.ask(query)
    assert then == {
        "community": {"kind": "rural_commune", "parent": {"code": "04.421"}},
        "province": {"children": {"totalCount": 3}},
    }
    assert now == {
        "community": {"kind": "province", "parent": {"code": "04"}},
        "province": {"children": {"totalCount": 2}},
    }


async def test_what_is_below_comes_by_pages_and_by_kind(client: Any, moved: int) -> None:
    query = """query ($at: Moment, $after: String, $kind: [String!]) { community(code: "04.421", asOf: $at) {
        children(first: 2, after: $after, kind: $kind) { totalCount nodes { code } pageInfo { hasNextPage endCursor } }
    } }"""
    first = (await client.ask(query, {"at": moved}))["community"]["children"]
    assert [node["code"] for node in first["nodes"]] == ["04.421.1", "04.421.2"]
    rest = (await client.ask(query, {"at": moved, "after": first["pageInfo"]["endCursor"]}))["community"]["children"]
    assert ([node["code"] for node in rest["nodes"]], rest["totalCount"]) == (["04.421.3"], 3)
    rural = (await client.ask(query, {"at": moved, "kind": ["rural_commune"]}))["community"]["children"]
    assert [node["code"] for node in rural["nodes"]] == ["04.421.2", "04.421.3"]


async def test_all_communities_or_those_of_certain_kinds(client: Any, moved: int) -> None:
    query = "query ($kind: [String!]) { communities(kind: $kind) { totalCount nodes { code } } }"
    assert (await client.ask(query))["communities"]["totalCount"] == 6
    found = (await client.ask(query, {"kind": ["province", "urban_commune"]}))["communities"]["nodes"]
    assert [one["code"] for one in found] == ["04.421", "04.421.1", "04.421.3"]


async def test_the_trail_says_from_where_to_where(client: Any, moved: int) -> None:
    found = await client.ask(
        """{ community(code: "04.421.3") { audit(first: 1) { nodes { changes { field before { text } after { text } } } } } }"""
    )
    ((last,),) = [one["changes"] and [one["changes"]] for one in found["community"]["audit"]["nodes"]]
    assert {change["field"]: (change["before"]["text"], change["after"]["text"]) for change in last} == {
        "kind": ("rural_commune", "province"),
        "parent": (str(PROVINCE), str(REGION)),
    }
