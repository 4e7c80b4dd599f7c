"""Sessions over HTTP: registration that may be repeated, one's own sessions, the password, and how soon an end is felt."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.accounts import account, token
from api.attempts import FREE, FREE_TAKEN
from api.limits import Limits
from ops.wiring import Services
from tests.kit.api_over_http import World, problem, world

pytestmark = pytest.mark.anyio

PASSWORD, OTHER = "a long sentence of one's own", "seven quiet herons by the lagoon"
NOTED = "select used_at > now() - interval '1 hour' from accounts.token where account = %s"
FELT = 2.0
"""Seconds within which an end is felt, in every process."""


def credentials(login: str, password: str = PASSWORD) -> dict[str, str]:
    return {"login": login, "password": password}


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}


async def registered(api: World, body: dict[str, str], **headers: str) -> httpx.Response:
    return await api.http.post("/api/v1/accounts", json=body, headers=headers)


async def logged_in(api: World, login: str, password: str = PASSWORD) -> str:
    answer = await api.http.post("/api/v1/tokens", json=credentials(login, password))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def sessions(api: World, secret: str) -> list[dict[str, Any]]:
    answer = await api.http.get("/api/v1/tokens", headers=bearer(secret))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["sessions"]
    return found


async def is_valid(api: World, secret: str) -> bool:
    """Whether a token is taken for a command, through the cache of tokens."""
    nothing = f"/api/v1/consultations/{uuid4()}/closing"
    answer = await api.http.post(nothing, headers={**bearer(secret), "Idempotency-Key": "k"})
    return answer.status_code == 403


async def test_a_registration_sent_twice_gives_the_same_answer(api: World) -> None:
    """The key was ignored: the second answer was that the login is taken, and the token was lost."""
    body = credentials("amina@example.org")
    first, again = [await registered(api, body, **{"Idempotency-Key": "my-registration"}) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert await is_valid(api, again.json()["token"])
    async with api.register.pool.connection() as db:
        kept = await (
            await db.execute("select account::text || token::text from accounts.account, accounts.token")
        ).fetchall()
    assert first.json()["token"] not in str(kept)


async def test_registrations_at_the_same_moment_give_the_same_answer(api: World) -> None:
    body = credentials("driss@example.org")
    answers = await asyncio.gather(*(registered(api, body, **{"Idempotency-Key": "twice"}) for _ in range(5)))
    assert {(answer.status_code, answer.json()["token"]) for answer in answers} == {(201, answers[0].json()["token"])}


async def test_another_request_is_told_that_the_login_is_taken(api: World) -> None:
    body = credentials("amina@example.org")
    first = await registered(api, body, **{"Idempotency-Key": "mine"})
    for other, key in (
        (body, {}), (body, {"Idempotency-Key": "theirs"}), ({**body, "password": OTHER}, {"Idempotency-Key": "mine"}),
    ):  # fmt: skip
        problem(await registered(api, other, **key), 409, "login.taken")
    problem(await registered(api, credentials("other"), **{"Idempotency-Key": ""}), 400, "idempotency-key.missing")
    assert (await api.http.delete("/api/v1/tokens/current", headers=bearer(first.json()["token"]))).status_code == 204
    problem(await registered(api, body, **{"Idempotency-Key": "mine"}), 409, "login.taken")


async def test_easy_passwords_are_refused(api: World) -> None:
    for password in ("1234567890", " " * 10, "password123", "amina@example.org", "aaaaaaaaaa"):
        problem(await registered(api, credentials("amina@example.org", password)), 422, "password.easy")


async def test_one_sees_and_ends_the_own_sessions(api: World) -> None:
    first = (await registered(api, credentials("amina"))).json()["token"]
    second, third = await logged_in(api, "amina"), await logged_in(api, "amina")
    stranger = (await registered(api, credentials("driss"))).json()["token"]
    found = await sessions(api, second)
    assert [one["current"] for one in found].count(True) == 1
    assert {tuple(one) for one in found} == {("id", "created_at", "used_at", "expires_at", "current")}
    assert len(found) == 3
    current = next(one["id"] for one in found if one["current"])
    ending = f"/api/v1/tokens/{current}"
    problem(await api.http.delete(ending, headers=bearer(stranger)), 404, "not-found")
    assert (await api.http.delete(ending, headers=bearer(third))).status_code == 204
    assert [await is_valid(api, secret) for secret in (first, second, third, stranger)] == [True, False, True, True]
    assert (await api.http.delete("/api/v1/tokens/others", headers=bearer(third))).status_code == 204
    assert [await is_valid(api, secret) for secret in (first, third, stranger)] == [False, True, True]
    problem(await api.http.get("/api/v1/tokens"), 401, "not-logged-in")


async def test_the_password_is_changed_by_who_knows_it(api: World) -> None:
    first = (await registered(api, credentials("amina"))).json()["token"]
    second = await logged_in(api, "amina")

    async def changed(password: str, new: str) -> httpx.Response:
        body = {"password": password, "new_password": new}
        return await api.http.put("/api/v1/accounts/current/password", json=body, headers=bearer(second))

    problem(await changed(OTHER, OTHER), 401, "login.wrong")
    problem(await changed(PASSWORD, "1234567890"), 422, "password.easy")
    problem(await changed(PASSWORD, "short"), 422, "request.invalid")
    assert (await changed(PASSWORD, OTHER)).status_code == 204
    assert [await is_valid(api, first), await is_valid(api, second)] == [False, True]
    problem(await api.http.post("/api/v1/tokens", json=credentials("amina")), 401, "login.wrong")
    await logged_in(api, "amina", OTHER)


async def test_a_login_is_no_password_later_either(api: World) -> None:
    secret = (await registered(api, credentials("seven tall herons by the sea"))).json()["token"]
    body = {"password": PASSWORD, "new_password": "Seven tall herons by the sea"}
    problem(
        await api.http.put("/api/v1/accounts/current/password", json=body, headers=bearer(secret)), 422, "password.easy"
    )


async def test_an_account_has_a_bounded_number_of_sessions(api: World) -> None:
    first = (await registered(api, credentials("amina"))).json()["token"]
    for _ in range(token.MOST):
        last = await logged_in(api, "amina")
    assert len(await sessions(api, last)) == token.MOST
    assert not await is_valid(api, first)


async def test_an_unused_session_ends(api: World) -> None:
    person = await api.person()
    async with api.register.pool.connection() as db:
        await db.execute("update accounts.token set used_at = now() - interval '2 hours'")
    assert await is_valid(api, person.secret)
    async with api.register.pool.connection() as db:
        noted = await (await db.execute(NOTED, [person.account.id])).fetchone()
        assert noted == (True,)
        await db.execute("update accounts.token set used_at = now() - interval '15 days'")
    async with world(api.register) as other:  # another process, which has cached nothing
        assert not await is_valid(other, person.secret)


async def felt(api: World, secret: str) -> None:
    """Waits until a process refuses a token, and holds that this takes no longer than promised."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    while await is_valid(api, secret):
        assert loop.time() < start + 30, "the end was not felt"
        await asyncio.sleep(0.05)
    assert loop.time() < start + FELT + 2  # this machine may be busy


