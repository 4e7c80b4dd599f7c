"""The staging table of an import of territories, outside of memory."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from ops.imports.common.findings import Findings
from ops.imports.common.sentences import Sentence
from ops.imports.territories.files import LEVELS, Territory
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

# By their codes in staging.sql.
Sentence(
    "territory-twice",
    "code {code} is already in line {line} of {file}: two communities cannot have one code; correct it",
)
Sentence("territory-misplaced", "{code} belongs to {parent}, which is not in a file above this one: correct the row")
Sentence(
    "territory-without-parent",
    "{code} belongs to {parent}, which is neither among the sound rows above it nor registered: add it, or correct the row",
)


class StagedRow(Territory, frozen=True, kw_only=True):
    """A territory with its place in the order."""

    number: int


class TerritoryStaging(Findings):
    """The rows of the three files, and their problems."""

    def __init__(self, *, accepted: Collection[str] = (), keep_things: bool = False) -> None:
        super().__init__(QUERIES.tables, accepted=accepted, keep_things=keep_things)

    def add_territories(self, territories: Iterable[Territory]) -> None:
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

    def territory_count(self) -> int:
        return self._count("territory")

    def drop_misplaced(self, folder: Path) -> int:
        """Drops the rows that repeat a code, and those whose parent is not on a higher level. Gives their number; each is stored
        as a problem."""
        parameters: dict[str, object] = {"files": files(folder)}
        return self._drop_with_problems("doubles", parameters) + self._drop_with_problems("turned", parameters)

    def outside(self, level: int, most: int) -> Iterator[list[str]]:
        """The parents of a level's rows that are not in the files themselves, by code, in batches of `most`."""
        parameters = {"level": level, "after": "", "most": most}
        while codes := [code for (code,) in self._db.execute(QUERIES["outside"], parameters)]:
            yield codes
            parameters["after"] = codes[-1]

    def drop_strays(self, level: int, parents: Iterable[str], folder: Path) -> int:
        """Drops a level's rows whose parent is one of `parents`. Gives their number; each is stored as a problem."""
        parameters = {"level": level, "parents": msgspec.json.encode(list(parents)).decode(), "files": files(folder)}
        return self._drop_with_problems("strays", parameters)

    def rows(self, most: int) -> Iterator[list[StagedRow]]:
        """The rows in order, parents first, in batches of `most`. The caller may drop the rows of a batch."""
        after = 0
        while rows := self._db.execute(QUERIES["waiting"], {"after": after, "most": most}).fetchall():
            yield [
                StagedRow(level, line, code, parent, kind, msgspec.json.decode(name), *counted, number=number)
                for number, level, line, code, parent, kind, name, *counted in rows
            ]
            after = rows[-1][0]

    def drop(self, rows: Iterable[StagedRow]) -> None:
        self._db.executemany(QUERIES["drop"], ([row.number] for row in rows))

    def _drop_with_problems(self, which: str, parameters: dict[str, object]) -> int:
        self._db.execute(QUERIES[f"find_{which}"], parameters)
        return self._db.execute(QUERIES[f"drop_{which}"], parameters).rowcount


def files(folder: Path) -> str:
    """The paths of the files in the order of LEVELS, as JSON."""
    return msgspec.json.encode([str(folder / level.file) for level in LEVELS]).decode()
