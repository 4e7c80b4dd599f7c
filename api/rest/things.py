"""Reads what a command made, at the address that its answer names: every Location answers GET.

A thing is its row in the exports (docs/import-export.md): the columns of its read model, with people's words as far as they may
be shown.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response

from api.problems import Problem
from api.rest import documentation
from api.rest.context import Context
from domain.communities.community import community_id
from projections.export.export import kinds, matching
from projections.queries import as_of

KINDS = kinds()


class Thing(msgspec.Struct, frozen=True):
    """A thing, by the columns of its kind in the exports."""


EXAMPLE = {"id": documentation.THING, "version": 1, "since": 4_711}
SHOWN: dict[str, Any] = {
    "responses": {
        "200": documentation.read_answer(Thing, EXAMPLE),
        **documentation.problems(["not-found", "unavailable"]),
    }
}

KIND_OF = {"member": "seat", "network": "membership", "role": "office", "code": "community"}
"""The kinds of things at the parameters of paths that are not called after them."""

COLUMN_OF = {"code": "community", "role": "roles"}
"""The columns with the values of parameters that are not called after them."""

CODES = frozenset(["code", "network"])
"""Parameters that are codes of communities."""

TEXTS = CODES | {"role"}
"""Parameters that are no ids."""

_convertor = re.compile(r":\w+(?=})")
_place = re.compile(r"{([\w.]+)}")


class Address(msgspec.Struct, frozen=True):
    """Where things of a kind are read: the path, and for each of its parameters the column that must have that value. `many`:
    there may be several (the holders of an office, the members of a body); they are given as a list."""

    path: str
    kind: str
    columns: Mapping[str, str]
    many: bool


def address(location: str, path: str, thing: str, new: str | None) -> Address:
    """The address that the template of a Location stands for: of a command at `path`, which makes a `thing`, or something `new`
    within one. The last parameter says which kind of thing is there, unless all new ones are at the command's own path."""
    template = location.replace("{path}", _convertor.sub("", path))
    named = {"new": new or thing, "thing": thing}
    names = [named.get(place, place.removeprefix("body.")) for place in _place.findall(template)]
    own = new if new and location == "{path}" else names[-1]
    kind = KIND_OF.get(own, own)
    columns = {name: COLUMN_OF.get(name, name) for name in names}
    if kind in (names[-1], "community"):
        columns[names[-1]] = "id"
    typed = iter(f"{{{name}}}" if name in TEXTS else f"{{{name}:uuid}}" for name in names)
    return Address(
        _place.sub(lambda place: next(typed), template), kind, columns, many=kind == "office" or own == new != names[-1]
    )


def mount(app: FastAPI, one: Address) -> None:
    """Adds the route of an address."""
    made = f"all that are there, of the kind {one.kind}" if one.many else f"one thing of the kind {one.kind}"
    app.add_api_route(
        one.path,
        reader(one),
        methods=["GET"],
        tags=[f"{one.kind}s"],
        name=f"{one.kind}.read",
        operation_id=f"{one.kind}.read",
        summary=f"Read {made}",
        response_model=None,
        openapi_extra=SHOWN,
    )


def reader(one: Address) -> Callable[[Request], Awaitable[Response]]:
    async def read(request: Request) -> Response:
        """The row of the exports: the data dictionary (`/api/v1/export/dictionary.csv`) describes its columns. Text written by
        people is given only if it may be shown. Waits up to 2 seconds for what was recorded a moment ago."""
        context: Context = request.app.state.context
        values = {column: value_of(parameter, request) for parameter, column in one.columns.items()}
        async with context.ports.pool.connection() as db:
            fetch = as_of.over(db)
            position = (await as_of.as_far(fetch)).position
            found = await matching(fetch, context.ports.open_texts, KINDS[one.kind], values, position)
        if not found:
            raise Problem("not-found")
        headers = {"Sijill-Position": str(position), "Cache-Control": "no-store"}
        if (version := found[0].get("version")) is not None and not one.many:
            headers["ETag"] = f'"{version}"'
        content = msgspec.json.encode(found if one.many else found[0])
        return Response(content, headers=headers, media_type="application/json")

    return read


def value_of(parameter: str, request: Request) -> Any:
    """A parameter of the path, as the column has it. Raises a Problem."""
    value = request.path_params[parameter]
    if "\0" in str(value):
        raise Problem("not-found")  # PostgreSQL accepts no such text, not even in a parameter
    if parameter == "role":
        return [value]
    return community_id(value) if parameter in CODES else value
