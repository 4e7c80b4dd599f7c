"""Builds the OpenAPI description of the commands: forms, headers, outcomes and problems, with examples."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, OWN, details, status_of
from api.rest.forms import Done
from domain.record import KeyReused, VersionMoved
from domain.refusal import NotAllowed, Refusal
from domain.words import TooLongInAll
from projections.documents import may_name

TEMPLATE = "#/components/schemas/{name}"
EXAMPLE = "#/components/examples/{code}"
THING = "6f1c1f0e-6f58-5d0a-9d2c-2b8f3a6c1e77"
PLACES = {
    "code": ("The code of a community.", "ma.oriental"),
    "role": ("The role of the office.", "moderator"),
    "network": ("The code of the network.", "network"),
    "key": ("The key of the indicator.", "visitors"),
    "on": ("The day, as an ISO 8601 date.", "2027-06-30"),
    "login": ("The login of an account.", "amina@example.org"),
}
OPTIONAL = ("organisation",)
ALWAYS = (
    *("not-logged-in", "rate-limited", "unavailable", "clocks-differ"),
    *("idempotency-key.missing", "idempotency-key.in-progress"),
)
WITH_BODY = ("request.not-json", "request.not-json-typed", "request.too-large", "request.invalid")
WITH_FILES = ("file.not-there", "file.other-size")
OF_ANY_COMMAND = (NotAllowed, KeyReused, TooLongInAll)
VALUES: dict[str, str | int] = {
    "field": "body", "most": 10_000, "retry_after": 2, "version": 3, "role": "moderator",
    "time_zone": "Mars/Olympus", "language": "français", "size": 48_120, "seats": 51,
    "completion": "no-evidence", "words": "limited, substantial, complete",
    "subject": "plan.completion",
    "requesting": 3, "in_office": 11, "present": 5, "needed": 6, "first": "2026-10-08", "last": "2026-10-10",
    "files": 200, "megabytes": 500, "item": "3", "adopted": 2, "days": 30, "happened": "2026-08-31",
    "stage": "public_consultation", "requirement": "draft_published", "principle": "speed", "word": "grand",
}  # fmt: skip
"""Values for the placeholders in the examples of problems."""

MOST_NAMED = 3
"""The most problems of an answer that operations share as one component, named after them."""

Json = dict[str, Any]
forms: set[type] = {Done}
"""The structs that the description's schemas are made from."""

problem_examples: dict[str, Json] = {}
"""The example of each problem that the description refers to, by code."""


def operation(
    *,
    path: str,
    form: type | None,
    example: Any,
    status: int,
    located: bool,
    edits: bool,
    refusals: Sequence[type[Refusal]],
    query: Sequence[str] = (),
) -> Json:
    """The OpenAPI operation of a command, beyond what FastAPI derives itself."""
    parameters = [parameter(name, "path", kind=kind) for name, kind in re.findall(r"{(\w+):?(\w*)}", path)]
    parameters += [{**parameter(name, "query"), "required": name not in OPTIONAL} for name in query]
    parameters += [KEY, {**IF_MATCH, "required": edits}]
    own = [*ALWAYS, *(WITH_BODY if form else ()), *(("precondition.missing",) if edits else ())]
    own += WITH_FILES if form is not None and may_name(form) else ()
    described: Json = {
        "parameters": parameters,
        "security": [{"token": []}],
        "responses": {str(status): done(located), **problems(own, [*OF_ANY_COMMAND, VersionMoved, *refusals])},
    }
    if form is not None:
        described["requestBody"] = body(form, example)
    return described


def parameter(name: str, where: str, *, kind: str = "uuid") -> Json:
    """A parameter of the path or the query. `kind` is its convertor in the path: `uuid`, `int`, or empty for a text."""
    if name in PLACES:
        text, example = PLACES[name]
        described: Json = {"description": text, "schema": {"type": "string"}, "example": example}
    elif kind == "uuid":
        schema = {"type": "string", "format": "uuid"}
        described = {"description": f"The id of the {name.replace('_', ' ')}.", "schema": schema, "example": THING}
    else:
        schema = {"type": {"int": "integer"}.get(kind, "string")}
        described = {"description": f"The {name.replace('_', ' ')}.", "schema": schema}
    return {"name": name, "in": where, "required": True, **described}


def body(form: type, example: Any) -> Json:
    """A request body."""
    forms.add(form)
    content: Json = {"schema": {"$ref": TEMPLATE.format(name=form.__name__)}, "example": example}
    return {"required": True, "content": {"application/json": content}}


def done(located: bool) -> Json:
    """The answer to a command that succeeded."""
    headers = {"ETag": HEADERS["ETag"], "Sijill-Position": HEADERS["Sijill-Position"]}
    if located:
        headers["Location"] = HEADERS["Location"]
    example = {"id": THING, "version": 1, "position": 204_090, "events": 1, "repeated": False}
    content = {"schema": {"$ref": TEMPLATE.format(name="Done")}, "example": example}
    return {"description": "Durably recorded.", "headers": headers, "content": {"application/json": content}}


