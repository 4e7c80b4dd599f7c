"""Which contributions show no words: one rule for GraphQL, pages, exports, reports, the search and the openings.

Words are shown at a position if nothing withholds them as the contribution stood then, nor as it stands now. To ask for the
past brings nothing back, and to ask for a past in which words were hidden does not show them.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.participation.withheld import Withheld
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)
"""Other files use its parts: `{withheld}` is the rule."""


class Placeholder(msgspec.Struct, frozen=True):
    """Why words are not shown; `reason` is the event whose opening has the reason of moderation, if it gave one."""

    why: Withheld
    reason: UUID | None


async def placeholders_of(fetch: Fetch, things: Sequence[UUID], position: int | None) -> dict[UUID, Placeholder]:
    """The placeholders of those proposals and comments, of some, that show no words at a position; with no position, now."""
    if not things:
        return {}
    found = await fetch(QUERIES["withheld"], {"ids": list(things), "position": position})
    return {thing: Placeholder(why, reason) for thing, why, reason in found}
