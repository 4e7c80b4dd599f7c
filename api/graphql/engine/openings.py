"""A cache of opened texts: until something is erased, they need not be read and decrypted again."""

from collections.abc import Sequence

from api.graphql.engine.reading import Open
from api.ports import Field

CHARACTERS = 16 * 2**20


class Openings:
    """`open_texts` gives texts by the ids of their openings, without erased ones."""

    def __init__(self, open_texts: Open, most: int = CHARACTERS) -> None:
        self._open_texts, self._most, self._held = open_texts, most, 0
        self._known: dict[Field, str] = {}
        self._erased = 0

    def follow(self, erased: int) -> None:
        """Empties the cache if something has been erased."""
        if erased != self._erased:
            self._known, self._held, self._erased = {}, 0, erased

    async def open(self, fields: Sequence[Field]) -> dict[Field, str]:
        """The texts of those fields that are not erased."""
        known = self._known
        found = {field: known[field] for field in fields if field in known}
        if len(found) < len(fields) and (missing := [field for field in fields if field not in found]):
            epoch = self._erased
            opened = await self._open_texts(missing)
            found.update(opened)
            if epoch == self._erased:
                self._keep(opened)
        return found

    def _keep(self, opened: dict[Field, str]) -> None:
        self._held += sum(map(len, opened.values()))
        if self._held > self._most:
            self._known, self._held = {}, sum(map(len, opened.values()))
        self._known.update(opened)
