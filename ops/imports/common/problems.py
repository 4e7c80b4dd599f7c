"""The problems of an import, kept outside of memory: there may be as many as rows."""

import sqlite3
from collections.abc import Iterator

import msgspec

from ops.imports.common.report import Problem
from projections.toolkit.sql import beside

CACHE = 6_000
"""KiB of memory, before what is kept goes to disk."""

QUERIES = beside(__file__)
FOREVER = 2**62


class Problems:
    """On SQLite: in a file that has no name, goes with its process, and takes what memory cannot. Others put more into it."""

    def __init__(self, tables: str = "") -> None:
        # A database without a name is a file that is unlinked as soon as it is open: not even a kill leaves words behind.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(f"pragma cache_size = -{CACHE}; pragma temp_store = file; pragma journal_mode = off;")
        self._db.executescript(QUERIES.tables + tables)
        self._db.execute("begin")

    def close(self) -> None:
        self._db.close()

    def problem(self, problem: Problem) -> None:
        self._db.execute(QUERIES["problem"], msgspec.structs.asdict(problem))

    def problems(self, most: int = FOREVER) -> Iterator[Problem]:
        """The first problems, in the order in which they were found."""
        for found in self._db.execute(QUERIES["problems"], {"most": most}):
            yield Problem(*found)

    def problem_count(self) -> int:
        return self._count("problem")

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"select count(*) from {table}").fetchone()[0])
