"""Resolves on whose behalf a command is given: an organisation, or a person without an account."""

import unicodedata
from uuid import UUID

from api.ports import Ports
from api.problems import Problem
from api.rest.commands import Call
from api.rest.forms import Form, Text
from domain.communities.organisation import NotRegistered, NotRepresented, organisations
from domain.kernel import Organisation
from domain.record import Outsider, Represented
from domain.registry import decode
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
REFUSALS = (NotRegistered, NotRepresented)


class Behalf(Form, frozen=True, kw_only=True):
    """The person or organisation represented: `organisation` for its representative; `name` for office holders who act for a
    person without an account."""

    organisation: UUID | None = None
    name: Text | None = None


async def represented(call: Call, behalf: Behalf | None) -> Represented | None:
    """The one on whose behalf a body or, without a body, the query parameter `organisation` acts. Raises a Problem."""
    if behalf is None:
        id = call.query_value("organisation")
        return await organisation(call.ports, as_id(id)) if id else None
    if (behalf.organisation is None) == (behalf.name is None):
        raise Problem("request.invalid", errors=[("/on_behalf_of", "must be either organisation or name")])
    if behalf.organisation is not None:
        return await organisation(call.ports, behalf.organisation)
    return Outsider(unicodedata.normalize("NFC", behalf.name or "").strip())


async def organisation(ports: Ports, id: UUID) -> Organisation:
    """An organisation with the representative whom it has named. The record checks that the caller is the representative. Raises
    NotRepresented."""
    async with ports.pool.connection() as db:
        rows = await (await db.execute(QUERIES["entries"], {"organisation": id})).fetchall()
    state = organisations.initial
    for (entry,) in rows:
        state = organisations.evolve(state, decode(entry))
    if state.representative is None:
        raise NotRepresented
    return Organisation(id, state.representative)


def as_id(text: str) -> UUID:
    """An id in the query. Raises a Problem."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem("request.invalid", errors=[("/organisation", "must be an id")]) from None
