"""Words by the id of their opening: shown while they stand, hidden with what they belong to."""

from uuid import uuid4

import pytest

from tests.kit.api_over_http import World, problem

pytestmark = pytest.mark.anyio

REASON = {"reason": "Parce que", "language": "fr"}


async def address(api: World, field: str) -> str:
    """Where the words are that the last entry commits to."""
    return f"/api/v1/openings/{(await api.entries())[-1][1].event_id}/{field}"


async def test_words_are_shown_until_they_are_hidden(api: World) -> None:
    focal_point, moderator, author = await api.person("focal_point"), await api.person("moderator"), await api.person()
    opened = await api.consultation(focal_point, description={"ar": "حديقة", "fr": "Un jardin"})
    description = await address(api, "description.ar")
    await api.catch_up()
    proposal = await api.proposal(author, opened)
    body = await address(api, "body")
    problem(await api.http.get(body), 404, "not-found")  # no read model says yet that it may be shown
    await author.put(proposal, {"body": "Des bancs neufs", "language": "fr"}, if_match='"1"')
    amended = await address(api, "body")
    posted = await author.post(f"{proposal}/comments", {"body": "Où ?", "language": "fr"})
    comment = await address(api, "body")
    await api.catch_up()
    shown = await api.http.get(body)
    assert shown.json()["text"] == "Des bancs à l'ombre"
    assert shown.json()["language"] == "fr"
    assert shown.headers["cache-control"] == "no-store"
    assert (await api.http.get(amended)).json()["text"] == "Des bancs neufs"
    assert (await api.http.get(description)).json()["text"] == "حديقة"
    assert (await api.http.get(comment)).json()["text"] == "Où ?"

    await moderator.put(f"{proposal}/moderation", REASON)
    reason = await address(api, "reason")
    await author.delete(posted.headers["location"])
    await api.catch_up()
    for words in (body, amended, comment):
        problem(await api.http.get(words), 410, "opening.hidden")
    assert (await api.http.get(reason)).json()["text"] == "Parce que"

    await moderator.delete(f"{proposal}/moderation", REASON)
    await api.catch_up()
    assert (await api.http.get(body)).json()["text"] == "Des bancs à l'ombre"


async def test_what_was_erased_or_never_was_is_not_there(api: World) -> None:
    focal_point = await api.person("focal_point")
    await api.proposal(focal_point, await api.consultation(focal_point))
    body = await address(api, "body")
    await api.catch_up()
    assert (await api.http.get(body)).status_code == 200
    problem(await api.http.get(body.replace("/body", "/title")), 404, "not-found")
    problem(await api.http.get(f"/api/v1/openings/{uuid4()}/body"), 404, "not-found")
    problem(await api.http.get("/api/v1/openings/x/body"), 404, "not-found")
    with api.register.database.as_owner() as db:
        db.execute("delete from record.opening")
    problem(await api.http.get(body), 404, "not-found")


async def test_a_field_whose_name_no_database_takes_is_not_there(api: World) -> None:
    problem(await api.http.get(f"/api/v1/openings/{uuid4()}/bo%00dy"), 404, "not-found")
