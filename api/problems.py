"""Turns errors into problem details (RFC 9457): the one place that maps the codes of refusals to HTTP.

{"type": "urn:sijill:problem:ballot.already-cast", "code": "ballot.already-cast", "status": 409, "title": "…", "detail": "…"}

`code` is stable; `title` and `detail` are in the reader's language. `errors` lists the fields that are wrong, each with a JSON
pointer.
"""

import logging
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

import msgspec
import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.i18n import interface_language, languages, translate
from domain.record import ClocksDiffer
from domain.refusal import Refusal

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = 5
"""Seconds after which a client may retry when the database is away."""

OWN: Final = {
    "request.not-json": (400, "The body of the request is not valid JSON."),
    "idempotency-key.missing": (400, "The Idempotency-Key header is missing: send a unique key with each command."),
    "idempotency-key.in-progress": (
        409,
        "A command with this idempotency key is still running: repeat the request to get its result.",
    ),
    "not-logged-in": (401, "You must log in: send your token as `Authorization: Bearer …`."),
    "login.wrong": (401, "The login or the password is wrong."),
    "not-found": (404, "Nothing was found at this address."),
    "method-not-allowed": (405, "This address does not support the method."),
    "request.too-slow": (408, "The body of the request did not arrive in time."),
    "login.taken": (409, "This login is already in use."),
    "opening.hidden": (410, "This text has been hidden or withdrawn."),
    "request.too-large": (413, "The body of the request must not exceed {most} bytes."),
    "request.not-json-typed": (415, "The body of the request must be sent as application/json."),
    "request.invalid": (422, "The request does not match the expected format."),
    "file.cut-off": (400, "The upload of the file is incomplete."),
    "file.empty": (422, "The file is empty."),
    "file.not-taken": (
        422,
        "Files of this type are not accepted. Accepted are PDF, pictures, office documents, tables, text, sound and video.",
    ),
    "file.not-there": (
        422,
        "The request refers to a file that has not been uploaded. Upload it first, then use the SHA-256 in the answer.",
    ),
    "file.other-size": (422, "The request states a wrong file size: the file has {size} bytes."),
    "file.over-quota": (
        429,
        "The daily limit of uploads of an account (in UTC) is reached. Number of files: {files}; size in MB: {megabytes}.",
    ),
    "password.easy": (
        422,
        "This password is too easy to guess: it is common, repeated, a sequence, or like the login. Choose several words.",
    ),
    "account.unknown": (404, "There is no account with this login."),
    "office.unknown-role": (404, "There is no such role."),
    "precondition.missing": (428, "The If-Match header is missing: send the ETag of the version that you have read."),
    "precondition.unreadable": (412, "If-Match must be the ETag of one version."),
    "rate-limited": (429, "Too many requests: retry after {retry_after} s."),
    "request.failed": (400, "The request could not be carried out."),
    "internal": (500, "An internal error occurred. If you sent a command, repeat it with the same key: it counts only once."),
    "unavailable": (503, "The register is temporarily unavailable. Repeat the request with the same key."),
    "clocks-differ": (
        503,
        "The clocks of the server and of its database differ: nothing can be recorded until its operator has set them right.",
    ),
    "busy": (503, "The server is overloaded. Repeat the request with the same key."),
}  # fmt: skip
"""The API's own problems: status and text."""

BY_FORM: Final[Sequence[tuple[str, int]]] = (
    ("text.*", 422),
    ("moment.*", 422),
    ("*.bad-*", 422),
    ("*.unknown-*", 422),
    ("*-needed", 422),
    ("*-itself", 422),
    ("*.unknown", 404),
    ("*-unknown", 404),
    ("*.not-registered", 404),
    ("*.not-yours", 403),
)
"""The status of a refusal by the pattern of its code: malformed, missing, or not the caller's own."""

EXCEPTIONS: Final[Mapping[str, int]] = {
    "ballot.not-cast": 404,
    "office.not-held": 404,
    "body.not-seated": 404,
    "membership.not-a-network": 422,
    "not-allowed": 403,
    "organisation.not-represented": 403,
    "version-moved": 412,
    "idempotency-key-reused": 422,
    "community.parent-not-registered": 422,
    "community.in-a-circle": 422,
    "ballot.wrong-kind": 422,
}
"""The refusals that the patterns do not fit. All others have AS_THINGS_STAND."""

