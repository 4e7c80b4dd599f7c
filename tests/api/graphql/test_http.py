"""GraphQL over HTTP: what its specification asks, entity tags, and what is kept."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
NAMES = '{ community(code: "01.001") { name } }'


async def post(client: Any, body: Any, accept: str | None = GRAPHQL, kind: str | None = JSON) -> Any:
    headers = {name: value for name, value in (("accept", accept), ("content-type", kind)) if value}
    if isinstance(body, dict):
        return await client.http.post("/graphql", json=body, headers=headers)
    return await client.http.post("/graphql", content=body, headers=headers)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [(GRAPHQL, GRAPHQL), (JSON, JSON), ("*/*", JSON), ("application/*", JSON), (f"{JSON}, {GRAPHQL};q=0.9", GRAPHQL)],
)
async def test_answers_in_the_media_type_that_is_asked_for(client: Any, accept: str, kind: str) -> None:
    answer = await post(client, {"query": "{ __typename }"}, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'{"notquery": "{ __typename }"}', b'{"query": 0}', b'{"query": ["{ __typename }"]}',
        b'{"query": "{ __typename }", "variables": "string"}', b'{"query": "{ __typename }", "variables": [1]}',
        b'{"query": "{ __typename }", "operationName": 7}', b'{"query": "{ __typename }", "extensions": false}',
    ],
)  # fmt: skip
async def test_what_is_no_request_is_refused_in_both_media_types(client: Any, body: bytes) -> None:
    for accept in (GRAPHQL, JSON):
        answer = await post(client, body, accept)
        assert answer.status_code == 400
        assert answer.json()["errors"]


@pytest.mark.parametrize("nothing", ["variables", "operationName", "extensions"])
async def test_null_is_as_good_as_nothing(client: Any, nothing: str) -> None:
    answer = await post(client, {"query": "{ __typename }", nothing: None})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "query",
    ["{", "{ nothing }", "{ community { code", "mutation { __typename }", "query ($id: ID!) { node(id: $id) { id } }"],
)
async def test_a_query_that_cannot_be_answered(client: Any, query: str) -> None:
    refused = await post(client, {"query": query})
    assert (refused.status_code, "data" in refused.json()) == (400, False)
    plain = await post(client, {"query": query}, JSON)
    assert plain.status_code == 200
    assert plain.json() == refused.json()


async def test_other_content_types_and_methods_are_refused(client: Any) -> None:
    assert (await post(client, b'{"query": "{ __typename }"}', kind="text/plain")).status_code == 415
    assert (await post(client, b'{"query": "{ __typename }"}', kind=None)).status_code == 415
    assert (await post(client, {"query": "{ __typename }"}, accept="image/png")).status_code == 406
    put = await client.http.put("/graphql", json={"query": "{ __typename }"})
    assert (put.status_code, put.headers["allow"]) == (405, "GET, POST")
    assert (await post(client, b" " * 70_000)).status_code == 413


async def test_get_asks_the_same(client: Any, scene: Any) -> None:
    scene.catch_up()
    given = {"query": "query ($code: String) { community(code: $code) { name } }", "variables": '{"code": "01.001"}'}
    answer = await client.http.get("/graphql", params=given, headers={"accept": GRAPHQL, "accept-language": "fr"})
    assert answer.json() == {"data": {"community": {"name": "Commune d'Oujda"}}}
    refused = await client.http.get(
        "/graphql", params={"query": "mutation { __typename }"}, headers={"accept": GRAPHQL}
    )
    assert 400 <= refused.status_code < 500


async def test_an_entity_tag_stands_until_the_record_moves(client: Any, scene: Any) -> None:
    position = scene.catch_up()
    query = {"query": "{ position communities { totalCount } }"}
    first = await client.http.get("/graphql", params=query)
    assert first.headers["sijill-position"] == str(position)
    assert "Accept-Language" in first.headers["vary"]
    tag = {"if-none-match": first.headers["etag"]}
    again = await client.http.get("/graphql", params=query, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    await scene.submit("trees", "Des arbres")
    scene.catch_up()
    moved = await client.http.get("/graphql", params=query, headers=tag)
    assert moved.status_code == 200
    assert moved.json()["data"]["position"] == position + 1


async def test_each_language_has_its_own_answer(client: Any, scene: Any) -> None:
    scene.catch_up()
    for language, name in (("fr", "Commune d'Oujda"), ("ar-MA, fr;q=0.2", "جماعة وجدة"), ("de", "جماعة وجدة")):
        for _ in range(2):
            assert await client.ask(NAMES, accept_language=language) == {"community": {"name": name}}


async def test_a_browser_is_given_graphiql_from_here(client: Any) -> None:
    page = await client.http.get("/graphql", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "://" not in page.text
    for line in page.text.splitlines():
        for quoted in line.split('"')[1::2]:
            if quoted.startswith("/"):
                found = await client.http.get(quoted)
                assert found.status_code == 200, quoted