async def hearing(api: World) -> None:
    """Waits until a process listens."""
    tokens = api.app.state.context.tokens
    while tokens._heard < 0:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_an_end_is_felt_in_every_process(register: Services) -> None:
    """A cache of 30 seconds went on taking tokens that another process had ended."""
    async with world(register) as one, world(register) as other:
        await hearing(other)
        ends: list[Any] = [
            lambda made, secret: one.http.delete("/api/v1/tokens/current", headers=bearer(secret)),
            lambda made, secret: account.set_disabled(one.ports, made.id, disabled=True),
            lambda made, secret: account.set_password(one.ports, made.id, OTHER),
            lambda made, secret: token.revoke_all(one.ports, made.id),
        ]
        for number, end in enumerate(ends):
            made = await account.create(one.ports, f"somebody {number}", PASSWORD)
            assert made is not None
            secret = (await token.issue(one.ports, made.id, 1)).token
            assert await is_valid(other, secret)
            await end(made, secret)
            if end is ends[2]:
                await token.revoke_all(one.ports, made.id)
            await felt(other, secret)


async def test_an_end_is_felt_when_announcements_are_lost(register: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.security.RETRY", 3_600.0)
    async with world(register) as api:
        await hearing(api)
        person = await api.person()
        assert await is_valid(api, person.secret)
        listening = "datname = current_database() and query in ('listen ended_sessions', 'select')"
        with register.database.as_owner() as db:
            ended = db.execute(
                f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {listening}"
            ).fetchone()
        assert ended != (0,)
        await token.revoke_all(api.ports, person.account.id)
        await felt(api, person.secret)


async def test_failed_logins_wait_longer_and_longer(register: Services) -> None:
    limits = Limits(guests=1e9, guests_burst=1e9, registrations=1e9, registrations_burst=1e9)
    async with world(register, limits) as api:
        assert (await registered(api, credentials("amina"))).status_code == 201
        wrong = [await api.http.post("/api/v1/tokens", json=credentials("amina", OTHER)) for _ in range(FREE + 1)]
        assert [answer.status_code for answer in wrong] == [401] * FREE + [429]
        assert int(wrong[-1].headers["retry-after"]) >= 1
        problem(await api.http.post("/api/v1/tokens", json=credentials("amina")), 429, "rate-limited")
        elsewhere = httpx.ASGITransport(api.app, client=("198.51.100.7", 1))
        async with httpx.AsyncClient(transport=elsewhere, base_url="http://sijill") as http:
            assert (await http.post("/api/v1/tokens", json=credentials("amina"))).status_code == 201


async def test_which_logins_exist_is_found_out_slowly(register: Services) -> None:
    limits = Limits(guests=1e9, guests_burst=1e9, registrations=1e9, registrations_burst=1e9)
    async with world(register, limits) as api:
        await registered(api, credentials("amina"))
        tried = [(await registered(api, credentials("amina"))).status_code for _ in range(FREE_TAKEN + 1)]
        assert tried == [409] * FREE_TAKEN + [429]


async def test_registrations_of_an_address_are_limited(register: Services) -> None:
    limits = Limits(guests=1e9, guests_burst=1e9, registrations=1e-6, registrations_burst=3)
    async with world(register, limits) as api:
        answers = [await registered(api, credentials(f"voter {number}")) for number in range(4)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
