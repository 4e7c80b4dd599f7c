"""The decision history of plans: everything that concerns one, from its first event on, to be replayed."""

from typing import Unpack

from api.graphql.audit import AuditOrder, Trail, trails
from api.graphql.engine.kinds import Objects
from api.graphql.engine.reading import Reading
from api.graphql.engine.relay import Page, Paging
from projections.queries.timeline import QUERIES


async def timelines(
    reading: Reading,
    rows: Objects,
    events: list[str] | None = None,
    order: AuditOrder = AuditOrder.OLDEST,
    **page: Unpack[Paging],
) -> list[Trail]:
    """The timeline of each of some plans."""
    return await trails(reading, [row.id for row in rows], Page.asked(**page), order, events, QUERIES)