def problems(own: Iterable[str], refusals: Iterable[type[Refusal]] = ()) -> Json:
    """The error answers by status: each code with its example."""
    texts = {code: OWN[code][1] for code in own}
    texts.update({refusal.code: refusal.__doc__ or "" for refusal in refusals})
    by_status: dict[int, Json] = defaultdict(dict)
    for code, text in sorted(texts.items()):
        named = {name: VALUES[name] for name in re.findall(r"{(\w+)}", text)}
        problem_examples[code] = {"value": details(code, text, "en", named, [])}
        by_status[status_of(code)][code] = {"$ref": EXAMPLE.format(code=code)}
    return {
        str(status): {
            "description": ", ".join(f"`{code}`" for code in examples),
            "content": {MEDIA_TYPE: {"schema": {"$ref": TEMPLATE.format(name="Problem")}, "examples": examples}},
        }
        for status, examples in sorted(by_status.items())
    }


KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A unique key for each command. Repeat a request with the same key, and you get the answer of the first one.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "5a4f8e1c-93f7-4a39-b3c0-1b7a4f0d6c52",
}
IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "description": 'The ETag of the version that you have read (`"3"`); `*` for any.',
    "schema": {"type": "string"},
    "example": '"3"',
}
FOR_EXCEL: Json = {
    "name": "for",
    "in": "query",
    "description": "`excel`: a CSV file that Excel opens by a double click, with a byte order mark and, in Arabic and French, "
    "semicolons between fields and decimal commas. The language is that of `lang` or Accept-Language; in Arabic, the sheet of an "
    "XLSX file goes from right to left.",
    "schema": {"type": "string", "enum": ["excel"]},
}
HEADERS: Json = {
    "ETag": {"description": "The version of the entity, in quotes.", "schema": {"type": "string"}, "example": '"1"'},
    "Sijill-Position": {
        "description": "The position in the log. Pass it as `atLeast` to a query to see your own change.",
        "schema": {"type": "integer"},
        "example": 204_090,
    },
    "Location": {"description": "The address of the new entity.", "schema": {"type": "string"}},
}
PROBLEM: Json = {
    "title": "Problem",
    "description": "A problem, by RFC 9457. `code` is stable; `title` and `detail` are in the reader's language.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "format": "json-pointer"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def describe(app: FastAPI) -> Json:
    """The whole description: FastAPI's own, completed by the forms of the commands."""
    described: Json = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    _, schemas = msgspec.json.schema_components(sorted(forms, key=lambda form: form.__name__), ref_template=TEMPLATE)
    components = described.setdefault("components", {})
    own_schemas = components.setdefault("schemas", {})
    own_schemas.update(schemas)
    own_schemas["Problem"] = PROBLEM
    components["examples"] = problem_examples
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for unused in ("HTTPValidationError", "ValidationError"):
        own_schemas.pop(unused, None)
    for path in described["paths"].values():
        for operation in path.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]  # a path whose parameter is no id does not exist: 404
            share(components, operation)
    return described


def share(components: Json, operation: Json) -> None:
    """Replaces the answers and headers that many operations have in common by references to components."""
    for part, items in (
        ("responses", operation["responses"].items()),
        ("parameters", enumerate(operation.get("parameters", []))),
    ):
        for key, one in list(items):
            if name := common_name(one):
                shared = components.setdefault(part, {}).setdefault(name, one)
                assert shared == one, f"two {part} named {name}"
                operation[part][key] = {"$ref": f"#/components/{part}/{name}"}


def common_name(one: Json) -> str | None:
    """The component's name of an answer or header that many operations share; None for one that they do not."""
    if one.get("in") == "header":
        return f"{one['name']}{'' if one['required'] else '.optional'}"
    for answer in one.get("content", {}).values():
        if answer.get("schema") == {"$ref": TEMPLATE.format(name="Done")}:
            return "Done.located" if "Location" in one["headers"] else "Done"
        if 1 <= len(answer.get("examples", ())) <= MOST_NAMED:
            return "_".join(answer["examples"])
    return None


MOMENT: list[dict[str, Any]] = [
    {
        "name": "asOf",
        "in": "query",
        "description": "A position in the log, or an instant of log time in ISO 8601: what the record said then.",
        "schema": {"type": "string"},
    },
    {
        "name": "at",
        "in": "query",
        "description": "A day, which ends at midnight of the community's time zone, or an instant in ISO 8601.",
        "schema": {"type": "string"},
    },
    {
        "name": "by",
        "in": "query",
        "description": "With `at`: `fact` for what had happened by then, whenever it was recorded; `entry` for what the record "
        "said then.",
        "schema": {"type": "string", "enum": ["fact", "entry"], "default": "fact"},
    },
]
"""The parameters by which an answer is read at a moment."""


def read_answer(form: type, example: Json) -> Json:
    """The answer to a read."""
    forms.add(form)
    content = {"schema": {"$ref": TEMPLATE.format(name=form.__name__)}, "example": example}
    headers = {"ETag": HEADERS["ETag"], "Sijill-Position": HEADERS["Sijill-Position"]}
    return {"description": "The current state.", "headers": headers, "content": {"application/json": content}}
