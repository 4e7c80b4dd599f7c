"""Stores the problems of an import outside of memory: there may be as many as rows."""

import sqlite3
from collections.abc import Iterator

import msgspec

from ops.imports.common.report import Problem
from projections.toolkit.sql import queries_of

CACHE = 6_000
"""KiB of memory that SQLite uses before it writes to disk."""

QUERIES = queries_of(__file__)
FOREVER = 2**62


class Problems:
    """A SQLite database in an anonymous file, which ends with its process. Subclasses add `tables`."""

    def __init__(self, tables: str = "") -> None:
        # SQLite unlinks the file of a database without a name at once: not even a kill leaves people's words behind.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(f"pragma cache_size = -{CACHE}; pragma temp_store = file; pragma journal_mode = off;")
        self._db.executescript(QUERIES.tables + tables)
        self._db.execute("begin")

    def close(self) -> None:
        self._db.close()

    def problem(self, problem: Problem) -> None:
        """Adds a problem."""
        self._db.execute(QUERIES["problem"], msgspec.structs.asdict(problem))

    def problems(self, most: int = FOREVER) -> Iterator[Problem]:
        """The first `most` problems, in the order in which they were added."""
        for row in self._db.execute(QUERIES["problems"], {"most": most}):
            yield Problem(*row)

    def problem_count(self) -> int:
        return self._count("problem")

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"select count(*) from {table}").fetchone()[0])
