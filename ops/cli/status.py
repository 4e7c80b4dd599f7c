"""`sijill status`: how much the record holds, and how far its read models have come."""

from typing import Any

import msgspec
import typer
from psycopg import Connection

from ops.cli.existing import started
from ops.cli.options import AsJson, DataDir, print_json
from ops.settings import read_settings
from projections.models import MODELS
from projections.toolkit.agreement import Disagreement, must_agree
from projections.toolkit.runner import LIVE, columns_of_positions
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


class Status(msgspec.Struct, frozen=True, omit_defaults=True):
    """Positions are those of the last entry held: null where there is none. `fault` says where the log, its head and the read
    models do not fit each other, where they do not."""

    head: int | None
    events: dict[str, int]
    read_models: dict[str, int | None]
    fault: str | None = None


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
        fault = fault_of(db) if "last" in columns_of_positions(db, LIVE) else None
    return Status(head, events, {model.table: reached.get(model.table) for model in MODELS}, fault)


def fault_of(db: Connection[Any]) -> str | None:
    try:
        must_agree(db)
    except Disagreement as fault:
        return str(fault)
    return None


def lines(status: Status) -> list[str]:
    """The same for people."""
    fault = [status.fault] if status.fault else []
    if status.head is None:
        return ["The record is empty.", *fault]
    behind = [f"{name} (at {position})" for name, position in status.read_models.items() if position != status.head]
    return [
        *fault,
        f"{status.head + 1:,} events, the last at position {status.head}",
        *(f"{number:>12,}  {name}" for name, number in status.events.items()),
        f"Read models behind: {', '.join(behind)}" if behind else "All read models are caught up.",
    ]
