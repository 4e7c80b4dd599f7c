"""Recognises the ideas that the log has already, and the consultation that an earlier import of the same list opened."""

from collections.abc import Sequence
from uuid import UUID

from ops.imports.ideas.idea_list import Idea
from ops.imports.ideas.ids import Ids
from ops.wiring import Services
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
SOURCE = "ideas"
KNOWN_AGAIN = 4
"""A consultation is that of a list if it has one of so many ideas of the list, or more: lists grow and are corrected."""


async def recorded_among(register: Services, ids: Ids, ideas: Sequence[Idea]) -> set[UUID]:
    """The commands that submitted some ideas, of those that were carried out."""
    commands = list({ids.submission(idea) for idea in ideas})
    async with register.pool.connection() as db:
        rows = await (await db.execute(QUERIES["commands"], {"ids": commands}, binary=True)).fetchall()
    return {id for (id,) in rows}


async def consultation_with(register: Services, community: UUID, ideas: Sequence[Idea]) -> UUID | None:
    """The consultation that an earlier import of these ideas opened in a community. The read models must have caught up."""
    asked = {"community": community, "system": SOURCE}
    async with register.pool.connection() as db:
        rows = await (await db.execute(QUERIES["opened_by_imports"], asked, binary=True)).fetchall()
    numbers = {id: len(await recorded_among(register, Ids(register.keyring, id), ideas)) for (id,) in rows}
    best = max(numbers, key=lambda id: numbers[id], default=None)
    return best if best is not None and numbers[best] * KNOWN_AGAIN >= max(len(ideas), 1) else None
