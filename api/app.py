"""The app: REST, GraphQL and the pages."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api import graphql, pages, problems
from api.clients import Clients, Network
from api.limits import Limits
from api.ports import Ports
from api.rest import accounts, documentation, export, files, health, openings, sessions
from api.rest.commands import FAILED
from api.rest.communities import body, community, membership, office, organisation, practice, seat
from api.rest.context import context
from api.rest.decisions import approval, opinion, resolution, session
from api.rest.direct import Addresses
from api.rest.participation import ballot, comment, consultation, meeting, proposal
from api.rest.plans import accountability, activity, plan, versions
from api.rest.routes import CommandRoute
from api.security import HEADERS, SecurityHeaders

NOUNS = (
    ballot,
    proposal,
    comment,
    consultation,
    meeting,
    community,
    organisation,
    office,
    membership,
    body,
    seat,
    practice,
    plan,
    activity,
    session,
    resolution,
    approval,
    opinion,
)
"""The most requested nouns come first: the router tries one route after the other."""


class Api(FastAPI):
    """FastAPI, with commands and GraphQL answered before its layers, and forms of commands in its description."""

    commands = Addresses(())
    clients = Clients()
    queries: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.clients.place(scope)
        if scope["type"] == "http" and scope["path"] == graphql.PATH and not scope.get("root_path"):
            await self.queries(scope, receive, send)
            return
        route = self.commands.find(scope)
        if route is None:
            await super().__call__(scope, receive, send)
            return
        endpoint, scope["path_params"] = route
        scope["app"] = self
        try:
            answer = await endpoint.answer(scope, receive)
        except Exception as error:
            scope[FAILED] = error
            await super().__call__(scope, receive, send)
        else:
            await answer.send(send, HEADERS)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = documentation.describe(self)
        return self.openapi_schema


def create_app(
    open_ports: Callable[[], AbstractAsyncContextManager[Ports]],
    limits: Limits = Limits(),
    proxies: Sequence[Network] = (),
) -> FastAPI:
    """Makes the app. `open_ports` opens its ports for as long as it runs; `proxies` are trusted."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_ports() as ports:
            app.state.ports, app.state.context = ports, context(ports, limits)
            following = asyncio.create_task(app.state.context.tokens.follow())
            try:
                yield
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following

    app = Api(
        title="Sijill",
        version="1",
        summary="The public, replayable, provable record of how a community decides.",
        description="The commands of the platform. Read the results at `/graphql`.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,  # to an address that the request's Host would name
    )
    app.state.limits = limits
    app.clients = Clients(proxies)
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    for noun in NOUNS:
        noun.commands.mount(app)
    app.commands = Addresses(route for route in app.router.routes if isinstance(route, CommandRoute))
    for router in (
        ballot.reads,
        openings.router,
        files.router,
        versions.router,
        accountability.router,
        accounts.router,
        sessions.router,
        health.router,
    ):
        app.include_router(router)
    app.queries = SecurityHeaders(graphql.mount(app))
    for part in (export, pages):
        part.mount(app)
    return app
