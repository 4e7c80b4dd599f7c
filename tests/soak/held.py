"""What must hold after any number of kills: of the log, and of its topics."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import msgspec

from consumers.cloud_events import position_of
from consumers.reading import messages
from domain.participation.ballot import BallotCast, BallotChanged, BallotWithdrawn
from domain.registry import decode
from ops.database import Database
from ops.settings import Settings
from tests.soak.voters import Acknowledged

BALLOTS = (BallotCast, BallotChanged, BallotWithdrawn)


class Counted(msgspec.Struct, frozen=True):
    """What was held against each other."""

    events: int
    commands: int
    messages: int
    roots: int

    def __str__(self) -> str:
        return (
            f"log: {self.events} events, gap-free; {self.commands} acknowledged commands, each in it once, and no others; "
            f"topics: {self.messages} messages, {self.messages - self.events} of them repeats, every event there, "
            f"in order under each of {self.roots} keys"
        )


def check(folder: Path, kafka: str, said: Sequence[Acknowledged]) -> Counted:
    log = the_log(folder)
    check_log(log, said)
    count, roots = check_topics(log, kafka)
    return Counted(len(log), len(said), count, roots)


def the_log(folder: Path) -> list[tuple[int, bytes, UUID]]:
    """Positions, entries, and the commands that are known to have an outcome at that position."""
    database = Database(Settings(data_dir=folder))
    try:
        database.start()
        with database.connect_sync("record") as db:
            rows = db.execute("select position, entry from log order by position", binary=True).fetchall()
            outcomes = dict(db.execute("select id, position from command", binary=True).fetchall())
    finally:
        database.stop()
    entries = [decode(entry) for _, entry in rows]
    assert {entry.command_id for entry in entries} == outcomes.keys()
    for entry, (position, _) in zip(entries, rows, strict=True):
        assert outcomes[entry.command_id] == position, "one event each: the outcome is the event's position"
    return [(position, line, entry.command_id) for (position, line), entry in zip(rows, entries, strict=True)]


def check_log(log: Sequence[tuple[int, bytes, UUID]], said: Sequence[Acknowledged]) -> None:
    assert [position for position, _, _ in log] == list(range(len(log))), "positions have gaps"
    commands = [command for _, _, command in log]
    assert len(set(commands)) == len(commands), "a command is in the log twice"
    versions: dict[UUID, int] = defaultdict(int)
    ballots = set()
    for position, line, _ in log:
        entry = decode(line)
        versions[entry.stream] += 1
        assert entry.version == versions[entry.stream], "a stream has gaps"
        if isinstance(entry.data, BALLOTS):
            ballots.add((entry.stream, entry.version, position))
    acknowledged = [(one.ballot, one.version, one.position) for one in said]
    assert len(set(acknowledged)) == len(acknowledged), "two commands were told the same outcome"
    # Every voter asks until answered: so the log holds what was acknowledged, and nothing else.
    assert set(acknowledged) == ballots


def check_topics(log: Sequence[tuple[int, bytes, UUID]], kafka: str) -> tuple[int, int]:
    """How many messages lie there, under how many keys."""
    wanted: dict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
    for position, line, _ in log:
        wanted[str(decode(line).root).encode()].append((position, line))
    found: dict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
    count = 0
    for _, record in messages(kafka):
        count += 1
        position, of_key = position_of(record.headers), found[record.key]
        if not of_key or position > of_key[-1][0]:  # what a consumer does: it drops what it has seen by position
            of_key.append((position, record.value))
    assert found == wanted
    return count, len(found)
