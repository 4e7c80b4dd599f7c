"""The staging tables of a Polis import: sort its rows by time, outside of memory, however many there are."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from ops.imports.common.findings import FOREVER, Findings
from ops.imports.polis.polis_export import Comment, Verdict, Vote
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
COMMENTS, VOTES, BOTH = (0, 0), (1, 1), (0, 1)


class StagedRow(msgspec.Struct, frozen=True):
    """A comment (with a body) or a vote (with a choice), in the order of time. Times are in milliseconds since 1970.

    `ordinal` counts equal rows, `within` those whose times are equal in seconds.
    """

    number: int
    line: int
    at: int
    turn: int
    comment: str
    person: str
    body: str | None
    choice: str | None
    ordinal: int
    within: int
    again: int


class Counted(msgspec.Struct, frozen=True):
    """The counts of a comment in comments.csv, and those of its votes: of all rows, and of each voter's last. Polis counted
    either, by its version."""

    line: int
    comment: str
    agrees: int
    disagrees: int
    agreeing: int
    disagreeing: int
    agreeing_last: int
    disagreeing_last: int

    def off(self, *, exchanged: bool = False) -> int:
        """By how many votes the counts differ; `exchanged`: if agrees counts the votes that disagree."""
        agrees, disagrees = (self.disagrees, self.agrees) if exchanged else (self.agrees, self.disagrees)
        return min(abs(agrees - one) + abs(disagrees - other) for one, other in self._of_votes)

    @property
    def missing(self) -> int | None:
        """The number of votes that are counted and not there; None if there are others."""
        lacking = [(self.agrees - one, self.disagrees - other) for one, other in self._of_votes]
        return min((sum(each) for each in lacking if min(each) >= 0), default=None)

    @property
    def _of_votes(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.agreeing, self.disagreeing), (self.agreeing_last, self.disagreeing_last)


class ToRecord(msgspec.Struct, frozen=True):
    """A comment of which something is to be recorded: itself if it is `new`, and its votes by choice."""

    line: int
    comment: str
    body: str
    verdict: str | None
    new: int
    agree: int
    disagree: int
    passes: int


class Staging(Findings):
    """The rows of one folder, and the problems of all folders."""

    def __init__(self, *, accepted: Collection[str] = (), keep_things: bool = False) -> None:
        super().__init__(QUERIES.tables, accepted=accepted, keep_things=keep_things)

    def clear(self) -> None:
        """Deletes the rows, before the next folder. Keeps the problems."""
        for table in ("comment", "vote", "due"):
            self._db.execute(f"delete from {table}")

    def due_count(self) -> int:
        return self._count("due")

    def add_comments(self, comments: Iterable[Comment]) -> None:
        self._db.executemany(QUERIES["add_comment"], map(msgspec.structs.astuple, comments))

    def add_votes(self, votes: Iterable[Vote]) -> None:
        self._db.executemany(QUERIES["add_vote"], map(msgspec.structs.astuple, votes))

    def counted(self) -> Iterator[Counted]:
        """The comments that have counts."""
        for row in self._db.execute(QUERIES["counted"]):
            yield Counted(*row)

    def to_record(self) -> Iterator[ToRecord]:
        """The comments of which something is to be recorded."""
        for row in self._db.execute(QUERIES["to_record"]):
            yield ToRecord(*row)

    def totals(self) -> dict[str, int]:
        """The numbers that summary.csv has too, by their names there."""
        cursor = self._db.execute(QUERIES["totals"])
        return dict(zip((name for name, *_ in cursor.description), cursor.fetchone(), strict=True))

    def line_up(self, comments: Path, votes: Path) -> int:
        """Sorts the rows by time, and drops those that are impossible: second comments of one id, votes on no comment. Gives the
        number of dropped rows; each is stored as a problem."""
        before = self.problem_count()
        self._db.execute(QUERIES["find_doubles"], {"file": str(comments)})
        self._db.execute(QUERIES["drop_doubles"])
        self._db.execute(QUERIES["find_strays"], {"file": str(votes)})
        self._db.execute(QUERIES["drop_strays"])
        self._db.execute(QUERIES["line_up"])
        return self.problem_count() - before

    def opens(self) -> int | None:
        """The time of the first row."""
        first: int | None = self._db.execute("select min(at) from due").fetchone()[0]
        return first

    def due(self, most: int, *, kinds: tuple[int, int] = BOTH, until: int = FOREVER) -> Iterator[list[StagedRow]]:
        """The rows in order, up to a time, in batches of `most`. The caller may drop the rows of a batch."""
        parameters = {"after": 0, "until": until, "lowest": kinds[0], "highest": kinds[1], "most": most}
        while rows := self._db.execute(QUERIES["due"], parameters).fetchall():
            yield [StagedRow(*row) for row in rows]
            parameters["after"] = rows[-1][0]

    def drop(self, due: Iterable[StagedRow]) -> None:
        self._db.executemany(QUERIES["drop_due"], ([row.number] for row in due))

    def leave_out(self, comment: str, *, missing: bool) -> None:
        """Skips a comment's moderation. If the record does not have the comment (`missing`), the votes on it are orphans."""
        self._db.execute(QUERIES["mark"], [missing, comment])

    def drop_orphans(self, votes: Path) -> int:
        """Drops the votes on missing comments. Gives their number; each is stored as a problem."""
        self._db.execute(QUERIES["find_orphans"], {"file": str(votes)})
        return self._db.execute(QUERIES["drop_orphans"]).rowcount

    def verdicts(self, most: int) -> Iterator[list[tuple[str, Verdict]]]:
        """Pairs of a comment's id and its moderators' verdict, in batches of `most`."""
        after = 0
        while rows := self._db.execute(QUERIES["verdicts"], {"after": after, "most": most}).fetchall():
            yield [(id, verdict) for _, id, verdict in rows]
            after = rows[-1][0]