AS_THINGS_STAND: Final = 409

TITLES: Final = {
    400: "Invalid request",
    401: "You are not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "The request took too long",
    409: "Not possible in the current state",
    410: "No longer available",
    412: "The version has changed",
    413: "Too large",
    415: "Not JSON",
    422: "The request contains an error",
    428: "The version is missing",
    429: "Too many requests",
    500: "Internal error",
    503: "Temporarily unavailable",
}


class Problem(Exception):
    """One of the API's own problems. `errors` are pairs of a JSON pointer and a text; `values` fill the placeholders of the
    text."""

    def __init__(self, code: str, *, errors: list[tuple[str, str]] | None = None, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.errors, self.values = code, errors or [], values


def status_of(code: str) -> int:
    """The HTTP status of a code, of a refusal or of the API's own."""
    if code in OWN:
        return OWN[code][0]
    by_form = (status for pattern, status in BY_FORM if fnmatchcase(code, pattern))
    return EXCEPTIONS.get(code) or next(by_form, AS_THINGS_STAND)


def reader(request: Request) -> str:
    """The interface language that the client prefers."""
    return interface_language(languages(request.headers.get("accept-language")))


def details(
    code: str, text: str, language: str, values: Mapping[str, str | int], errors: list[tuple[str, str]]
) -> dict[str, Any]:
    """The members of a problem's JSON object."""
    status = status_of(code)
    members: dict[str, Any] = {
        "type": f"urn:sijill:problem:{code}",
        "title": translate(TITLES[status], language),
        "status": status,
        "detail": translate(text, language, **values),
        "code": code,
        **values,
    }
    if errors:
        members["errors"] = [{"pointer": pointer, "detail": what} for pointer, what in errors]
    return members


def problem_response(
    request: Request, code: str, text: str, values: Mapping[str, str | int], errors: list[tuple[str, str]]
) -> Response:
    language = reader(request)
    members = details(code, text, language, values, errors)
    headers = {"Content-Language": language, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    if "retry_after" in values:
        headers["Retry-After"] = str(values["retry_after"])
    if members["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(msgspec.json.encode(members), members["status"], headers, MEDIA_TYPE)


async def on_problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem_response(request, problem.code, OWN[problem.code][1], problem.values, problem.errors)


async def on_refusal(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    text = refusal.__doc__ or refusal.code
    field = refusal.details.get("field")
    detail = translate(text, reader(request), **refusal.details)
    return problem_response(request, refusal.code, text, refusal.details, [(f"/{field}", detail)] if field else [])


async def on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {401: "not-logged-in", 404: "not-found", 405: "method-not-allowed", 413: "request.too-large"}.get(
        error.status_code, "request.failed"
    )
    values = {"most": request.app.state.limits.body} if code == "request.too-large" else {}
    response = await on_problem(request, Problem(code, **values))
    response.headers.update(error.headers or {})
    return response


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [("/".join(("", *map(str, one["loc"]))), str(one["msg"])) for one in error.errors()]
    return await on_problem(request, Problem("request.invalid", errors=errors))


async def on_database_away(request: Request, error: Exception) -> Response:
    log.warning("%s %s: the database is away (%s)", request.method, request.url.path, type(error).__name__)
    return await on_problem(request, Problem("unavailable", retry_after=RETRY_AFTER))


async def on_clocks(request: Request, error: Exception) -> Response:
    log.error("%s %s: %s", request.method, request.url.path, error)
    return await on_problem(request, Problem("clocks-differ", retry_after=RETRY_AFTER))


async def on_fault(request: Request, error: Exception) -> Response:
    response = await on_problem(request, Problem("internal"))
    response.headers["Connection"] = "close"  # the server drops the connection of a request that has failed
    return response


def install(app: FastAPI) -> None:
    """Registers the handlers that turn every error of an app into a problem."""
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(psycopg.OperationalError, on_database_away)
    app.add_exception_handler(ClocksDiffer, on_clocks)
    app.add_exception_handler(Exception, on_fault)
