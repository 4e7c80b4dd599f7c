"""Declares the routes of commands: FastAPI routes that `api.rest.commands` answers directly."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar, get_type_hints

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from api.rest import things
from api.rest.commands import Endpoint, Function
from api.rest.documentation import operation
from api.rest.forms import Form
from api.rest.offers import Options, derive, described
from domain.kernel import Command
from domain.refusal import Refusal

PREFIX = "/api/v1"
F = TypeVar("F", bound=Function)


class CommandRoute(APIRoute):
    """A route that FastAPI documents and `Endpoint` answers, without FastAPI's dependencies and models."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        async def described(request: Request) -> Response:
            raise NotImplementedError

        super().__init__(path, described, response_model=None, **options)
        self.app = endpoint


class Declared(msgspec.Struct, frozen=True):
    """A declared route of a command. `texts` are its summary and its description."""

    command: type[Command]
    method: str
    path: str
    name: str
    texts: tuple[str, str]
    function: Function
    form: type[msgspec.Struct] | None
    status: int
    location: str | None
    edits: bool
    refusals: Sequence[type[Refusal]]
    example: Any
    query: Sequence[str]
    deprecated: bool = False
    new: str | None = None


WHERE_IT_WAS_POSTED = ""
"""Stands for `{path}/{thing}`, or for `{path}/{new}` if the command creates something within a thing."""


class Commands:
    """The commands of one noun. `refusals`: refusals of all of them, in addition to the derived ones."""

    def __init__(self, tag: str, refusals: Sequence[type[Refusal]] = ()) -> None:
        self.tag, self._refusals = tag, tuple(refusals)
        self.declared: list[Declared] = []

    def offers(
        self,
        command: type[Command],
        method: str,
        path: str,
        *,
        example: Any = None,
        name: str | None = None,
        says: str | None = None,
        edits: bool = False,
        at: str | None = WHERE_IT_WAS_POSTED,
        refusals: Sequence[type[Refusal]] = (),
        form: type[Form] | str | None = None,
        new: str | None = None,
        fixed: Mapping[str, Any] = {},
        login: str | None = None,
        coded: Collection[str] = (),
        behalf: bool = False,
        recorded: bool = False,
        names_language: bool = False,
    ) -> None:
        """Declares a route that is derived from the command's class (`api.rest.offers`); `example` is a body.

        The command's docstring, or `says`, gives the summary (its first sentence) and the description. `name` names the
        operation; by default the command's name. `edits`: the request must have If-Match. A command that creates something
        answers 201, with `at` as the template of the Location. `refusals` are those that it may get.

        `form`: a form by hand, or the name of the derived one. `new`: the field with the new thing's id, if it is not the noun's
        own. `fixed`: fields with constant values. `login`: the field with a person's pseudonym in the community, given as
        `login`; if it is also `new`, a person without an account gets a generated pseudonym. `coded`: fields with communities,
        given by their codes. `behalf`: the request may act on behalf of an organisation or, for officers, of a person;
        `recorded`: it may also date the act back. `names_language`: the language of the words is required.
        """
        options = Options(
            form=form,
            new=new,
            fixed=fixed,
            login=login,
            coded=coded,
            behalf=behalf,
            recorded=recorded,
            names_language=names_language,
        )
        derived = derive(command, path, options)
        if at == WHERE_IT_WAS_POSTED:
            at = "{path}/{new}" if derived.new else "{path}/{thing}" if command.creates else None
            created = at is not None
        else:
            created = True
        self.declared.append(
            Declared(
                command,
                method,
                path,
                name or re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower(),
                described(command, says),
                derived.function,
                derived.form,
                201 if created else 200,
                at,
                edits,
                (*refusals, *self._refusals),
                example,
                derived.query,
                new=derived.new,
            )
        )

    def does(
        self,
        method: str,
        path: str,
        *,
        example: Any = None,
        edits: bool = False,
        refusals: Sequence[type[Refusal]] = (),
        query: Sequence[str] = (),
        command: type[Command] | None = None,
        deprecated: bool = False,
    ) -> Callable[[F], F]:
        """Declares a route whose function is written by hand. Its docstring gives the summary (first line) and the description,
        the type of its `body` argument the form, its return type the command, unless `command` is given. It answers 200."""

        def declare(function: F) -> F:
            hints = get_type_hints(function)
            title, _, rest = (function.__doc__ or "").partition("\n")
            self.declared.append(
                Declared(
                    command or hints["return"],
                    method,
                    path,
                    function.__name__,
                    (title.rstrip("."), " ".join(rest.split())),
                    function,
                    hints.get("body"),
                    200,
                    None,
                    edits,
                    (*refusals, *self._refusals),
                    example,
                    query,
                    deprecated,
                )
            )
            return function

        return declare

    def mount(self, app: FastAPI) -> None:
        """Adds the routes to an app."""
        for one in self.declared:
            endpoint = Endpoint(
                one.function, one.form, status=one.status, location=one.location, edits=one.edits, new=one.new
            )
            summary, description = one.texts
            route = CommandRoute(
                PREFIX + one.path,
                endpoint,
                methods=[one.method],
                name=f"{self.tag}.{one.name}",
                operation_id=f"{self.tag}.{one.name}",
                tags=[self.tag],
                status_code=one.status,
                deprecated=one.deprecated or None,
                summary=summary,
                description=description,
                openapi_extra=operation(
                    path=one.path,
                    form=one.form,
                    example=one.example,
                    status=one.status,
                    located=one.location is not None,
                    edits=one.edits,
                    refusals=one.refusals,
                    query=one.query,
                ),
            )
            app.router.routes.append(route)
        for one in self.declared:
            if one.location is not None:
                things.mount(
                    app,
                    things.address(
                        one.location, PREFIX + one.path, str(one.command.__struct_config__.tag).split(".")[1], one.new
                    ),
                )
