"""Files: officers upload them before a command names them; everybody may download them once the record names them.

A file is identified by the SHA-256 of its bytes. Its name and its media type come from the document in an event, so nobody can
download a file that no event names.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse

from api.i18n import chosen, languages
from api.ports import FilesAway, Ports
from api.problems import RETRY_AFTER, Problem
from api.rest import documentation
from api.rest.context import Context
from api.rest.routes import PREFIX
from api.rest.uploads import arrived, reserved
from api.security import Caller
from domain.communities.office import office_stream
from domain.documents import MOST_BYTES
from domain.refusal import NotAllowed
from projections.documents import documents
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

INLINE = frozenset({"application/pdf", "image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
"""Media types that a browser displays, and that cannot run code."""

TAKEN = INLINE | {
    "application/geo+json",
    "application/json",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "audio/mpeg",
    "audio/ogg",
    "text/csv",
    "text/plain",
    "video/mp4",
    "video/webm",
}
"""Accepted media types: documents, tables, pictures, recordings. None that a browser would run."""

_sha256 = re.compile(r"[0-9a-f]{64}")

router = APIRouter(prefix=PREFIX, tags=["files"])


class KeptFile(msgspec.Struct, frozen=True):
    """A stored file, in the form in which a command's document refers to it."""

    sha256: str
    size: int
    media_type: str


EXAMPLE_ADDRESS = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
KEPT = {
    **documentation.read_answer(KeptFile, {"sha256": EXAMPLE_ADDRESS, "size": 48_120, "media_type": "application/pdf"}),
    "description": "The file has been stored.",
    "headers": {"Location": documentation.HEADERS["Location"]},
}
BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.put(
    "/files",
    summary="Upload a file",
    operation_id="files.keep",
    status_code=201,
    response_model=None,
    openapi_extra={
        "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"*/*": BYTES}},
        "responses": {
            "200": {**KEPT, "description": "The file was already stored."},
            "201": KEPT,
            **documentation.problems(
                (
                    *("not-logged-in", "rate-limited", "unavailable", "request.too-slow", "request.too-large"),
                    *("file.empty", "file.not-taken", "file.cut-off", "file.over-quota"),
                ),
                (NotAllowed,),
            ),
        },
    },
)
async def keep(request: Request) -> Response:
    """Send the file as the body, with its Content-Type: PDF, picture, office document, table, text, sound or video. Use the
    answer to refer to the file in a command. Identical files are stored once. Allowed for holders of any office, up to a
    number of files and bytes a day. A file that no command names is deleted a day later."""
    context: Context = request.app.state.context
    caller = await context.tokens.caller(request.headers.get("authorization", "").encode("latin-1"))
    context.commands.consume(caller.account)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in TAKEN:
        raise Problem("file.not-taken")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise Problem("request.too-large", most=MOST_BYTES)
    if not await in_office(context.ports, caller):
        raise NotAllowed
    size = int(length) if length.isdigit() else MOST_BYTES
    try:
        async with reserved(context.ports, context.limits, caller.account, size) as reservation:
            body = upload(request, context.limits.body_seconds, size)
            kept = await context.ports.files.keep(body, partial(arrived, context.ports))
            reservation.stored = kept
    except FilesAway:
        raise Problem("unavailable", retry_after=RETRY_AFTER) from None
    answer = KeptFile(kept.sha256, kept.size, media_type)
    headers = {"Location": f"{PREFIX}/files/{kept.sha256}", "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(answer), 201 if kept.new else 200, headers, "application/json")


async def upload(request: Request, seconds: float, most: int) -> AsyncIterator[bytes]:
    """Receives a file of at most some bytes in pieces; each piece must arrive within some seconds. Raises a Problem."""
    size, pieces = 0, aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(seconds):
                piece = await anext(pieces, b"")
        except TimeoutError:
            raise Problem("request.too-slow") from None
        except ClientDisconnect:
            raise Problem("file.cut-off") from None
        size += len(piece)
        if size > most:
            raise Problem("request.too-large", most=most)
        if not piece:
            break
        yield piece
    if size == 0:
        raise Problem("file.empty")


async def in_office(ports: Ports, caller: Caller) -> bool:
    """Whether the caller holds an office in any community or on the platform; `citizen` alone is no office."""
    async with ports.pool.connection() as db:
        scopes = await (await db.execute(QUERIES["communities"])).fetchall()
        ids = [office_stream(scope, ports.pseudonym(scope, caller.person)) for (scope,) in scopes]
        row = await (await db.execute(QUERIES["holds"], {"ids": ids})).fetchone()
    return row is not None and bool(row[0])


@router.get(
    "/files/{sha256}",
    summary="Download a file",
    operation_id="files.read",
    response_model=None,
    openapi_extra={
        "responses": {
            "200": {"description": "The file.", "content": {"*/*": BYTES}},
            **documentation.problems(["not-found", "unavailable"]),
        }
    },
)
async def read(request: Request, sha256: str) -> Response:
    """The file with this SHA-256, if an event of the record refers to it. Browsers display PDF and pictures, and save other
    files."""
    context: Context = request.app.state.context
    ports = context.ports
    if not _sha256.fullmatch(sha256):
        raise Problem("not-found")
    async with ports.pool.connection() as db:
        named = await (await db.execute(documents.queries["named"], {"sha256": sha256})).fetchone()
    if named is None:
        raise Problem("not-found")
    media_type, names = named
    etag = f'"{sha256}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Disposition": disposition(
            names, languages(request.headers.get("accept-language")), inline=media_type in INLINE
        ),
    }
    try:
        size = await ports.files.size(sha256)
    except FilesAway:
        raise Problem("unavailable", retry_after=RETRY_AFTER) from None
    if size is None:
        raise Problem("not-found")
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(size)
    served = media_type if media_type in TAKEN else "application/octet-stream"
    return StreamingResponse(ports.files.read(sha256), headers=headers, media_type=served)


def disposition(names: dict[str, str], tags: list[str], *, inline: bool) -> str:
    """A Content-Disposition header, with the name in the best of some languages."""
    name = chosen(names, tags)
    filename = f"; filename*=UTF-8''{quote(name[1], safe='')}" if name else ""
    return ("inline" if inline else "attachment") + filename
