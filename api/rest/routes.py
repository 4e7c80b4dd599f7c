"""Where the commands are: routes of FastAPI whose requests go to `api.rest.commands` without a detour."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar, get_type_hints

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from api.rest.commands import Endpoint, Function
from api.rest.documentation import operation
from api.rest.forms import Form
from api.rest.offers import Options, derive, described, refusals_of
from domain.kernel import Command
from domain.refusal import Refusal

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
    """One command at its address. `said` are the summary and the description."""

    command: type[Command]
    method: str
    path: str
    name: str
    said: tuple[str, str]
    function: Function
    form: type[msgspec.Struct] | None
    status: int
    location: str | None
    edits: bool
    refusals: Sequence[type[Refusal]]
    example: Any
    query: Sequence[str]


WHERE_IT_WAS_POSTED = ""
"""Stands for `{path}/{thing}`, or `{path}/{new}` for what is new within a thing."""


class Commands:
    """The commands of one noun. `refusals`: what each of them may be answered beside what its declaration says."""

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
        refusals: Sequence[type[Refusal]] | None = None,
        form: type[Form] | str | None = None,
        new: str | None = None,
        given: Mapping[str, Any] = {},
        login: str | None = None,
        coded: Collection[str] = (),
        behalf: bool = False,
        recorded: bool = False,
        names_language: bool = False,
    ) -> None:
        """Offers a command whose request follows from its fields (`api.rest.offers`), with an example of its body.

        The docstring of the command is the summary (its first sentence) and the description, unless `says` gives another;
        `name`, else the command's own, names the operation. `edits`: If-Match is needed. What is new answers 201, and `at`
        says where it is (None: where it was posted to). `refusals`, if given, are all that it may be answered beside
        the noun's; else those that its module defines, and those that come with its words and moments.

        `form`: a form written by hand, or the name of the one that is made. `new`: the field that holds the id of what is
        new, if it is not the noun's own of a command that creates. `given`: fields that always have one value. `login`: the
        field that holds somebody's pseudonym in the community: asked for as `login`; if it is `new` too, who has none may be
        named without, and is given a pseudonym. `coded`: fields that hold communities:
        asked for by code. `behalf`: one may act for an organisation that one represents, an officer for others, too;
        `recorded`: and say when it happened. `names_language`: the language of the words must be said.
        """
        options = Options(
            form=form,
            new=new,
            given=given,
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
                (*(refusals_of(command, options) if refusals is None else refusals), *self._refusals),
                example,
                derived.query,
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
    ) -> Callable[[F], F]:
        """A command whose request is read by hand: the function's docstring is the summary (its first line) and the
        description, its `body` argument's type the form, what it returns the command. It answers 200."""

        def declare(function: F) -> F:
            hints = get_type_hints(function)
            title, _, rest = (function.__doc__ or "").partition("\n")
            self.declared.append(
                Declared(
                    hints["return"],
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
                )
            )
            return function

        return declare

    def mount(self, app: FastAPI) -> None:
        for one in self.declared:
            endpoint = Endpoint(one.function, one.form, status=one.status, location=one.location, edits=one.edits)
            summary, description = one.said
            route = CommandRoute(
                PREFIX + one.path,
                endpoint,
                methods=[one.method],
                name=f"{self.tag}.{one.name}",
                operation_id=f"{self.tag}.{one.name}",
                tags=[self.tag],
                status_code=one.status,
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
