"""Where a value is missing that must be there, null stands at the nearest place that may be null, and nowhere else; the error
says where (GraphQL, 6.4.4)."""

from typing import Any

import pytest

from domain.participation import proposal
from domain.text import Sealed
from tests.api.graphql.spoiling import losing, refusing, spoiled

pytestmark = pytest.mark.anyio

MERGED = """query ($id: ID!) { consultation(id: $id) { proposals(order: OLDEST, first: %d) { nodes {
    mergedInto { body language } } } } }"""
NULL = "Cannot return null for non-nullable field {}."


async def asked(client: Any, scene: Any, document: str) -> tuple[Any, list[dict[str, Any]]]:
    answer = (await client.post(document, {"id": str(scene.consultation)})).json()
    return answer["data"], answer["errors"]


@pytest.fixture
async def merged(scene: Any) -> None:
    """Four proposals: two are merged into the third and the fourth."""
    for name in ("one", "two", "three", "four"):
        await scene.submit(name, f"Proposition {name}")
    for name, into in (("one", "three"), ("two", "four")):
        merging = proposal.Merge(scene.consultation, scene.ids[name], scene.ids[into], Sealed("fr", "La même"))
        await scene.run(merging, scene.moderator)
    scene.catch_up()


def without(type_: str, field: str, id: Any) -> Any:
    """One thing of a type has no value for a field."""

    def spoil(of: str, name: str, resolve: Any) -> Any:
        return losing(resolve, lambda object: object.id == id) if (of, name) == (type_, field) else resolve

    return spoil


async def test_what_has_no_value_is_null_in_one_object_and_not_in_its_siblings(
    client: Any, scene: Any, merged: None
) -> None:
    with spoiled(without("Proposal", "language", scene.ids["four"])):
        data, errors = await asked(client, scene, MERGED % 4)
    three = {"body": "Proposition three", "language": "fr"}
    assert [node["mergedInto"] for node in data["consultation"]["proposals"]["nodes"]] == [three, None, None, None]
    path = ["consultation", "proposals", "nodes", 1, "mergedInto", "language"]
    assert errors == [{"message": NULL.format("Proposal.language"), "path": path}]


async def test_null_moves_up_through_lists_and_objects_that_must_be_there(
    client: Any, scene: Any, merged: None
) -> None:
    document = "query ($id: ID!) { consultation(id: $id) { proposals(order: OLDEST) { nodes { language } } } }"
    with spoiled(without("Proposal", "language", scene.ids["three"])):
        data, errors = await asked(client, scene, document)
    assert data == {"consultation": None}
    path = ["consultation", "proposals", "nodes", 2, "language"]
    assert errors == [{"message": NULL.format("Proposal.language"), "path": path}]


async def test_null_moves_up_to_the_data_itself(client: Any, scene: Any, merged: None) -> None:
    document = "{ consultations { nodes { id } } position }"
    with spoiled(without("Consultation", "id", scene.consultation)):
        data, (error,) = await asked(client, scene, document)
    assert data is None
    assert error["path"] == ["consultations", "nodes", 0, "id"]


async def test_what_a_function_refuses_it_refuses_to_each_object(client: Any, scene: Any, merged: None) -> None:
    def spoil(of: str, name: str, resolve: Any) -> Any:
        return refusing if (of, name) == ("Proposal", "mergedInto") else resolve

    with spoiled(spoil):
        data, errors = await asked(client, scene, MERGED % 2)
    assert [node["mergedInto"] for node in data["consultation"]["proposals"]["nodes"]] == [None, None]
    assert [error["path"][-2:] for error in errors] == [[0, "mergedInto"], [1, "mergedInto"]]
    assert {error["extensions"]["code"] for error in errors} == {"page.bad"}


async def test_an_object_of_which_nothing_is_asked_is_there(client: Any, scene: Any) -> None:
    document = "query ($id: ID!) { node(id: $id) { ... on Plan { id } } nothing: consultation(id: $id) { id @skip(if: true) } }"
    assert await client.ask(document, {"id": str(scene.consultation)}) == {"node": {}, "nothing": {}}
