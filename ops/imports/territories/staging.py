"""Where the rows of territories wait until it is known which of them are to be recorded: outside of memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ops.imports.common.problems import Problems
from ops.imports.territories.files import LEVELS, Territory
from projections.toolkit.sql import beside

QUERIES = beside(__file__)


class Waiting(Territory, frozen=True, kw_only=True):
    """A territory in its turn."""

    number: int


class TerritoryStaging(Problems):
    def __init__(self) -> None:
        super().__init__(QUERIES.tables)

    def add(self, territories: Iterable[Territory]) -> None:
        self._db.executemany(
            QUERIES["add"],
            (
                (
                    *(one.level, one.line, one.code, one.parent, one.kind),
                    *(msgspec.json.encode(one.name).decode(), one.population, one.year),
                )
                for one in territories
            ),
        )

    def count(self) -> int:
        return self._count("territory")

    def drop_misplaced(self, folder: Path) -> int:
        """Takes out the rows whose code stands before already, and those that belong to one that is not above them. Gives how
        many; each is a problem now."""
        asked: dict[str, object] = {"files": files(folder)}
        return self._take_out("doubles", asked) + self._take_out("turned", asked)

    def outside(self, level: int, most: int) -> Iterator[list[str]]:
        """The codes that rows of a level belong to and that no row above bears, in batches of `most`."""
        asked = {"level": level, "after": "", "most": most}
        while found := [code for (code,) in self._db.execute(QUERIES["outside"], asked)]:
            yield found
            asked["after"] = found[-1]

    def drop_strays(self, level: int, parents: Iterable[str], folder: Path) -> int:
        """Takes out the rows of a level that belong to one of `parents`. Gives how many; each is a problem now."""
        asked = {"level": level, "parents": msgspec.json.encode(list(parents)).decode(), "files": files(folder)}
        return self._take_out("strays", asked)

    def waiting(self, most: int) -> Iterator[list[Waiting]]:
        """The rows in their order, those above first, in batches of `most`. Rows that were given may be dropped meanwhile."""
        after = 0
        while found := self._db.execute(QUERIES["waiting"], {"after": after, "most": most}).fetchall():
            yield [
                Waiting(level, line, code, parent, kind, msgspec.json.decode(name), *counted, number=number)
                for number, level, line, code, parent, kind, name, *counted in found
            ]
            after = found[-1][0]

    def drop(self, rows: Iterable[Waiting]) -> None:
        self._db.executemany(QUERIES["drop"], ([row.number] for row in rows))

    def _take_out(self, which: str, asked: dict[str, object]) -> int:
        self._db.execute(QUERIES[f"find_{which}"], asked)
        return self._db.execute(QUERIES[f"drop_{which}"], asked).rowcount


def files(folder: Path) -> str:
    """The paths of the files by their levels, as JSON."""
    return msgspec.json.encode([str(folder / level.file) for level in LEVELS]).decode()
