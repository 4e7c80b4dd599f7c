"""For whom somebody acts: an organisation that one represents, or, for somebody in office, one who has no account here."""

import unicodedata
from uuid import UUID

from api.ports import Ports
from api.problems import Problem
from api.rest.commands import Asked
from api.rest.forms import Form, Text
from domain.communities.organisation import NotRegistered, NotRepresented, organisations
from domain.kernel import Organisation
from domain.record import Outsider, Represented
from domain.registry import decode
from projections.toolkit.sql import beside

QUERIES = beside(__file__)
REFUSALS = (NotRegistered, NotRepresented)


class Behalf(Form, frozen=True, kw_only=True):
    """The person or organisation represented: `organisation` for its representative; `name` for office holders who act for a
    person without an account."""

    organisation: UUID | None = None
    name: Text | None = None


async def represented(asked: Asked, behalf: Behalf | None) -> Represented | None:
    """For whom a body or, where there is none, the query (`organisation`) says that one acts."""
    if behalf is None:
        named = asked.query_value("organisation")
        return await spoken_for(asked.ports, as_id(named)) if named else None
    if (behalf.organisation is None) == (behalf.name is None):
        raise Problem("request.invalid", errors=[("/on_behalf_of", "must be either organisation or name")])
    if behalf.organisation is not None:
        return await spoken_for(asked.ports, behalf.organisation)
    return Outsider(unicodedata.normalize("NFC", behalf.name or "").strip())


async def spoken_for(ports: Ports, organisation: UUID) -> Organisation:
    """An organisation with the representative that it has named. That one's right to speak is checked by the record."""
    async with ports.pool.connection() as db:
        rows = await (await db.execute(QUERIES["entries"], {"organisation": organisation})).fetchall()
    known = organisations.initial
    for (entry,) in rows:
        known = organisations.evolve(known, decode(entry))
    if known.representative is None:
        raise NotRepresented
    return Organisation(organisation, known.representative)


def as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("request.invalid", errors=[("/organisation", "must be an id")]) from None
