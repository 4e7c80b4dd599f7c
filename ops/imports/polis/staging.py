"""Where the rows of an export wait until they stand in order: outside of memory, so that any number of them may come."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ops.imports.common.problems import FOREVER, Problems
from ops.imports.polis.polis_export import Comment, Verdict, Vote
from projections.toolkit.sql import beside

QUERIES = beside(__file__)
COMMENTS, VOTES, BOTH = (0, 0), (1, 1), (0, 1)


class Due(msgspec.Struct, frozen=True):
    """A comment (with a body) or a vote (with a choice) in its turn. Times are in milliseconds since 1970."""

    number: int
    line: int
    at: int
    turn: int
    comment: str
    person: str
    body: str | None
    choice: str | None
    ordinal: int
    again: int


class Staging(Problems):
    def __init__(self) -> None:
        super().__init__(QUERIES.tables)

    def clear(self) -> None:
        """Makes room for the next folder. Problems stay."""
        for table in ("comment", "vote", "due"):
            self._db.execute(f"delete from {table}")

    def due_count(self) -> int:
        return self._count("due")

    def add_comments(self, comments: Iterable[Comment]) -> None:
        self._db.executemany(QUERIES["add_comment"], map(msgspec.structs.astuple, comments))

    def add_votes(self, votes: Iterable[Vote]) -> None:
        self._db.executemany(QUERIES["add_vote"], map(msgspec.structs.astuple, votes))

    def line_up(self, comments: Path, votes: Path) -> int:
        """Puts the rows in order, and takes out those that cannot be: second comments under one id, votes on no comment.
        Gives how many were taken out; each is a problem now."""
        before = self.problem_count()
        self._db.execute(QUERIES["find_doubles"], {"file": str(comments)})
        self._db.execute(QUERIES["drop_doubles"])
        self._db.execute(QUERIES["find_strays"], {"file": str(votes)})
        self._db.execute(QUERIES["drop_strays"])
        self._db.execute(QUERIES["line_up"])
        return self.problem_count() - before

    def opens(self) -> int | None:
        """When the first of all happened."""
        found: int | None = self._db.execute("select min(at) from due").fetchone()[0]
        return found

    def due(self, most: int, *, kinds: tuple[int, int] = BOTH, until: int = FOREVER) -> Iterator[list[Due]]:
        """The rows in order, up to a moment, in batches of `most`. Rows that were given may be dropped meanwhile."""
        asked = {"after": 0, "until": until, "lowest": kinds[0], "highest": kinds[1], "most": most}
        while found := self._db.execute(QUERIES["due"], asked).fetchall():
            yield [Due(*row) for row in found]
            asked["after"] = found[-1][0]

    def drop(self, due: Iterable[Due]) -> None:
        self._db.executemany(QUERIES["drop_due"], ([row.number] for row in due))

    def leave_out(self, comment: str, *, missing: bool) -> None:
        """Leaves out a comment's moderation; if it is `missing` in the record, the votes on it are orphans."""
        self._db.execute(QUERIES["mark"], [missing, comment])

    def drop_orphans(self, votes: Path) -> int:
        """Takes out the votes on comments that are missing. Gives how many; each is a problem now."""
        self._db.execute(QUERIES["find_orphans"], {"file": str(votes)})
        return self._db.execute(QUERIES["drop_orphans"]).rowcount

    def verdicts(self, most: int) -> Iterator[list[tuple[str, Verdict]]]:
        """Comment and what its moderators have said, in batches of `most`."""
        after = 0
        while found := self._db.execute(QUERIES["verdicts"], {"after": after, "most": most}).fetchall():
            yield [(id, verdict) for _, id, verdict in found]
            after = found[-1][0]
