"""Checks of the log, of the outcomes of commands and of the openings: one pass over the entries, then what only the database can
compare, in one transaction. Memory does not grow with the log.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import Connection

from domain.kernel import ENTITLED, Entry
from domain.registry import decode, is_canonical
from ops.checks.openings import Openings
from ops.checks.report import Report
from ops.keys import Keyring
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

PAGE = 2_000
"""Entries that are read at once."""

SLACK = timedelta(seconds=2)
"""How far the time in an event's id may be from the entry's times: the append refuses times that are a second off."""

BEGINNING = datetime.min.replace(tzinfo=UTC)

OnProgress = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and of how much."""

Row = tuple[int, datetime, UUID, int, bytes]
"""A row of the log: position, log time, stream, version, entry."""


def check_log(db: Connection[Any], keyring: Keyring | None, report: Report, on_progress: OnProgress) -> None:
    """Adds to a report. Without a keyring, commitments are not checked."""
    db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with db.transaction():
        db.execute(QUERIES["begin"])
        checks = Entries(db, report, Openings(db, keyring, report, QUERIES))
        ((next, at, total),) = db.execute(QUERIES["head"]).fetchall()
        with db.cursor("log", binary=True) as cursor:
            cursor.execute(QUERIES["entries"])
            on_progress("entries", 0, total)
            while page := cursor.fetchmany(PAGE):
                checks.take(page)
                on_progress("entries", checks.count, total)
        place = f"position {checks.next - 1}"
        report.expect("positions", place, next == checks.next, f"The head says that the next position is {next}.")
        report.expect("times", place, checks.is_last(at), f"The head has another log time: {at}.")
        compare(db, report, checks.count, on_progress)


class Entries:
    """The checks of each entry by itself, and against the one before."""

    def __init__(self, db: Connection[Any], report: Report, openings: Openings) -> None:
        self._db, self._report, self._openings = db, report, openings
        self.count, self.next = 0, 0
        self._latest: datetime | None = None
        self._at: datetime | None = None

    def is_last(self, at: datetime | None) -> bool:
        """Whether a log time is that of the last entry; before the first entry, any is."""
        return self._at is None or self._at == at

    def take(self, page: Sequence[Row]) -> None:
        """Checks the next rows."""
        decoded = [entry for row in page if (entry := self._checked(row))]
        identities = [(position, entry.event_id, entry.command_id) for position, entry in decoded]
        with self._db.cursor() as cursor, cursor.copy("copy identities from stdin (format binary)") as out:
            out.set_types(["int8", "uuid", "uuid"])
            for row in identities:
                out.write_row(row)
        self._openings.take(decoded)
        self.count += len(page)

    def _checked(self, row: Row) -> tuple[int, Entry[Any]] | None:
        position, at, stream, version, raw = row
        place, expect = f"position {position}", self._report.expect
        expect("positions", place, position == self.next, f"The position before is {self.next - 1}.")
        self.next = position + 1
        try:
            entry, canonical = decode(raw), is_canonical(raw)
        except (msgspec.MsgspecError, ValueError, TypeError, KeyError) as error:
            expect("entries", place, False, f"The entry cannot be decoded: {error}.")
            return None
        expect("entries", place, canonical, "The entry is not its own canonical JSON.")
        same = (entry.stream, entry.version) == (stream, version)
        expect(
            "columns", place, same, f"The entry is version {entry.version} of {entry.stream}; its row says otherwise."
        )
        fault = self._time_fault(at, entry)
        expect("times", place, not fault, fault)
        fault = id_fault(at, entry)
        expect("event_ids", place, not fault, fault)
        return position, entry

    def _time_fault(self, at: datetime, entry: Entry[Any]) -> str:
        """How the times of an entry cannot be those that it was appended with."""
        self._latest = max(self._latest or BEGINNING, entry.recorded_at)
        self._at = at
        if at != self._latest:
            return "The log time is not the latest time of recording up to here."
        if entry.occurred_at > entry.recorded_at:
            return "It was recorded before it happened."
        if entry.occurred_at != entry.recorded_at and not isinstance(entry.actor, ENTITLED):
            return "It happened at another time than it was recorded, and only officers and processes may record so."
        return ""


def id_fault(at: datetime, entry: Entry[Any]) -> str:
    """How an event's id is not one that was made for this entry: a UUID of version 7, which has the time when it was made."""
    id = entry.event_id
    if id.version != 7:
        return f"The event id {id} is not a UUID of version 7."
    made = datetime.fromtimestamp((id.int >> 80) / 1000, UTC)
    if not entry.recorded_at - SLACK <= made <= at + SLACK:
        return f"The event id {id} was made at {made.isoformat()}, and the entry was recorded at another time."
    return ""


def compare(db: Connection[Any], report: Report, entries: int, on_progress: OnProgress) -> None:
    """The checks that compare entries with each other, and with the tables beside the log."""
    stages = iter(range(1, 6))

    def count_of(name: str) -> tuple[int, Any]:
        ((number, first),) = db.execute(QUERIES[name]).fetchall()
        on_progress("compare_log", next(stages), 5)
        return int(number), first

    db.execute(QUERIES["analyze"])
    ((commands,),) = db.execute(QUERIES["commands"]).fetchall()
    report.done("versions", entries)
    report.done("commands", entries + commands)
    number, first = count_of("versions")
    if number:
        report.failed("versions", f"position {first}", "The versions of the stream do not count from 1.", number)
    number, first = count_of("repeated")
    if number:
        report.failed("event_ids", f"position {first}", "Another entry has the same event id.", number)
    number, first = count_of("without_command")
    if number:
        report.failed("commands", f"position {first}", "No command has recorded this entry.", number)
    number, first = count_of("without_entries")
    if number:
        message = "The outcome of the command is not that of its entries."
        report.failed("commands", f"command {first}", message, number)
    number, first = count_of("strays")
    report.done("openings", number)
    if number:
        report.failed("openings", f"opening {first}", "The log has no such event.", number)
