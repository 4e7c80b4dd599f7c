"""Accounts: making one, logging in and out, and what is kept of it."""

import logging

import pytest

from api.accounts import account, token
from api.limits import Buckets, Limits, limits_of
from api.problems import Problem
from ops.wiring import Services
from tests.kit.api_over_http import World, problem, world

pytestmark = pytest.mark.anyio

PASSWORD = "a long sentence of one's own"


def credentials(login: str, password: str = PASSWORD) -> dict[str, str]:
    return {"login": login, "password": password}


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}


async def test_make_an_account_log_in_and_out(api: World) -> None:
    made = await api.http.post("/api/v1/accounts", json=credentials("Amina@Example.org"))
    assert made.status_code == 201
    logged_in = await api.http.post("/api/v1/tokens", json=credentials(" amina@example.ORG"))
    assert logged_in.status_code == 201
    first, second = made.json()["token"], logged_in.json()["token"]
    assert first != second
    nowhere = f"/api/v1/consultations/{'0' * 8}-0000-4000-8000-{'0' * 12}/closing"
    for secret in (first, second):
        problem(await api.http.post(nowhere, headers=bearer(secret)), 403, "not-allowed")
    assert (await api.http.delete("/api/v1/tokens/current", headers=bearer(first))).status_code == 204
    problem(await api.http.post(nowhere, headers=bearer(first)), 401, "not-logged-in")
    problem(await api.http.post(nowhere, headers=bearer(second)), 403, "not-allowed")


async def test_a_login_is_given_once(api: World) -> None:
    await api.http.post("/api/v1/accounts", json=credentials("amina"))
    problem(await api.http.post("/api/v1/accounts", json=credentials("AMINA")), 409, "login.taken")


async def test_what_does_not_fit_is_answered_alike(api: World) -> None:
    await api.http.post("/api/v1/accounts", json=credentials("amina"))
    await account.create(api.ports, "locked", None)
    disabled = await account.create(api.ports, "disabled", PASSWORD)
    assert disabled is not None
    await account.set_disabled(api.ports, disabled.id, disabled=True)
    answers = [
        await api.http.post("/api/v1/tokens", json=credentials(login, password))
        for login, password in [
            ("amina", "another sentence"), ("nobody", PASSWORD), ("locked", PASSWORD), ("disabled", PASSWORD),
        ]
    ]  # fmt: skip
    assert {answer.content for answer in answers} == {answers[0].content}
    problem(answers[0], 401, "login.wrong")


async def test_an_unknown_login_costs_a_password_too(api: World, monkeypatch: pytest.MonkeyPatch) -> None:
    held_against: list[str | None] = []

    def verified(kept: str | None, password: str) -> bool:
        held_against.append(kept)
        return False

    monkeypatch.setattr(account, "verified", verified)
    await api.http.post("/api/v1/tokens", json=credentials("nobody"))
    assert held_against == [None]
    monkeypatch.undo()
    assert account.verified(None, "the password of nobody") is True  # the same work, on a hash of its own
    assert await account.authenticated(api.ports, "nobody", "the password of nobody") is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (credentials("ab"), "/login"),
        (credentials("amina", "too short"), "/password"),
        (credentials("amina", "x" * 201), "/password"),
        ({"login": "amina"}, "/password"),
        (credentials("   "), "/login"),
        (credentials(" \u200b\u3164\u2800\u00ad am "), "/login"),
        ({**credentials("amina"), "role": "administrator"}, "/role"),
    ],
)
async def test_credentials_have_a_form(api: World, body: dict[str, str], pointer: str) -> None:
    members = problem(await api.http.post("/api/v1/accounts", json=body), 422, "request.invalid")
    assert [error["pointer"] for error in members["errors"]] == [pointer]


async def test_nothing_is_kept_in_clear_nor_logged(api: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = await api.http.post("/api/v1/accounts", json=credentials("amina@example.org"))
    async with api.register.pool.connection() as db:
        kept = await (
            await db.execute(
                "select account::text from accounts.account union all select token::text from accounts.token"
            )
        ).fetchall()
    everything = " ".join(row for (row,) in kept) + caplog.text
    for secret in ("amina", PASSWORD, made.json()["token"]):
        assert secret not in everything
        assert secret.encode().hex() not in everything


async def test_a_token_ends(api: World) -> None:
    person = await api.person()
    ended = await token.issue(api.ports, person.account.id, 1)
    async with api.register.pool.connection() as db:
        await db.execute("update accounts.token set expires_at = now() where digest = %s", [
            api.ports.digest("token", ended.token)
        ])  # fmt: skip
    answer = await api.http.post("/api/v1/communities", json={}, headers=bearer(ended.token))
    problem(answer, 401, "not-logged-in")
    await token.issue(api.ports, person.account.id, 1)
    async with api.register.pool.connection() as db:
        left = await (await db.execute("select count(*) from accounts.token where expires_at <= now()")).fetchone()
    assert left == (0,)  # a new token sweeps the old ones away


async def test_guests_are_held_back_by_their_address(register: Services) -> None:
    async with world(register, Limits(guests=0.001, guests_burst=2)) as api:
        answers = [await api.http.post("/api/v1/tokens", json=credentials("nobody")) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        problem(await api.http.post("/api/v1/accounts", json=credentials("nobody")), 429, "rate-limited")


def test_a_bucket_fills_again_and_no_further() -> None:
    now = 0.0
    buckets = Buckets(rate=2, burst=3, clock=lambda: now)

    def taken() -> int:
        count = 0
        while True:
            try:
                buckets.consume("a")
            except Problem:
                return count
            count += 1

    assert taken() == 3
    with pytest.raises(Problem) as refused:
        buckets.consume("a")
    assert refused.value.values == {"retry_after": 1}
    now = 1.0
    assert taken() == 2
    now = 1000.0
    assert taken() == 3


def test_limits_are_read_from_the_environment() -> None:
    assert limits_of({}) == Limits()
    assert limits_of({"SIJILL_LIMIT_COMMANDS": "1000", "SIJILL_LIMIT_BODY": "9", "HOME": "/"}) == Limits(
        commands=1000.0, body=9
    )
