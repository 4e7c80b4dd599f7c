"""A command answered at once is answered as it would be through all of FastAPI's layers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import psycopg
import pytest
from fastapi import FastAPI
from starlette.routing import Match

from api.limits import Buckets
from api.rest.routes import CommandRoute
from ops.wiring import Services
from tests.kit.api_over_http import CODE, World

pytestmark = pytest.mark.anyio

VOTE = b'{"choice":"agree"}'


class Both(msgspec.Struct):
    """The same app twice: as it is, and by FastAPI's own way alone. `path` is that of somebody's vote on a proposal."""

    api: World
    whole: httpx.AsyncClient
    path: str
    headers: dict[str, str]

    async def post(
        self,
        content: bytes | Callable[[], AsyncIterator[bytes]] = VOTE,
        *,
        path: str | None = None,
        method: str = "POST",
        **headers: str | None,
    ) -> tuple[httpx.Response, httpx.Response]:
        """What either answers. A header that is None is left out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {name: value for name, value in (self.headers | named).items() if value is not None}
        direct, whole = [
            await http.request(
                method, path or self.path, content=content() if callable(content) else content, headers=given
            )
            for http in (self.api.http, self.whole)
        ]
        return direct, whole

    async def is_the_same(self, status: int, content: Any = VOTE, **more: Any) -> httpx.Response:
        direct, whole = await self.post(content, **more)
        assert (direct.status_code, direct.content) == (whole.status_code, whole.content)
        assert sorted(direct.headers.multi_items()) == sorted(whole.headers.multi_items())
        assert direct.status_code == status, direct.text
        return direct


@pytest.fixture
async def both(api: World) -> AsyncIterator[Both]:
    person = await api.person()
    path = await api.proposal(person, await api.consultation(await api.person("administrator")))

    async def whole(scope: Any, receive: Any, send: Any) -> None:
        await FastAPI.__call__(api.app, scope, receive, send)

    transport = httpx.ASGITransport(whole, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sijill") as http:
        headers = {**person.bearer, "idempotency-key": str(uuid4()), "content-type": "application/json"}
        yield Both(api, http, f"{path}/ballot", {name.lower(): value for name, value in headers.items()})


async def test_a_success(both: Both) -> None:
    first, repeated = await both.post()
    assert (first.status_code, repeated.status_code) == (201, 201)
    assert first.json() == {**repeated.json(), "repeated": False}
    assert set(first.headers) == set(repeated.headers)
    assert (await both.is_the_same(201)).json()["repeated"] is True


async def test_a_success_that_says_where_the_new_thing_is(both: Both) -> None:
    path, _, _ = both.path.rpartition("/proposals/")
    body = msgspec.json.encode({"body": "Des bancs à l'ombre", "language": "fr"})
    await both.post(body, path=f"{path}/proposals")
    assert (await both.is_the_same(201, body, path=f"{path}/proposals")).headers["location"].startswith(path)


REFUSED: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "a refusal": (409, {"idempotency_key": "another"}),
    "a key that another command had": (422, {"content": b'{"choice":"pass"}'}),
    "a word that is not known": (422, {"content": b'{"choice":"perhaps"}', "idempotency_key": "new"}),
    "no JSON": (400, {"content": b"choice=agree"}),
    "JSON of another type": (415, {"content_type": "text/plain"}),
    "too large": (413, {"content": b" " * 70_000}),
    "no token": (401, {"authorization": None}),
    "a token that nobody has": (401, {"authorization": "Bearer " + 40 * "x"}),
    "no key": (400, {"idempotency_key": None}),
    "a version that is none": (412, {"if_match": "new"}),
    "another version": (412, {"if_match": '"7"', "idempotency_key": "third"}),
    "another language": (409, {"idempotency_key": "fourth", "accept_language": "ar"}),
    "a method that the address does not know": (405, {"method": "PATCH"}),
    "no id": (404, {"path": "/api/v1/consultations/1/proposals/2/ballot"}),
    "no such address": (404, {"path": "/api/v1/ballot"}),
    "a proposal that is not there": (
        404,
        {"path": f"/api/v1/consultations/{uuid4()}/proposals/{uuid4()}/ballot", "idempotency_key": "fifth"},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_not_done(both: Both, case: str) -> None:
    status, asked = REFUSED[case]
    await both.post()
    answer = await both.is_the_same(status, **asked)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_address_that_has_a_slash_too_many(both: Both) -> None:
    await both.is_the_same(404, path=f"{both.path}/")


async def test_too_often(both: Both) -> None:
    state = both.api.app.state
    state.context = msgspec.structs.replace(state.context, commands=Buckets(1, 1, clock=lambda: 0.0))
    await both.api.http.post(both.path, content=VOTE, headers=both.headers)
    assert (await both.is_the_same(429)).headers["retry-after"] == "2"


async def test_a_body_that_comes_in_pieces_and_one_that_does_not_come(both: Both) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in VOTE:
            await asyncio.sleep(0)
            yield bytes([byte])

    async def nothing() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    for http in (both.api.http, both.whole):
        assert (await http.post(both.path, content=pieces(), headers=both.headers)).status_code == 201
    state = both.api.app.state
    limits = msgspec.structs.replace(state.context.limits, body_seconds=0)
    state.context = msgspec.structs.replace(state.context, limits=limits)
    await both.is_the_same(408, content=nothing)


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("a fault"), 500), (psycopg.OperationalError("the database is away"), 503)]
)
async def test_what_goes_wrong_here(
    both: Both, register: Services, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    async def execute(*given: Any, **named: Any) -> None:
        raise error

    monkeypatch.setattr(type(register.record), "execute", execute)
    await both.is_the_same(status)


async def test_only_what_fails_goes_through_the_layers(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    whole: Callable[..., Awaitable[None]] = FastAPI.__call__

    async def seeing(app: FastAPI, scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await whole(app, scope, receive, send)

    monkeypatch.setattr(FastAPI, "__call__", seeing)
    http = both.api.http
    assert (await http.post(both.path, content=VOTE, headers=both.headers)).status_code == 201
    assert seen == []
    other = {**both.headers, "idempotency-key": "another"}
    assert (await http.post(both.path, content=VOTE, headers=other)).status_code == 409
    assert (await http.get("/healthz")).status_code == 200
    assert seen == [both.path, "/healthz"]


async def test_every_command_is_found_where_the_router_finds_it(api: World) -> None:
    example = {"code": CODE, "role": "administrator", "network": "ma.network", "key": "trees", "on": "2026-11-27"}
    example["partner"] = CODE
    commands = [route for route in api.app.router.routes if isinstance(route, CommandRoute)]
    assert len(commands) > 90
    for route in commands:
        values = {name: example.get(name) or uuid4() for name in route.param_convertors}
        path = route.path_format.format(**values)
        (method,) = route.methods or ()
        scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
        first = next(one for one in api.app.router.routes if one.matches(dict(scope))[0] is Match.FULL)
        assert first is route
        assert api.app.commands.find(scope) == (route.app, values)
        for other in ({"path": path + "/"}, {"method": "PATCH"}, {"root_path": "/here"}, {"type": "websocket"}):
            assert api.app.commands.find(scope | other) is None
