"""Collects the report of an import outside of memory: there may be as many problems, doubts and things as rows."""

import sqlite3
from collections.abc import Collection, Iterator
from typing import TypeVar

import msgspec

from ops.imports.common.report import Doubt, Finding, Problem, Thing, Understood
from ops.imports.common.sentences import Message
from projections.toolkit.sql import queries_of

CACHE = 6_000
"""KiB of memory that SQLite uses before it writes to disk."""

QUERIES = queries_of(__file__)
FOREVER = 2**62

F = TypeVar("F", bound=Finding)


class Findings:
    """A SQLite database in an anonymous file, which ends with its process. Subclasses add `tables`.

    `accepted` are the codes of the doubts that somebody accepted, `keep_things` says whether things are asked for: by a dry run.
    """

    def __init__(self, tables: str = "", *, accepted: Collection[str] = (), keep_things: bool = False) -> None:
        self.accepted, self.keep_things = frozenset(accepted), keep_things
        # SQLite unlinks the file of a database without a name at once: not even a kill leaves people's words behind.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(f"pragma cache_size = -{CACHE}; pragma temp_store = file; pragma journal_mode = off;")
        self._db.executescript(QUERIES.tables + tables)
        self._db.execute("begin")

    def close(self) -> None:
        self._db.close()

    def add(self, finding: Finding) -> None:
        """Adds a problem, a notice or a part that is left out; of a doubt, see `doubt`."""
        parameters = {
            **msgspec.structs.asdict(finding),
            "list": finding.list_name,
            "message": msgspec.json.encode(finding.message).decode(),
        }
        self._db.execute(QUERIES["add"], {"accepted": False, **parameters})

    def doubt(self, doubt: Doubt) -> bool:
        """Adds a doubt. Gives whether somebody accepted its code: if not, the things that it concerns must not be recorded."""
        accepted = doubt.code in self.accepted
        self.add(msgspec.structs.replace(doubt, accepted=accepted))
        return accepted

    def problem(self, problem: Problem) -> None:
        """Adds a problem."""
        self.add(problem)

    def understand(self, understood: Understood) -> None:
        """Adds how a sheet or a file was understood."""
        self._db.execute(QUERIES["understand"], [msgspec.json.encode(understood).decode()])

    def thing(self, thing: Thing) -> None:
        """Adds a thing, if things are asked for."""
        if self.keep_things:
            self._db.execute(QUERIES["thing"], [thing.state, thing.kind, msgspec.json.encode(thing).decode()])

    def of(self, kind: type[F], most: int = FOREVER) -> Iterator[F]:
        """The first `most` findings of a kind, in the order in which they were added."""
        rows = self._db.execute(QUERIES["findings"], {"list": kind.list_name, "most": most})
        for file, line, message, sheet, column, accepted in rows:
            parsed: Message | str = msgspec.json.decode(message, type=Message | str)
            finding = kind(file, line, parsed, sheet, column)
            yield msgspec.structs.replace(finding, accepted=bool(accepted)) if isinstance(finding, Doubt) else finding

    def problems(self, most: int = FOREVER) -> Iterator[Problem]:
        """The first `most` problems."""
        yield from self.of(Problem, most)

    def understood(self) -> Iterator[Understood]:
        for (content,) in self._db.execute(QUERIES["understood"]):
            yield msgspec.json.decode(content, type=Understood)

    def things(self) -> Iterator[Thing]:
        for (content,) in self._db.execute(QUERIES["things"]):
            yield msgspec.json.decode(content, type=Thing)

    def count(self, kind: type[Finding]) -> int:
        return int(self._db.execute(QUERIES["count"], [kind.list_name]).fetchone()[0])

    def problem_count(self) -> int:
        return self.count(Problem)

    def withheld_count(self) -> int:
        """The number of doubts that nobody accepted."""
        return int(self._db.execute(QUERIES["withheld"]).fetchone()[0])

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"select count(*) from {table}").fetchone()[0])
