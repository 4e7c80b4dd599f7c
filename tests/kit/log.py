"""The log without commands: entries put at its end, all of it taken away; and every row that read models make of it."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from domain.kernel import Entry, Person
from domain.participation.ballot import BallotCast, ballot_stream
from domain.registry import encode
from projections.models import MODELS
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import FOREVER
from tests.kit.scenario import (
    COMMUNITY,
    NOON,
    thing,
)


def ballots(count: int, *, first: int = 0, proposals: int = 20) -> list[Entry[Any]]:
    """So many votes of as many voters in favour, each proposal in its turn."""
    asked = [thing(f"question {n}") for n in range(proposals)]
    entries: list[Entry[Any]] = []
    for number in range(first, first + count):
        question, voter, id = asked[number % proposals], thing(f"voter {number}"), thing(f"ballot {number}")
        entries.append(
            Entry(
                actor=Person(voter), command_id=id, community=COMMUNITY, correlation_id=id,
                data=BallotCast(question, "agree"), event_id=id, occurred_at=NOON, recorded_at=NOON, root=thing("live"),
                stream=ballot_stream(question, voter), version=1,
            )
        )  # fmt: skip
    return entries


def append(db: Connection[Any], entries: Iterable[Entry[Any]]) -> None:
    """Puts entries at the end of the log, as the owner of the database may."""
    with db.transaction(), db.cursor() as cursor:
        ((position,),) = cursor.execute("select next from record.head for update").fetchall()
        with cursor.copy("copy record.log (position, at, stream, version, entry) from stdin (format binary)") as out:
            out.set_types(["int8", "timestamptz", "uuid", "int4", "bytea"])
            for entry in entries:
                out.write_row((position, entry.recorded_at, entry.stream, entry.version, encode(entry)))
                position += 1
        newest = "select max(at) from record.log"
        cursor.execute(f"update record.head set next = %s, at = coalesce(({newest}), %s)", [position, NOON])
        cursor.execute("select pg_notify('log_record', '')")


def emptied(db: Connection[Any], *schemas: str) -> None:
    """An empty log, and read models with nothing in them where there are any: their tables stay, for making them takes longer
    than all that most tests do with them."""
    db.execute("truncate record.log")
    db.execute("update record.head set next = 0, at = '-infinity'")
    for schema in schemas:
        made = db.execute("select tablename from pg_tables where schemaname = %s", [schema]).fetchall()
        for table in (table for (table,) in made if table != "read_model"):
            db.execute(SQL("delete from {}").format(Identifier(schema, table)))
        if made:
            db.execute(SQL("update {} set next = 0, last = null").format(Identifier(schema, "read_model")))


def all_rows(db: Connection[Any], schema: str, before: int = FOREVER) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every read model that entries before a position made, as it was known then."""
    found = {}
    for model in MODELS:
        table = Identifier(schema, model.table)
        if isinstance(model, ReadModel):
            fields = SQL(", ").join(map(Identifier, model.row.__struct_fields__))
            ended = SQL("case when until < {before} then until else {forever} end").format(
                before=before, forever=FOREVER
            )
            query = SQL("select {fields}, since, {ended} from {table} where since < {before} order by 1, since").format(
                fields=fields, ended=ended, table=table, before=before
            )
        else:
            query = SQL("select * from {table} where position < {before} order by position, 1").format(
                table=table, before=before
            )
        found[model.table] = db.execute(query).fetchall()
    return found
