"""Whether the process is alive (`/healthz`), and whether it can serve (`/readyz`)."""

import msgspec
import psycopg
from fastapi import APIRouter, Request, Response

from api.rest.context import Context
from projections.queries import as_of
from projections.toolkit.agreement import disagreement
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
TIMEOUT = 2.0
"""Seconds within which the database must give a connection."""

router = APIRouter(tags=["health"])


class Readiness(msgspec.Struct, frozen=True):
    """`head` is the last position, null when the log is empty; `lag` counts the events not yet in the read models; `reason` says
    what an operator must mend."""

    ready: bool
    database: str
    head: int | None = None
    lag: int | None = None
    reason: str | None = None


@router.get("/healthz", response_model=None)
async def alive() -> Response:
    """Liveness: the process answers requests."""
    return Response(b'{"alive":true}', media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/readyz", response_model=None)
async def ready(request: Request) -> Response:
    """Readiness: 200 if the database answers and the read models are up to date, otherwise 503."""
    context: Context = request.app.state.context
    try:
        async with context.ports.pool.connection(timeout=TIMEOUT) as db:
            fetch = as_of.over(db)
            ((next, reached),) = await fetch(QUERIES["standing"], {})
            fault = await disagreement(fetch) or await context.ports.fault()
    except psycopg.errors.UndefinedTable:
        return answer(Readiness(False, "no read models yet"))
    except psycopg.OperationalError:
        return answer(Readiness(False, "away"))
    lag = next - (reached or 0)
    return answer(Readiness(not fault and lag <= context.limits.lag, "answers", next - 1 if next else None, lag, fault))


def answer(readiness: Readiness) -> Response:
    """The answer: 200 if this process is ready, else 503."""
    return Response(
        msgspec.json.encode(readiness),
        200 if readiness.ready else 503,
        {"Cache-Control": "no-store"},
        "application/json",
    )
