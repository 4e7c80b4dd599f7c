"""Words are found by their stems, in Arabic and in French, and never where they are hidden."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio

IN_ALL = "query ($text: String!, $language: String) { search(text: $text, language: $language) { nodes { id } } }"


@pytest.fixture
async def found(client: Any, scene: Any) -> Any:
    await scene.submit("trees", "Planter des arbres devant les écoles", title="Ombre")
    await scene.submit("schools", "بناء مدرسة جديدة في الحي", "ar")
    await scene.submit("lamps", "Des lampadaires sur la place")
    scene.catch_up()

    async def names(text: str, language: str | None = None) -> set[str]:
        data = await client.ask(IN_ALL, {"text": text, "language": language})
        ids = {node["id"] for node in data["search"]["nodes"]}
        within = await client.ask(
            """query ($id: ID!, $text: String, $language: String) { consultation(id: $id) {
                proposals(search: $text, searchLanguage: $language) { totalCount nodes { id } } } }""",
            {"id": str(scene.consultation), "text": text, "language": language},
        )
        assert {node["id"] for node in within["consultation"]["proposals"]["nodes"]} == ids
        assert within["consultation"]["proposals"]["totalCount"] == len(ids)
        return {name for name, id in scene.ids.items() if str(id) in ids}

    return names


async def test_french_words_by_their_stems(found: Any) -> None:
    assert await found("arbre") == {"trees"}
    assert await found("école plantés", "fr") == {"trees"}
    assert await found("lampadaire, place!") == {"lamps"}
    assert await found("ombre") == {"trees"}
    assert await found("arbre lampadaire") == set()


async def test_arabic_words_by_their_stems(found: Any) -> None:
    assert await found("المدرسة") == {"schools"}
    assert await found("مدرسة", "ar") == {"schools"}
    assert await found("للمدرسة الجديدة") == {"schools"}
    assert await found("المدرسة القديمة") == set()


async def test_what_is_hidden_is_not_found_at_any_moment(client: Any, scene: Any, found: Any) -> None:
    before = scene.catch_up()
    await scene.hide("trees", "Publicité")
    scene.catch_up()
    assert await found("arbre") == set()
    query = 'query ($at: Moment) { search(text: "arbre", asOf: $at) { totalCount } }'
    assert (await client.ask(query, {"at": before}))["search"]["totalCount"] == 0


async def test_nothing_to_look_for_finds_nothing(found: Any) -> None:
    assert await found("") == set()
    assert await found("le la") == set()
    assert await found("' | ! & ( :*") == set()
