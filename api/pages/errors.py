"""Errors as pages, for browsers. Programs are told the same as problem details: the API's own handlers stay theirs."""

from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.pages.rendering import page

PROGRAMS = ("/api/", "/graphql")
Handler = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Puts a page before each handler that the app has for what may happen to somebody who reads."""
    handlers: dict[Any, Any] = app.exception_handlers
    for kind in (HTTPException, psycopg.OperationalError, Exception):
        if kind in handlers:
            app.add_exception_handler(kind, for_browsers(handlers[kind]))


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
