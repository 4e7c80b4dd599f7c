"""Practices over HTTP: published and withdrawn by REST, read by GraphQL."""

from typing import Any

import pytest

from tests.kit.api_over_http import CODE, World, problem

pytestmark = pytest.mark.anyio

TEXT = {"ar": "جلسة علنية قبل كل تصويت", "fr": "Une séance publique avant chaque vote"}
READ = (
    "query ($id: ID!, $at: Position) { practices(atLeast: $at) { nodes { text } } practice(id: $id) { text reason } }"
)


async def test_a_practice_is_listed_until_it_is_withdrawn(api: World) -> None:
    focal, text, reason = await api.person("focal_point"), {"text": TEXT["fr"]}, {"reason": TEXT}
    made = await focal.post(f"/communities/{CODE}/practices", {"title": TEXT, "text": TEXT})
    assert await read(api, made.json()) == {"practices": {"nodes": [text]}, "practice": {**text, "reason": None}}
    gone = await focal.delete(made.headers["location"], reason)
    assert await read(api, gone.json()) == {"practices": {"nodes": []}, "practice": {**text, "reason": TEXT["fr"]}}
    problem(await focal.delete(made.headers["location"], reason), 404, "practice.unknown")


async def read(api: World, done: dict[str, Any]) -> object:
    await api.catch_up()
    asked = {"query": READ, "variables": {"id": done["id"], "at": done["position"]}}
    return (await api.http.post("/graphql", json=asked, headers={"Accept-Language": "fr"})).json()["data"]
