"""Practices over HTTP: published and withdrawn by REST, read by GraphQL."""

import httpx
import pytest

from tests.api.rest.world import CODE, World, problem

pytestmark = pytest.mark.anyio

PRACTICE = {
    "title": {"ar": "جلسة علنية", "fr": "Séance publique"},
    "description": {"fr": "Avant chaque vote du budget"},
}
READ = """query ($id: ID!, $at: Position) {
    practices(atLeast: $at) { nodes { title community { code } } }
    practice(id: $id, atLeast: $at) { withdrawn reason }
}"""


async def test_a_practice_is_listed_until_it_is_withdrawn(api: World) -> None:
    focal = await api.person("focal_point")
    made = await focal.post(f"/communities/{CODE}/practices", PRACTICE)
    assert made.status_code == 201, made.text
    listed = [{"title": "Séance publique", "community": {"code": CODE}}]
    assert await read(api, made) == {"practices": {"nodes": listed}, "practice": {"withdrawn": False, "reason": None}}
    reason = {"reason": {"fr": "Elle n'a plus cours"}}
    gone = await focal.delete(made.headers["location"], reason)
    assert await read(api, gone) == {
        "practices": {"nodes": []},
        "practice": {"withdrawn": True, "reason": "Elle n'a plus cours"},
    }
    problem(await focal.delete(made.headers["location"], reason), 404, "practice.unknown")


async def read(api: World, after: httpx.Response) -> object:
    """The practices, and the one that a command was about, as soon as the read models have taken it in."""
    await api.catch_up()
    variables = {"id": after.json()["id"], "at": after.json()["position"]}
    asked = {"query": READ, "variables": variables}
    return (await api.http.post("/graphql", json=asked, headers={"Accept-Language": "fr"})).json()["data"]
