"""Every read model by the facts, on the real database: for any history whose facts are recorded in any order."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import msgspec
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg import Connection

from domain.kernel import Entry
from ops.database import Database
from projections.entered_later import entered_later
from projections.models import MODELS
from projections.participation.tally import Tally, tallies
from projections.toolkit.facts import by_facts
from projections.toolkit.fold import MissingRow
from projections.toolkit.kernel import ReadModel
from projections.toolkit.listed import Counts
from projections.toolkit.runner import LIVE, Runner
from projections.toolkit.state import state
from tests.kit.histories.any_history import Step, played, steps
from tests.kit.log import append, ballots, emptied

START = datetime(2020, 1, 1, tzinfo=UTC)
READ_MODELS = [model for model in MODELS if isinstance(model, ReadModel) and not isinstance(model, Counts)]
"""Kept counts are left out: they are no fold of entries alone."""


def expected(entries: list[Entry[Any]], fact: datetime) -> dict[str, dict[str, Any]]:
    """The rows of each read model by the definition: the entries whose facts are not later, folded in the order of the log."""
    found: dict[str, dict[str, Any]] = {}
    for model in READ_MODELS:
        rows: dict[Any, Any] = {}
        for entry in entries:
            if type(entry.data) not in model.feeds or entry.fact_time > fact:
                continue
            key = model.key(entry)
            try:
                rows[key] = model.fold(rows.get(key), entry)
            except MissingRow:  # what makes the row happened only later
                continue
        found[model.table] = {str(key): plain(row) for key, row in rows.items() if row is not None}
    return found


def plain(row: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(row))


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps(), st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(1, 12))
def test_rows_by_the_facts_are_the_fold_of_what_had_happened(
    database: Database, db: Connection[Any], asked: list[Step], days: list[int], batch: int
) -> None:
    emptied(db, LIVE)
    entries = [
        msgspec.structs.replace(entry, occurred_at=START + timedelta(days=day))
        for entry, day in zip(played(asked), cycle(days), strict=False)
    ]
    append(db, entries)
    runner = Runner(database, MODELS, LIVE, batch=batch)
    runner.catch_up()
    runner.close()
    with database.connect_sync(f"{LIVE},record") as reader, reader.transaction():
        for day in range(-1, 10):
            fact = START + timedelta(days=day)
            found: dict[str, dict[str, Any]] = {model.table: {} for model in READ_MODELS}
            for row in state(reader, len(entries) - 1, READ_MODELS, fact=fact):
                table, _ = row.pop("read_model"), row.pop("since")
                key = str(next(iter(row.values())))
                assert key not in found[table], "two versions of a row are valid at once"
                found[table][key] = plain(row)
            assert found == expected(entries, fact)
        late = list(state(reader, len(entries) - 1, [entered_later]))
    assert [row["position"] for row in sorted(late, key=lambda row: row["position"])] == out_of_order(entries)


def out_of_order(entries: list[Entry[Any]]) -> list[int]:
    """The positions of entries that were recorded after newer facts of their root."""
    newest: dict[Any, datetime] = {}
    found = []
    for position, entry in enumerate(entries):
        if type(entry.data) not in entered_later.feeds:
            continue
        if entry.occurred_at < newest.get(entry.root, entry.occurred_at):
            found.append(position)
        newest[entry.root] = max(newest.get(entry.root, entry.occurred_at), entry.occurred_at)
    return found


def test_a_tally_counts_the_ballots_that_had_been_cast_in_whatever_order_they_came(
    database: Database, db: Connection[Any]
) -> None:
    """Rows that are valid by the facts alone have no position: the newest by position is none of them."""
    entries = ballots(6, proposals=1)
    days = (9, 8, 7, 6, 5, 4)
    append(
        db,
        [
            msgspec.structs.replace(entry, occurred_at=START + timedelta(days=day))
            for entry, day in zip(entries, days, strict=True)
        ],
    )
    runner = Runner(database, MODELS, LIVE)
    runner.catch_up()
    runner.close()
    query, proposal = by_facts(tallies.queries["as_of"]), entries[0].data.proposal
    with database.connect_sync(f"{LIVE},record") as reader:
        agreed = []
        for day in range(3, 11):
            asked = {"proposals": [proposal], "position": 5, "fact": START + timedelta(days=day)}
            found = reader.execute(query, asked, binary=True).fetchall()
            agreed.append(tallies.load(found[0][: len(Tally.__struct_fields__)]).agree if found else 0)
    assert agreed == [0, 1, 2, 3, 4, 5, 6, 6]


def test_what_two_servers_record_at_once_is_not_late(database: Database, db: Connection[Any]) -> None:
    """The batch of one may be written before that of the other, which was decided a moment earlier."""
    moments = [START + timedelta(milliseconds=number) for number in (4, 5, 1, 2, 6)]
    append(
        db,
        [
            msgspec.structs.replace(entry, occurred_at=moment, recorded_at=moment)
            for entry, moment in zip(ballots(5, proposals=1), moments, strict=True)
        ],
    )
    runner = Runner(database, MODELS, LIVE)
    runner.catch_up()
    runner.close()
    with database.connect_sync(f"{LIVE},record") as reader, reader.transaction():
        assert list(state(reader, 4, [entered_later])) == []
        assert db.execute(f"select count(*) from {LIVE}.tally where since > 4").fetchone() == (0,)
