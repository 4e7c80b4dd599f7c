"""`sijill replay`."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Any
from uuid import UUID

import msgspec
import typer
from psycopg import Connection

from ops.cli.existing import ended, existing
from ops.cli.options import AsJson, DataDir, print_json, progress
from ops.cli.stages import staged, stages
from ops.database import Database
from projections.models import MODELS
from projections.participation.moment import moments
from projections.queries.as_of import QUERIES as AS_OF
from projections.toolkit.rebuild import AlreadyRebuilding, Rebuilt, StillRead, rebuild
from projections.toolkit.runner import Runner
from projections.toolkit.state import state
from projections.toolkit.upgrade import upgrade

AsOf = Annotated[
    str | None,
    typer.Option(
        help="Rebuild nothing: give the state of all read models at a position (0 is the first) or at an instant of log time "
        "(2026-11-22T10:00:00Z). Read from the live read models, which keep every row that ever held.",
        metavar="POSITION|INSTANT",
    ),
]
OccurredAsOf = Annotated[
    str | None,
    typer.Option(
        help="The same for one imported consultation, at an instant of its own time: when its ballots were cast.",
        metavar="INSTANT",
    ),
]
Consultation = Annotated[UUID | None, typer.Option(help="With --as-of or --occurred-as-of: only this consultation.")]
Output = Annotated[
    Path | None, typer.Option(help="Write the state to this file, as JSON Lines; --json then prints what was written.")
]
Check = Annotated[
    bool, typer.Option("--check", help="Rebuild and compare, but change nothing: exit status 1 if anything differs.")
]


def replay(
    data_dir: DataDir = None,
    as_of: AsOf = None,
    occurred_as_of: OccurredAsOf = None,
    consultation: Consultation = None,
    output: Output = None,
    check: Check = False,
    as_json: AsJson = False,
) -> None:
    """Rebuild all read models from the log, or give what they said at a moment.

    Without --as-of: folds the whole log into new read models beside the live
    ones, while the register answers and takes commands; says what differs
    from the live ones at the same position (after a change of the code, it is
    meant to); puts the new ones in their place at once. Interrupted, it
    leaves everything as it was.

    With --as-of: one JSON object a line for each row, with its read_model and
    fields. Where people wrote words it has the ids of their openings, no text.
    """
    asked = [given for given in (as_of, occurred_as_of) if given is not None]
    if len(asked) == 2:
        raise typer.BadParameter("give either --as-of or --occurred-as-of")
    if occurred_as_of is not None and consultation is None:
        raise typer.BadParameter("--occurred-as-of needs --consultation")
    if not asked and (consultation or output):
        raise typer.BadParameter("--consultation and --output go with --as-of or --occurred-as-of")
    if asked and check:
        raise typer.BadParameter("--check goes with a rebuild, not with --as-of")
    moment = read_moment(as_of) if as_of is not None else read_instant(occurred_as_of) if occurred_as_of else None
    with existing(data_dir) as database:
        if moment is None:
            rebuild_all(database, check=check, as_json=as_json)
        else:
            export(database, moment, consultation, output, by_own_time=as_of is None, as_json=as_json)


def read_moment(given: str) -> int | datetime:
    """A position or an instant."""
    if given.lstrip("-").isdecimal():
        if given.startswith("-"):
            raise typer.BadParameter(f"{given} is no position: the first is 0")
        return int(given)
    return read_instant(given)


def read_instant(given: str) -> datetime:
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise typer.BadParameter(
            f"{given} is neither a position nor an instant with its time zone, such as 2026-11-22T10:00:00+01:00"
        )
    return instant


def rebuild_all(database: Database, *, check: bool, as_json: bool) -> None:
    try:
        with staged() as on_progress:
            rebuilt = rebuild(database, MODELS, check=check, on_progress=on_progress)
    except (AlreadyRebuilding, StillRead) as reason:
        raise ended(str(reason.__doc__)) from None
    if as_json:
        print_json(summary(rebuilt))
    else:
        tell(rebuilt)
    if check and rebuilt.differences:
        raise typer.Exit(1)


def summary(rebuilt: Rebuilt) -> dict[str, Any]:
    return {
        "events": rebuilt.events,
        "seconds": round(rebuilt.seconds, 3),
        "read_models": {name: next - 1 if next else None for name, next in sorted(rebuilt.next.items())},
        "differences": rebuilt.differences,
        "swapped": rebuilt.swapped,
    }


def tell(rebuilt: Rebuilt) -> None:
    typer.echo(f"{rebuilt.events:,} events in {rebuilt.seconds:.1f} s.")
    for name, differs in sorted(rebuilt.differences.items()):
        typer.echo(
            f"{name}: {differs.changed:,} rows differ, {differs.only_live:,} are only among the live ones, "
            f"{differs.only_rebuilt:,} only among the rebuilt ones"
            + (f"; columns that only one has: {', '.join(differs.columns)}" if differs.columns else "")
            + (f"; such as {', '.join(differs.keys)}" if differs.keys else "")
        )
    if not rebuilt.differences:
        typer.echo("The rebuilt read models and the live ones are the same.")
    typer.echo("The rebuilt ones are live now." if rebuilt.swapped else "Nothing was changed.")


def export(
    database: Database,
    moment: int | datetime,
    consultation: UUID | None,
    output: Path | None,
    *,
    by_own_time: bool,
    as_json: bool,
) -> None:
    runner = Runner(database, MODELS)
    try:
        with progress() as bars:
            upgrade(database, MODELS, on_progress=stages(bars))
            line = bars.add_task("Catching up", total=None)
            runner.catch_up(on_progress=lambda reached: bars.update(line, completed=reached))
    finally:
        runner.close()
    with database.connect_sync() as db, db.transaction():
        position = position_of(db, moment, consultation if by_own_time else None)
        rows = state(db, position, MODELS, consultation=consultation)
        if output:
            partial = output.with_name(f"{output.name}.partial")
            with partial.open("wb") as out:
                counts = write_lines(rows, out)
            partial.replace(output)
        elif as_json:
            write_object(rows, {"position": position if position >= 0 else None}, sys.stdout.buffer)
            return
        else:
            counts = write_lines(rows, sys.stdout.buffer)
    if as_json:
        print_json({"position": position if position >= 0 else None, "rows": counts, "output": str(output)})
    else:
        typer.echo(f"{sum(counts.values()):,} rows as of position {position}", err=True)


def position_of(db: Connection[Any], moment: int | datetime, imported: UUID | None) -> int:
    """The position that a moment means: -1 before the first. `imported`: by the own time of that consultation."""
    ((last, now),) = db.execute("select next - 1, clock_timestamp() from head").fetchall()
    if isinstance(moment, int):
        if moment > last:
            there = f"its last position is {last}" if last >= 0 else "it is empty"
            raise ended(f"The record has no position {moment}: {there}.")
        return moment
    if imported is not None:
        ((position,),) = db.execute(moments.queries["position"], {"root": imported, "instant": moment}).fetchall()
        if position is None:
            raise ended(f"There are no imported ballots of a consultation {imported}.")
        return int(position)
    if moment > now:
        raise ended(f"{moment.isoformat()} has not come yet.")
    ((position,),) = db.execute(AS_OF["position_at"], {"instant": moment}).fetchall()
    return int(position)


def write_lines(rows: Iterator[dict[str, Any]], out: IO[bytes]) -> Counter[str]:
    """One object a line. Gives how many of each read model."""
    counts: Counter[str] = Counter()
    for row in rows:
        out.write(msgspec.json.encode(row) + b"\n")
        counts[row["read_model"]] += 1
    out.flush()
    return counts


def write_object(rows: Iterator[dict[str, Any]], head: dict[str, Any], out: IO[bytes]) -> None:
    """All in one object, as it comes: `head`, then the rows."""
    out.write(msgspec.json.encode(head)[:-1] + b',"rows":[')
    for number, row in enumerate(rows):
        out.write(b"," * (number > 0) + msgspec.json.encode(row))
    out.write(b"]}\n")
    out.flush()
