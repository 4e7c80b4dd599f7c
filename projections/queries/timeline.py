"""The decision history of a plan: every event that concerns it, wherever in the log it stands.

What the audit index has under the plan (its own stream, its activities, whatever names it) leads to what was begun about it:
consultations, meetings, approvals, opinions, resolutions and the sessions that they were tabled in; and to the proposals that it
has taken up or was asked to, from their submission on.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.kernel import Entry
from domain.text import Words
from projections.queries import changes
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)
"""`trails`, `trails_back`, `lengths` and `lengths_of_some` take what those of the audit trail take, and the `position` as of
which it is read what belongs to a plan."""


def things(entry: Entry[Any]) -> tuple[UUID, ...]:
    """The entities that an event concerns, the nearest first: its subject, then the entity of its stream."""
    about = changes.about(entry)
    return (entry.stream,) if about is None else (about, entry.stream)


async def titles(fetch: Fetch, ids: Iterable[UUID], position: int) -> dict[UUID, Words]:
    """The titles of entities at a position, without those that have no official name."""
    wanted = list(set(ids))
    return dict(await fetch(QUERIES["titles"], {"ids": wanted, "position": position})) if wanted else {}
