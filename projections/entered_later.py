"""Entries that were recorded after others of their root whose facts are newer: what is said of that time was not yet known then.

To know them, the newest fact of each root is kept in a table of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.moment import FIRST
from domain.plans.plan_events import ProjectTakenUpElsewhere
from domain.registry import EVENTS
from projections.toolkit.definition import digest
from projections.toolkit.kernel import At, Index, Memory
from projections.toolkit.sql import Fetch, queries_of
from projections.toolkit.versions import fact_after

QUERIES = queries_of(__file__)


FEEDS = [event for event in EVENTS if event is not ProjectTakenUpElsewhere]
"""All events but the notes that other communities leave about a plan: they say nothing of when its own facts were recorded."""


class EnteredLater(Index):
    """An index of entries: each depends on the newest fact of its root before it."""

    def __init__(self) -> None:
        super().__init__("entered_later", ("root", "fact"), FEEDS, lambda entry: (), QUERIES)

    @property
    def own_tables(self) -> tuple[str, ...]:
        return "entered_later", "newest_fact"

    @cached_property
    def digest(self) -> str:
        """The digest of the code that determines its rows."""
        return digest(self.tables, self.table, self.columns, self.feeds, EnteredLater.added)

    def added(self, db: Connection[Any], batch: Sequence[At], latest: Memory) -> list[tuple[Any, ...]]:
        newest: dict[UUID, Any] = latest
        missing = {entry.root for _, entry in batch if entry.root not in newest}
        if missing:
            known = dict(db.execute(QUERIES["newest"], {"roots": [*missing]}, binary=True).fetchall())
            newest.update((root, known.get(root)) for root in missing)
        before = {entry.root: newest[entry.root] for _, entry in batch}
        rows = []
        for position, entry in batch:
            root, fact = entry.root, entry.fact_time
            if newest[root] is not None:
                fact = fact_after(newest[root], entry)
            if newest[root] is None or fact > newest[root]:
                if fact > FIRST:
                    newest[root] = fact
            elif FIRST < fact < newest[root]:
                rows.append((root, fact, position))
        moved = [root for root, was in before.items() if newest[root] != was]
        for query, roots in (
            ("begin", [root for root in moved if before[root] is None]),
            ("move", [root for root in moved if before[root] is not None]),
        ):
            if roots:
                db.execute(QUERIES[query], {"roots": roots, "facts": [newest[root] for root in roots]})
        latest.trim()
        return rows


entered_later = EnteredLater()


async def number_entered_later(fetch: Fetch, things: Iterable[UUID], fact: datetime) -> int:
    """How many entries about the roots of some things were recorded after others whose facts are newer: of those that had
    happened by a time."""
    ((number,),) = await fetch(QUERIES["number"], {"ids": list(set(things)), "moment": fact})
    return int(number)
