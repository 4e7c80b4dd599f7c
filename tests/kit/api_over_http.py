"""The API over a real register, and people who use it over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from api.accounts import account, token
from api.app import create_app
from api.limits import UNLIMITED, Limits
from api.ports import Ports
from domain.communities.community import community_id
from domain.communities.office import Grant, Role
from domain.kernel import PLATFORM, Entry, System
from domain.registry import decode
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner

OPERATOR = System("operator")
CODE = "ma.oriental"


class Person:
    """Somebody with an account; `send` sends commands, each under a new key unless one is given."""

    def __init__(self, http: httpx.AsyncClient, made: account.Account, login: str, secret: str) -> None:
        self.http, self.account, self.login, self.secret = http, made, login, secret

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}

    async def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method,
            path if path.startswith("/api/") else f"/api/v1{path}",
            json=body,
            headers={**self.bearer, "Idempotency-Key": key or str(uuid4()), **named},
        )

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("POST", path, body, **more)

    async def put(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("PUT", path, body, **more)

    async def delete(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("DELETE", path, body, **more)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path, headers=self.bearer)


class World:
    def __init__(self, register: Services, app: FastAPI, http: httpx.AsyncClient) -> None:
        self.register, self.app, self.http, self.ports = register, app, http, register.ports()

    async def person(self, *roles: Role, code: str = CODE) -> Person:
        """Somebody with an account and these offices in the community, or, as `PLATFORM`, on the platform."""
        login = f"{uuid4()}@example.org"
        made = await account.create(self.ports, login, None)
        assert made is not None
        person = Person(self.http, made, login, (await token.issue(self.ports, made.id, 1)).token)
        for role in roles:
            await self.appoint(person, role, community_id(code))
        return person

    async def operator(self) -> Person:
        """An administrator of the platform."""
        person = await self.person()
        await self.appoint(person, "administrator", PLATFORM)
        return person

    async def appoint(self, person: Person, role: Role, scope: UUID) -> None:
        holder = self.ports.pseudonym(scope, person.account.person)
        await self.register.record.execute(Grant(scope, holder, role), by=OPERATOR)

    async def community(self) -> None:
        made = await (await self.operator()).post("/communities", {"code": CODE, "name": {"ar": "جهة الشرق"}})
        assert made.status_code == 201, made.text

    async def consultation(self, by: Person, **more: Any) -> str:
        """The address of a consultation that is open from now on."""
        now = datetime.now(UTC)
        body = {
            "title": {"fr": "Quel jardin ?"},
            "opens": now.isoformat(),
            "closes": (now + timedelta(days=1)).isoformat(),
            **more,
        }
        opened = await by.post(f"/communities/{CODE}/consultations", body)
        assert opened.status_code == 201, opened.text
        return opened.headers["location"]

    async def proposal(self, by: Person, consultation: str, text: str = "Des bancs à l'ombre") -> str:
        made = await by.post(f"{consultation}/proposals", {"body": text, "language": "fr"})
        assert made.status_code == 201, made.text
        return made.headers["location"]

    async def file(self, by: Person, content: bytes = b"%PDF-1.7 minutes") -> dict[str, Any]:
        """A file that was sent by somebody in office, as a document of a command names it."""
        await self.catch_up()  # who holds an office is read from the read models
        headers = {**by.bearer, "Content-Type": "application/pdf"}
        kept = await self.http.put("/api/v1/files", content=content, headers=headers)
        assert kept.status_code in {200, 201}, kept.text
        return {**kept.json(), "name": {"fr": "Compte rendu", "ar": "محضر"}}

    async def entries(self, root: UUID | None = None) -> list[tuple[int, Entry[Any]]]:
        """What the log holds, in order; of one root if it is given."""
        async with self.register.pool.connection() as db:
            rows = await (await db.execute("select position, entry from log order by position")).fetchall()
        found = [(position, decode(entry)) for position, entry in rows]
        return [(position, entry) for position, entry in found if root in {None, entry.root}]

    async def catch_up(self) -> None:
        """Brings the read models up to date."""

        def run() -> None:
            runner = Runner(self.register.database, MODELS)
            runner.catch_up()
            runner.close()

        await asyncio.to_thread(run)


@asynccontextmanager
async def world(register: Services, limits: Limits = UNLIMITED) -> AsyncIterator[World]:
    @asynccontextmanager
    async def open_ports() -> AsyncIterator[Ports]:
        yield register.ports()

    app = create_app(open_ports, limits)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://sijill", timeout=60) as http,
    ):
        yield World(register, app, http)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The members of the problem that an answer must be."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    members: dict[str, Any] = answer.json()
    assert members["type"] == f"urn:sijill:problem:{code}"
    assert members["status"] == status
    assert members["title"]
    assert members["detail"]
    return members
