"""The OpenAPI description of the commands: forms, headers, outcomes and every problem with its code, each by an example."""

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
ALWAYS = ("not-logged-in", "rate-limited", "unavailable", "idempotency-key.missing", "idempotency-key.in-progress")
WITH_BODY = ("request.not-json", "request.not-json-typed", "request.too-large", "request.invalid")
WITH_FILES = ("file.not-there", "file.other-size")
OF_ANY_COMMAND = (NotAllowed, KeyReused, TooLongInAll)
VALUES: dict[str, str | int] = {
    "field": "body", "most": 10_000, "retry_after": 2, "version": 3, "role": "moderator",
    "time_zone": "Mars/Olympus", "language": "français", "size": 48_120, "seats": 51,
    "completion": "no-evidence", "words": "limited, substantial, complete",
    "subject": "plan.completion",
    "requesting": 3, "in_office": 11, "present": 5, "needed": 6, "first": "2026-10-08", "last": "2026-10-10",
    "item": "3", "adopted": 2,
    "stage": "public_consultation", "requirement": "draft_published", "principle": "speed", "word": "grand",
}  # fmt: skip
"""For what the examples of problems name in braces."""

MOST_NAMED = 3
"""Up to how many problems an answer is told once for all operations, under the problems' names."""

Json = dict[str, Any]
forms: set[type] = {Done}
"""The structs that the description's schemas are made from."""

told: dict[str, Json] = {}
"""Each problem that the description refers to, by code, with its example: told once."""


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
    """What OpenAPI says of one command, beyond what FastAPI finds out by itself."""
    parameters = [place(name, "path", kind=kind) for name, kind in re.findall(r"{(\w+):?(\w*)}", path)]
    parameters += [{**place(name, "query"), "required": name not in OPTIONAL} for name in query]
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


def place(name: str, where: str, *, kind: str = "uuid") -> Json:
    """A part of the path or of the query. `kind` is that of the path: `uuid`, or nothing for a text."""
    if name in PLACES:
        text, example = PLACES[name]
        said: Json = {"description": text, "schema": {"type": "string"}, "example": example}
    elif kind == "uuid":
        schema = {"type": "string", "format": "uuid"}
        said = {"description": f"The id of the {name.replace('_', ' ')}.", "schema": schema, "example": THING}
    else:
        schema = {"type": {"int": "integer"}.get(kind, "string")}
        said = {"description": f"The {name.replace('_', ' ')}.", "schema": schema}
    return {"name": name, "in": where, "required": True, **said}


def body(form: type, example: Any) -> Json:
    forms.add(form)
    content: Json = {"schema": {"$ref": TEMPLATE.format(name=form.__name__)}, "example": example}
    return {"required": True, "content": {"application/json": content}}


def done(located: bool) -> Json:
    """The answer to a command that was carried out."""
    headers = {"ETag": HEADERS["ETag"], "Sijill-Position": HEADERS["Sijill-Position"]}
    if located:
        headers["Location"] = HEADERS["Location"]
    example = {"id": THING, "version": 1, "position": 204_090, "events": 1, "repeated": False}
    content = {"schema": {"$ref": TEMPLATE.format(name="Done")}, "example": example}
    return {"description": "Durably recorded.", "headers": headers, "content": {"application/json": content}}


def problems(own: Iterable[str], refusals: Iterable[type[Refusal]] = ()) -> Json:
    """The answers to what goes wrong, by status: each code with its example."""
    texts = {code: OWN[code][1] for code in own}
    texts.update({refusal.code: refusal.__doc__ or "" for refusal in refusals})
    by_status: dict[int, Json] = defaultdict(dict)
    for code, text in sorted(texts.items()):
        named = {name: VALUES[name] for name in re.findall(r"{(\w+)}", text)}
        told[code] = {"value": details(code, text, "en", named, [])}
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
    """The whole description: FastAPI's, with the forms of the commands."""
    described: Json = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    _, schemas = msgspec.json.schema_components(sorted(forms, key=lambda form: form.__name__), ref_template=TEMPLATE)
    components = described.setdefault("components", {})
    known = components.setdefault("schemas", {})
    known.update(schemas)
    known["Problem"] = PROBLEM
    components["examples"] = told
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for unused in ("HTTPValidationError", "ValidationError"):
        known.pop(unused, None)
    for path in described["paths"].values():
        for said in path.values():
            if "HTTPValidationError" in str(said["responses"].get("422")):
                del said["responses"]["422"]  # what is not an id is not an address: 404
            tell_once(components, said)
    return described


def tell_once(components: Json, said: Json) -> None:
    """Puts what many operations have in common (answers, headers that are asked for) where it is told once."""
    for part, items in (
        ("responses", said["responses"].items()),
        ("parameters", enumerate(said.get("parameters", []))),
    ):
        for key, one in list(items):
            if name := common_name(one):
                known = components.setdefault(part, {}).setdefault(name, one)
                assert known == one, f"two {part} named {name}"
                said[part][key] = {"$ref": f"#/components/{part}/{name}"}


def common_name(one: Json) -> str | None:
    """The name of an answer or of a header that many operations have; None for what is an operation's own."""
    if one.get("in") == "header":
        return f"{one['name']}{'' if one['required'] else '.optional'}"
    for answer in one.get("content", {}).values():
        if answer.get("schema") == {"$ref": TEMPLATE.format(name="Done")}:
            return "Done.located" if "Location" in one["headers"] else "Done"
        if 1 <= len(answer.get("examples", ())) <= MOST_NAMED:
            return "_".join(answer["examples"])
    return None


def shown(form: type, example: Json) -> Json:
    """The answer of a read."""
    forms.add(form)
    content = {"schema": {"$ref": TEMPLATE.format(name=form.__name__)}, "example": example}
    headers = {"ETag": HEADERS["ETag"], "Sijill-Position": HEADERS["Sijill-Position"]}
    return {"description": "The current state.", "headers": headers, "content": {"application/json": content}}
