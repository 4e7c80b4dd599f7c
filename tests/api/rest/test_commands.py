"""How a request becomes a command: keys, versions, forms, problems."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from api.limits import Limits
from ops.wiring import Services
from tests.kit.api_over_http import CODE, Person, World, problem, world

pytestmark = pytest.mark.anyio


@pytest.fixture
async def focal_point(api: World) -> Person:
    return await api.person("focal_point")


@pytest.fixture
async def proposal(api: World, focal_point: Person) -> str:
    return await api.proposal(focal_point, await api.consultation(focal_point))


async def test_an_answer_tells_what_was_recorded(api: World, focal_point: Person, proposal: str) -> None:
    answer = await (await api.person()).post(f"{proposal}/ballot", {"choice": "agree"})
    done = answer.json()
    assert answer.status_code == 201
    (position, entry) = (await api.entries())[-1]
    assert done == {"id": str(entry.stream), "version": 1, "position": position, "events": 1, "repeated": False}
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["sijill-position"] == str(position)
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_new_says_where_it_is(api: World, focal_point: Person) -> None:
    opened = await api.consultation(focal_point)
    made = await focal_point.post(f"{opened}/proposals", {"body": "Des bancs", "language": "fr"})
    assert made.headers["location"] == f"{opened}/proposals/{made.json()['id']}"


async def test_a_code_in_any_script_makes_an_address(api: World) -> None:
    made = await (await api.operator()).post("/communities", {"code": "الشرق", "name": {"ar": "جهة الشرق"}})
    assert made.status_code == 201
    assert made.headers["location"].isascii()
    named = await (await api.operator()).put(
        f"{made.headers['location']}/name", {"name": {"ar": "الشرق"}}, if_match='"1"'
    )
    assert named.json()["version"] == 2


async def test_the_same_request_again_names_the_same_thing(api: World, focal_point: Person) -> None:
    opened = await api.consultation(focal_point)
    body = {"body": "Des bancs", "language": "fr"}
    first = await focal_point.post(f"{opened}/proposals", body, key="bench-1")
    again = await focal_point.post(f"{opened}/proposals", body, key="bench-1")
    assert again.status_code == 201
    assert again.json() == {**first.json(), "repeated": True}
    assert again.headers["location"] == first.headers["location"]


async def test_a_key_is_one_accounts_own(api: World, focal_point: Person, proposal: str) -> None:
    one, other = await api.person(), await api.person()
    cast = [await person.post(f"{proposal}/ballot", {"choice": "agree"}, key="1") for person in (one, other)]
    assert [answer.json()["repeated"] for answer in cast] == [False, False]


async def test_a_repeated_edit_is_not_held_against_its_own_version(focal_point: Person, proposal: str) -> None:
    body = {"body": "Des bancs et une fontaine", "language": "fr"}
    first = await focal_point.put(proposal, body, key="edit", if_match='"1"')
    again = await focal_point.put(proposal, body, key="edit", if_match='"1"')
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == {**first.json(), "repeated": True}


async def test_a_key_for_another_request_is_refused(focal_point: Person, proposal: str) -> None:
    await focal_point.post(f"{proposal}/ballot", {"choice": "agree"}, key="mine")
    problem(
        await focal_point.put(f"{proposal}/ballot", {"choice": "disagree"}, key="mine"), 422, "idempotency-key-reused"
    )


@pytest.mark.parametrize("key", [None, "", "x" * 201, "tab\there"])
async def test_a_command_needs_a_key(focal_point: Person, proposal: str, key: str | None) -> None:
    headers = focal_point.bearer if key is None else {**focal_point.bearer, "Idempotency-Key": key}
    answer = await focal_point.http.post(f"{proposal}/ballot", json={"choice": "agree"}, headers=headers)
    problem(answer, 400, "idempotency-key.missing")


async def test_a_key_in_use_is_told_so(api: World, register: Services, focal_point: Person, proposal: str) -> None:
    with psycopg.connect(register.database.owner_url) as held:
        held.execute("select next from record.head for update")  # no append gets past this
        first = asyncio.create_task(focal_point.post(f"{proposal}/ballot", {"choice": "agree"}, key="mine"))
        while not api.app.state.context.running:  # noqa: ASYNC110
            await asyncio.sleep(0)
        second = await focal_point.post(f"{proposal}/ballot", {"choice": "agree"}, key="mine")
        assert problem(second, 409, "idempotency-key.in-progress")["retry_after"] == 1
        assert second.headers["retry-after"] == "1"
        held.rollback()
    assert (await first).json()["repeated"] is False


async def test_an_edit_says_which_version_it_has_read(focal_point: Person, proposal: str) -> None:
    body = {"body": "Des bancs et une fontaine", "language": "fr"}
    problem(await focal_point.put(proposal, body), 428, "precondition.missing")
    for tag in ('"7"', '"01234567890123"', 'W/"1"', "1", '""'):
        answer = await focal_point.put(proposal, body, if_match=tag)
        assert answer.status_code == 412, tag
    assert problem(await focal_point.put(proposal, body, if_match='"7"'), 412, "version-moved")["version"] == 1
    amended = await focal_point.put(proposal, body, if_match='"1"')
    assert (amended.status_code, amended.headers["etag"]) == (200, '"2"')
    assert (await focal_point.put(proposal, {**body, "body": "Une fontaine"}, if_match="*")).json()["version"] == 3


@pytest.mark.parametrize(
    ("content", "status", "code", "pointer"),
    [
        (b"", 400, "request.not-json", None),
        (b"{", 400, "request.not-json", None),
        (b'{"body": "\xff", "language": "fr"}', 400, "request.not-json", None),
        (b"[]", 422, "request.invalid", ""),
        (b"{}", 422, "request.invalid", "/body"),
        (b'{"body": 1, "language": "fr"}', 422, "request.invalid", "/body"),
        (b'{"body": "x", "language": "fr", "votes": 9}', 422, "request.invalid", "/votes"),
        (b'{"body": "x", "language": "fr", "origin": "space"}', 422, "request.invalid", "/origin"),
        (b'{"body": "x", "language": "fr", "on_behalf_of": {"organisation": ""}}', 422, "request.invalid", "/on_behalf_of/organisation"),  # noqa: E501
        (b'{"body": "x", "language": "fr", "on_behalf_of": {}}', 422, "request.invalid", "/on_behalf_of"),
        (b'{"body": "' + b"x" * 10_001 + b'", "language": "fr"}', 422, "text.too-long", "/body"),
        (b'{"body": " ", "language": "fr"}', 422, "text.empty", "/body"),
        (b'{"body": "a\\u0000", "language": "fr"}', 422, "text.bad-characters", "/body"),
        (b'{"body": "x", "language": "fran\xc3\xa7ais"}', 422, "text.bad-language", None),
        (b'{"body": "' + b"x" * 70_000 + b'"}', 413, "request.too-large", None),
        (b"[" * 60_000, 422, "request.invalid", ""),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_told_and_not_recorded(
    api: World, focal_point: Person, content: bytes, status: int, code: str, pointer: str | None
) -> None:
    opened = await api.consultation(focal_point)
    before = len(await api.entries())
    answer = await focal_point.http.post(
        f"{opened}/proposals",
        content=content,
        headers={**focal_point.bearer, "Idempotency-Key": "k", "Content-Type": "application/json"},
    )
    members = problem(answer, status, code)
    if pointer is not None:
        assert [error["pointer"] for error in members["errors"]] == [pointer]
    assert len(await api.entries()) == before


async def test_a_body_of_unknown_length_is_not_read_without_end(api: World, focal_point: Person) -> None:
    opened = await api.consultation(focal_point)
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 8_192

    headers = {**focal_point.bearer, "Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = await focal_point.http.post(f"{opened}/proposals", content=endless(), headers=headers)
    problem(answer, 413, "request.too-large")
    assert sent < 20


async def test_only_json_is_read(focal_point: Person, proposal: str) -> None:
    headers = {**focal_point.bearer, "Idempotency-Key": "k", "Content-Type": "text/plain"}
    answer = await focal_point.http.post(f"{proposal}/ballot", content=b'{"choice":"agree"}', headers=headers)
    problem(answer, 415, "request.not-json-typed")


@pytest.mark.parametrize(("asked", "spoken"), [(None, "ar"), ("fr-MA", "fr"), ("de, en;q=0.5", "en"), ("zgh", "ar")])
async def test_problems_are_told_in_the_readers_language(api: World, asked: str | None, spoken: str) -> None:
    answer = await api.http.get("/api/v1/nowhere", headers={"Accept-Language": asked} if asked else {})
    members = problem(answer, 404, "not-found")
    assert answer.headers["content-language"] == spoken
    assert members["title"] == {"ar": "غير موجود", "fr": "Introuvable", "en": "Not found"}[spoken]


async def test_a_method_that_is_not_there_is_told(api: World, focal_point: Person, proposal: str) -> None:
    answer = await focal_point.send("PATCH", f"{proposal}/ballot", {"choice": "agree"})
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"]


async def test_every_answer_carries_the_security_headers(api: World) -> None:
    for path in ("/healthz", "/api/v1/nowhere"):
        headers = (await api.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_an_account_that_asks_too_often_is_held_back_alone(register: Services) -> None:
    async with world(register, Limits(commands=0.001, commands_burst=3)) as api:
        await api.community()
        one, other = await api.person(), await api.person()
        nowhere = f"/consultations/{uuid4()}/proposals/{uuid4()}/ballot"
        asked = [await one.delete(nowhere) for _ in range(4)]
        assert [answer.status_code for answer in asked] == [404, 404, 404, 429]
        assert 0 < int(asked[-1].headers["retry-after"]) <= 1001
        problem(asked[-1], 429, "rate-limited")
        assert (await other.delete(nowhere)).status_code == 404


async def test_too_much_at_once_is_refused(register: Services) -> None:
    async with world(register, Limits(in_flight=0)) as api:
        person = await api.person()
        problem(await person.post(f"/consultations/{uuid4()}/closing"), 503, "busy")


async def test_a_database_that_is_away_is_waited_for_then_told(
    api: World, register: Services, focal_point: Person, proposal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.record.RETRY_SECONDS", 0.2)
    monkeypatch.setattr(register.pool, "timeout", 0.5)
    name = psycopg.conninfo.conninfo_to_dict(register.database.owner_url)["dbname"]
    server = register.database.owner_url.replace(f"/{name}?", "/postgres?")
    vote = {"choice": "agree"}
    voter = await api.person()
    await voter.get(f"{proposal}/ballot")  # so that the token is known
    with psycopg.connect(server, autocommit=True) as other:
        other.execute(f'alter database "{name}" with allow_connections false')
        other.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        away = await voter.post(f"{proposal}/ballot", vote, key="once")
        not_ready = await api.http.get("/readyz")
        alive = await api.http.get("/healthz")
        other.execute(f'alter database "{name}" with allow_connections true')
    problem(away, 503, "unavailable")
    assert away.headers["retry-after"]
    assert (not_ready.status_code, not_ready.json()["database"]) == (503, "away")
    assert alive.status_code == 200
    monkeypatch.undo()
    back = await voter.post(f"{proposal}/ballot", vote, key="once")
    assert back.status_code == 201
    stream = UUID(back.json()["id"])
    assert [entry.version for _, entry in await api.entries() if entry.stream == stream] == [1]


async def test_ready_says_how_far_the_read_models_are(register: Services) -> None:
    with register.database.as_owner() as db:
        db.execute("drop schema views cascade")
    async with world(register, Limits(lag=1)) as api:
        assert (await api.http.get("/readyz")).json()["ready"] is False
        await api.catch_up()
        assert (await api.http.get("/readyz")).json() == {
            "ready": True,
            "database": "answers",
            "head": None,
            "lag": 0,
            "reason": None,
        }
        await api.community()
        behind = await api.http.get("/readyz")
        assert (behind.status_code, behind.json()["lag"]) == (503, 2)
        await api.catch_up()
        assert (await api.http.get("/readyz")).json() == {
            "ready": True,
            "database": "answers",
            "head": 1,
            "lag": 0,
            "reason": None,
        }


async def test_nothing_is_told_without_a_login(api: World, proposal: str) -> None:
    for headers in ({}, {"Authorization": "Bearer " + "x" * 43}, {"Authorization": "Basic eDp5"}):
        answer = await api.http.post(
            f"{proposal}/ballot", json={"choice": "agree"}, headers={"Idempotency-Key": "k", **headers}
        )
        problem(answer, 401, "not-logged-in")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await api.http.get(f"/api/v1/communities/{CODE}/name")).status_code == 405
