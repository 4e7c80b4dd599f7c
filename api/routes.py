"""Where the commands are: routes of FastAPI whose requests go to `api.commands` without a detour."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from api.commands import Endpoint, Function
from api.documentation import operation
from domain.kernel import Refusal

PREFIX = "/api/v1"
F = TypeVar("F", bound=Function)


class CommandRoute(APIRoute):
    """A route that FastAPI matches and documents, and `Endpoint` answers: no dependencies, no models in between."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        async def described(request: Request) -> Response:
            raise NotImplementedError

        super().__init__(path, described, response_model=None, **options)
        self.app = endpoint


class Declared(msgspec.Struct, frozen=True):
    method: str
    path: str
    function: Function
    status: int
    location: str | None
    edits: bool
    refusals: Sequence[type[Refusal]]
    example: Any
    query: Sequence[str]


class Commands:
    """The commands of one noun, declared by decorators.

    The function's docstring is the summary (first line) and the description; its `body` argument's type the form.
    `edits`: If-Match is needed. `refusals`: what the domain may answer beyond what any command may be answered.
    """

    def __init__(self, tag: str, refusals: Sequence[type[Refusal]] = ()) -> None:
        self.tag, self._refusals = tag, tuple(refusals)
        self.declared: list[Declared] = []

    def creates(
        self,
        path: str,
        *,
        example: Any,
        at: str | None = "{path}/{thing}",
        refusals: Sequence[type[Refusal]] = (),
    ) -> Callable[[F], F]:
        """POST of something new: 201 and, unless it is where it was posted to, its Location."""
        return self._declare("POST", path, 201, at, False, refusals, example)

    def does(
        self,
        method: str,
        path: str,
        *,
        example: Any = None,
        edits: bool = False,
        refusals: Sequence[type[Refusal]] = (),
        query: Sequence[str] = (),
    ) -> Callable[[F], F]:
        """Anything else: 200."""
        return self._declare(method, path, 200, None, edits, refusals, example, query)

    def _declare(
        self,
        method: str,
        path: str,
        status: int,
        location: str | None,
        edits: bool,
        refusals: Sequence[type[Refusal]],
        example: Any,
        query: Sequence[str] = (),
    ) -> Callable[[F], F]:
        def declare(function: F) -> F:
            may = (*refusals, *self._refusals)
            self.declared.append(Declared(method, path, function, status, location, edits, may, example, query))
            return function

        return declare

    def mount(self, app: FastAPI) -> None:
        for one in self.declared:
            endpoint = Endpoint(one.function, status=one.status, location=one.location, edits=one.edits)
            title, _, rest = (one.function.__doc__ or "").partition("\n")
            route = CommandRoute(
                PREFIX + one.path,
                endpoint,
                methods=[one.method],
                name=f"{self.tag}.{one.function.__name__}",
                operation_id=f"{self.tag}.{one.function.__name__}",
                tags=[self.tag],
                status_code=one.status,
                summary=title.rstrip("."),
                description=" ".join(rest.split()),
                openapi_extra=operation(
                    path=one.path,
                    form=endpoint.form,
                    example=one.example,
                    status=one.status,
                    located=one.location is not None,
                    edits=one.edits,
                    refusals=one.refusals,
                    query=one.query,
                ),
            )
            app.router.routes.append(route)
