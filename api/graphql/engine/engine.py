"""From a request to the bytes of its answer."""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import orjson
import psycopg
from graphql import GraphQLError, GraphQLSchema

from api.graphql.engine import limits
from api.graphql.engine.aside import Aside
from api.graphql.engine.cache import Answered, Answers, Kept, Rows
from api.graphql.engine.errors import Refused, TooBusy, TooSlow
from api.graphql.engine.execute import Answering
from api.graphql.engine.language import Languages
from api.graphql.engine.moments import Moments, moments
from api.graphql.engine.openings import Openings
from api.graphql.engine.parsed import Documents
from api.graphql.engine.planner import Plan, Planner
from api.graphql.engine.readers import Readers
from api.graphql.engine.reading import Reading
from api.graphql.engine.turns import Turns
from api.ports import Ports
from projections.entered_later import number_entered_later

AT_ONCE, FOR_ONE = 8, 5
"""The queries that are computed at the same time, and how many of them one client may have; the others wait."""

log = logging.getLogger(__name__)


class QueryRequest(msgspec.Struct, frozen=True):
    """A request: the document, the name of the operation, the variables as JSON, the reader's languages, and the client's
    address."""

    document: str
    operation: str | None
    variables: bytes
    languages: Languages
    client: str = ""


class Graph(msgspec.Struct, frozen=True):
    """The schema, its planner, and the type names by row type, for fields with several possible types."""

    schema: GraphQLSchema
    planner: Planner
    typenames: dict[type, str]


class Engine:
    def __init__(self, ports: Ports, graph: Graph) -> None:
        self._graph = graph
        self._openings, self._search_token = Openings(ports.open_texts), ports.search_token
        self._readers = Readers(ports.pool)
        self._rules = ports.rules
        self._aside = Aside()
        self._documents = Documents(graph.planner, self._aside)
        self._answers, self._rows = Answers(), Rows()
        self._turns = Turns(AT_ONCE, FOR_ONE)

    async def open(self) -> None:
        await self._readers.open()
        await self._graph.planner.introspection.prepare()

    async def close(self) -> None:
        await self._readers.close()

    async def answer(self, request: QueryRequest) -> Kept:
        """The answer to a query, computed or cached. Raises msgspec.DecodeError if the variables are no JSON object."""
        try:
            async with asyncio.timeout(limits.SECONDS + limits.WAIT_SECONDS):
                plan = await self._documents.plan(
                    request.document, request.operation, request.variables, request.client
                )
                if isinstance(plan, tuple):
                    return Kept(refused(plan), b"")
                at = await moments(self._readers, plan)
                self._openings.follow(at.reached.erased)
                key = (
                    *(request.document, request.operation, request.variables, request.languages),
                    *(tuple(at.by_key.values()), at.reached.moderated, at.reached.erased, at.reached.build),
                    int(time.time()) if plan.clocked else 0,
                )
                return self._answers.get(key) or await self._answers.work_out(
                    key, len(request.document) + len(request.variables), lambda: self._work_out(plan, at, request)
                )
        except TooBusy as error:
            await asyncio.sleep(
                limits.BUSY_SECONDS
            )  # a client that retries at once would be refused as fast as the loop can go
            return Kept(refused([error], 503), b"")
        except Refused as error:
            return Kept(refused([error]), b"")
        except (TimeoutError, psycopg.errors.QueryCanceled):
            return Kept(refused([TooSlow("The query took too long. Request less data.")], 503), b"")
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            log.exception("a query could not be read")
            return Kept(refused([GraphQLError("The register is temporarily unavailable.")], 503), b"")

    async def _work_out(self, plan: Plan, at: Moments, request: QueryRequest) -> Answered:
        async with self._turns.of(request.client), asyncio.timeout(limits.SECONDS):
            introspect = partial(self._graph.planner.introspection.answer, self._aside, request.client)
            readings = self._readings(at, request.languages)
            answer = await Answering(introspect, plan, self._graph.typenames).answer(readings)
            extensions = await entered_later(readings.values())
        position = at.oldest if plan.reads else None
        return Answered(encoded(answer.data, answer.errors, extensions), position=position, keep=not answer.errors)

    def _readings(self, at: Moments, languages: Languages) -> dict[str, Reading]:
        """The `Reading` of each field of the query: one object for all fields that are read at the same moment."""
        now = datetime.now(UTC)
        readings = {
            moment: Reading(
                self._readers.fetch,
                self._openings.open,
                moment.position,
                moment.instant or now,
                languages,
                latest=moment.position == at.reached.position and not moment.by_facts,
                rules=self._rules,
                kept=None if moment.by_facts else self._rows.of(at.reached.build),
                by_facts=moment.by_facts,
                search_token=self._search_token,
            )
            for moment in set(at.by_key.values())
        }
        return {key: readings[moment] for key, moment in at.by_key.items()}


async def entered_later(readings: Iterable[Reading]) -> dict[str, Any]:
    """How many entries about what was read by the facts were recorded after others whose facts are newer; empty for none."""
    number = sum(
        [
            await number_entered_later(one.fetch, one.things, one.moment)
            for one in {*readings}
            if one.by_facts and one.things
        ]
    )
    return {"enteredLater": True, "enteredLaterCount": number} if number else {}


def encoded(data: object, errors: Sequence[GraphQLError], extensions: dict[str, Any]) -> bytes:
    answer: dict[str, Any] = {"data": data}
    if errors:
        answer["errors"] = [error.formatted for error in errors]
    if extensions:
        answer["extensions"] = extensions
    return orjson.dumps(answer)


def refused(errors: Sequence[GraphQLError], status: int = 400) -> Answered:
    """The answer to a query that is refused."""
    formatted = [
        {**error.formatted, "extensions": {"code": "query.invalid", **(error.extensions or {})}} for error in errors
    ]
    return Answered(orjson.dumps({"errors": formatted}), status=status, keep=False)
