"""Errors as pages, for browsers. Programs are told the same as problem details: the API's own handlers stay theirs."""

from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.moment import BadMoment, NotBegun
from api.pages.rendering import page

PROGRAMS = ("/api/", "/graphql")
Handler = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Puts a page before each handler that the app has for what may happen to somebody who reads."""
    handlers: dict[Any, Any] = app.exception_handlers
    app.add_exception_handler(BadMoment, not_understood)
    app.add_exception_handler(NotBegun, not_begun)
    for kind in (HTTPException, psycopg.OperationalError, Exception):
        if kind in handlers:
            app.add_exception_handler(kind, for_browsers(handlers[kind]))


async def not_understood(request: Request, error: Exception) -> Response:
    """The page about a moment that is none."""
    return page(request, "error.html", 400)


async def not_begun(request: Request, error: Exception) -> Response:
    """The page about something that began only after the moment that is asked for."""
    assert isinstance(error, NotBegun)
    return page(request, "begins.html", begins=error.begins, position=error.position, here=request.url.path)


def for_browsers(otherwise: Handler) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        answer = await otherwise(request, error)
        if not is_browser(request):
            return answer
        shown = page(request, "error.html", answer.status_code)
        if "retry-after" in answer.headers:
            shown.headers["Retry-After"] = answer.headers["retry-after"]
        return shown

    return handle


def is_browser(request: Request) -> bool:
    """Whether somebody reads who would rather have a page."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(PROGRAMS)
