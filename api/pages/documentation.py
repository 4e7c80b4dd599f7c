"""The API's documentation as a page: the OpenAPI description, readable without a script and without the internet."""

from collections import defaultdict
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.rendering import READ, as_json, page

METHODS = ("get", "post", "put", "patch", "delete")

router = APIRouter(include_in_schema=False)


class Operation(msgspec.Struct, frozen=True):
    """`example` is one of the request's body; `answers` say by status what comes back."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    example: str | None
    answers: dict[str, str]


@router.api_route("/docs", methods=READ)
async def documentation(request: Request) -> HTMLResponse:
    described = request.app.openapi()
    return page(
        request,
        "documentation.html",
        info=described["info"],
        groups=operations(described),
        source=request.app.openapi_url,
    )


def operations(described: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations of an OpenAPI description by their first tag, in its order."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                spec = item[method]
                found[(spec.get("tags") or ["other"])[0]].append(operation(described, method, path, item, spec))
    return dict(found)


def operation(
    described: dict[str, Any], method: str, path: str, item: dict[str, Any], spec: dict[str, Any]
) -> Operation:
    parameters = [resolved(described, one) for one in (*item.get("parameters", []), *spec.get("parameters", []))]
    summary, description = spec.get("summary", ""), spec.get("description", "")
    return Operation(
        method=method.upper(),
        path=path,
        summary=summary,
        description="" if description == summary else description,
        parameters=parameters,
        example=example(described, spec),
        answers={
            status: resolved(described, one).get("description", "") for status, one in spec.get("responses", {}).items()
        },
    )


def example(described: dict[str, Any], spec: dict[str, Any]) -> str | None:
    """The example of the request's body, as JSON."""
    body = resolved(described, spec.get("requestBody", {}))
    content = body.get("content", {}).get("application/json", {})
    if "example" in content:
        return as_json(content["example"])
    for named in content.get("examples", {}).values():
        return as_json(named.get("value"))
    schema = resolved(described, content.get("schema", {}))
    for value in schema.get("examples", []):
        return as_json(value)
    return None


def resolved(described: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """The target of a `$ref` within the description."""
    while "$ref" in spec:
        place: Any = described
        for step in spec["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        spec = place
    return spec
