"""`sijill status`: how much the record holds, and how far its read models have come."""

from typing import Any

import msgspec
import typer
from psycopg import Connection

from ops.cli.existing import started
from ops.cli.options import AsJson, DataDir, print_json
from ops.settings import read_settings
from projections.models import MODELS
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


class Status(msgspec.Struct, frozen=True):
    """Positions are those of the last entry held: null where there is none."""

    head: int | None
    events: dict[str, int]
    read_models: dict[str, int | None]


def status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show the size of the record and the progress of its read models.

    Prints the position of the last entry (`head`, from 0), the number of events by name, and the last position that each read
    model has processed: a read model is up to date when that equals `head`. Creates the record if it does not exist.
    """
    with started(read_settings(data_dir)) as database, database.connect_sync() as db:
        found = read_status(db)
    if as_json:
        print_json(found)
    else:
        for line in lines(found):
            typer.echo(line)


def read_status(db: Connection[Any]) -> Status:
    """The status as of one moment."""
    with db.transaction():
        db.execute("set transaction isolation level repeatable read read only")
        ((head,),) = db.execute(QUERIES["head"]).fetchall()
        events = dict(db.execute(QUERIES["events"]).fetchall())
        ((made,),) = db.execute(QUERIES["made"]).fetchall()
        reached = dict(db.execute(QUERIES["read_models"]).fetchall()) if made else {}
    return Status(head, events, {model.table: reached.get(model.table) for model in MODELS})


def lines(found: Status) -> list[str]:
    """The same for people."""
    if found.head is None:
        return ["The record is empty."]
    behind = [f"{name} (at {position})" for name, position in found.read_models.items() if position != found.head]
    return [
        f"{found.head + 1:,} events, the last at position {found.head}",
        *(f"{number:>12,}  {name}" for name, number in found.events.items()),
        f"Read models behind: {', '.join(behind)}" if behind else "All read models are caught up.",
    ]
