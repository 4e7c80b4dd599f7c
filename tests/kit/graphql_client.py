"""GraphQL in an app of its own, asked as programs ask it over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette

from api.graphql import mount
from ops.wiring import Services
from tests.kit.graphql_referee import watched


class Client:
    """Asks the app as a program over HTTP does."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def post(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"accept": "application/graphql-response+json", **names}
        return await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=given)

    async def ask(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = (await self.post(query, variables, **headers)).json()
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def refusal(self, query: str, variables: dict[str, Any] | None = None) -> str:
        """The code of the one error of an answer."""
        (error,) = (await self.post(query, variables)).json()["errors"]
        return str(error["extensions"]["code"])


@asynccontextmanager
async def served(register: Services) -> AsyncIterator[Client]:
    """GraphQL in an app of its own. Whatever it answers must be what graphql-core would have answered."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.ports = register.ports()
        yield

    app = Starlette(lifespan=lifespan)
    mount(app)
    with watched(register.database.connect_sync):
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sijill") as http,
        ):
            yield Client(http)
