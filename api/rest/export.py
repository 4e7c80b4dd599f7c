"""Serves exports: all rows of one kind of thing at a moment, as CSV, JSON Lines or XLSX, streamed.

`sijill export` writes all files at once, with a manifest; the bytes are the same.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from eventsourcing.persistence import Notification
from fastapi import APIRouter, FastAPI, Path, Request, Response
from starlette.responses import StreamingResponse

from api.moment import BadMoment, Moment, moment
from api.pages.rendering import Reader
from api.problems import Problem
from api.rest import documentation
from api.rest.context import Context
from api.rest.moments import bad_moment
from api.rest.routes import PREFIX
from domain.registry import decode
from projections.export.dictionary import FIELDS, dictionary
from projections.export.export import Select, entries, kinds, rows
from projections.export.formats import MEDIA_TYPES, Dialect, Format, Table
from projections.export.sheets import table as table_in

AT_ONCE = 2
"""Queries of all exports that run at the same time: the database must serve others too."""

KINDS = kinds()
LOG, DICTIONARY = "events", "dictionary"

SHOWN: dict[str, Any] = {
    "parameters": [
        *documentation.MOMENT,
        documentation.FOR_EXCEL,
    ],
    "responses": {
        "200": {
            "description": "The file. The header `Sijill-Position` gives the position that it was read at.",
            "content": {
                media_type.partition(";")[0]: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES.values()
            },
        },
        **documentation.problems(["not-found", "request.invalid", "unavailable"]),
    },
}

Of = Annotated[
    str,
    Path(
        description="The content of the file: a kind of entity, `events` (the entries of the log, as JSON Lines only), or "
        "`dictionary` (a description of every column of every file).",
        json_schema_extra={"enum": [*KINDS, LOG, DICTIONARY]},
    ),
]
In = Annotated[
    str,
    Path(
        description="CSV by RFC 4180, JSON Lines, or XLSX with typed cells.",
        json_schema_extra={"enum": list[Any](MEDIA_TYPES)},
    ),
]

router = APIRouter(prefix=PREFIX, tags=["export"])


def mount(app: FastAPI) -> None:
    """Adds the exports to an app."""
    app.state.exporting = asyncio.Semaphore(AT_ONCE)
    app.include_router(router)


@router.get(
    "/export/{kind}.{form}",
    summary="Export all rows of one kind",
    operation_id="export.read",
    response_model=None,
    openapi_extra=SHOWN,
)
async def read(request: Request, kind: Of, form: In) -> Response:
    """All public data of one kind. Text written by people is included only if it may be shown now, even in an export as of an
    earlier moment: the column `words` marks text that is hidden, withdrawn or erased."""
    if form not in MEDIA_TYPES or kind not in (*KINDS, LOG, DICTIONARY) or (kind == LOG and form != "jsonl"):
        raise Problem("not-found")
    chosen: Format = form
    dialect = dialect_of(request)
    context: Context = request.app.state.context
    turns: asyncio.Semaphore = request.app.state.exporting
    try:
        async with context.ports.pool.connection() as db:
            at = await moment(db, request.query_params)
    except BadMoment as error:
        raise bad_moment(error) from None
    position = at.position

    async def fetch(query: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        async with turns, context.ports.pool.connection() as db:
            return await at.over(db)(query, parameters)

    async def select(first: int, most: int, last: int) -> Sequence[Notification]:
        async with turns:
            return await asyncio.to_thread(context.ports.application.recorder.select_notifications, first, most, last)

    headers = {
        "Sijill-Position": str(position),
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{kind}-{position}.{form}"',
        "Vary": "Accept-Language",
    }
    if kind == LOG:
        pieces = log(select, at)
    elif kind == DICTIONARY:
        described = (msgspec.structs.astuple(one) for one in dictionary(KINDS.values()))
        pieces = written(table_in(chosen, dialect, kind), FIELDS, once(described))
    else:
        names = [column.name for column in KINDS[kind].columns]
        found = rows(fetch, context.ports.open_texts, KINDS[kind], position)
        pieces = written(table_in(chosen, dialect, kind), names, found)
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[chosen])


def dialect_of(request: Request) -> Dialect:
    """How a table is written for this reader: with `?for=excel`, for Excel in the language of the reader. Raises a Problem."""
    purpose = request.query_params.get("for")
    if purpose not in (None, "excel"):
        raise Problem("request.invalid", errors=[("/for", "must be excel")])
    return Dialect(Reader(request).language, excel=purpose is not None)


async def once(rows: Iterable[Sequence[Any]]) -> AsyncIterator[Iterable[Sequence[Any]]]:
    yield rows


async def written(
    table: Table, names: Sequence[str], batches: AsyncIterator[Iterable[Sequence[Any]]]
) -> AsyncIterator[bytes]:
    """A table, piece by piece; rows are written in a thread, for votes are taken in this one."""
    try:
        yield table.start(names)
        async for batch in batches:
            yield await asyncio.to_thread(table.rows, batch)
        pieces = table.end()
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece
    finally:
        table.close()


async def log(select: Select, at: Moment) -> AsyncIterator[bytes]:
    async for batch in entries(select, at.position):
        yield b"".join(entry + b"\n" for entry in batch if not at.by_facts or decode(entry).occurred_at <= at.at)
