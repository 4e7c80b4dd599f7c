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
from projections.queries.as_of import QUERIES as AS_OF
from projections.toolkit.rebuild import AlreadyRebuilding, Rebuilt, StillRead, rebuild
from projections.toolkit.runner import Runner
from projections.toolkit.state import state
from projections.toolkit.upgrade import upgrade

AsOf = Annotated[
    str | None,
    typer.Option(
        help="Instead of rebuilding, export the state of all read models at a position (0 is the first) or at an instant of log "
        "time (2026-11-22T10:00:00Z). It is read from the live read models, which keep the history of every row.",
        metavar="POSITION|INSTANT",
    ),
]
OccurredAsOf = Annotated[
    str | None,
    typer.Option(
        help="The same by the facts: what had happened at an instant, whenever it was recorded.",
        metavar="INSTANT",
    ),
]
Consultation = Annotated[
    UUID | None, typer.Option(help="With --as-of or --occurred-as-of: export only this consultation.")
]
Output = Annotated[
    Path | None, typer.Option(help="Write the state to this file as JSON Lines; --json then prints a summary.")
]
Check = Annotated[
    bool,
    typer.Option("--check", help="Rebuild and compare without changing anything. Exit status 1 if anything differs."),
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
    """Rebuild all read models from the log, or export their state at a moment.

    Without --as-of: replays the whole log into new read models, while the
    server keeps running. Compares them with the live read models at the same
    position and reports differences, which are expected after a change of the
    code. Then replaces the live read models in one step. An interrupted
    rebuild changes nothing.

    With --as-of: prints each row as one line of JSON with its read_model and
    fields. For text written by people it prints opening ids, no text.
    """
    asked = [given for given in (as_of, occurred_as_of) if given is not None]
    if len(asked) == 2:
        raise typer.BadParameter("give either --as-of or --occurred-as-of")
    if not asked and (consultation or output):
        raise typer.BadParameter("--consultation and --output require --as-of or --occurred-as-of")
    if asked and check:
        raise typer.BadParameter("--check applies to a rebuild, not to --as-of")
    moment = read_moment(as_of) if as_of is not None else read_instant(occurred_as_of) if occurred_as_of else None
    with existing(data_dir) as database:
        if moment is None:
            rebuild_all(database, check=check, as_json=as_json)
        else:
            fact = moment if as_of is None and isinstance(moment, datetime) else None
            export(database, moment, consultation, output, fact=fact, as_json=as_json)


def read_moment(given: str) -> int | datetime:
    """A position or an instant."""
    if given.lstrip("-").isdecimal():
        if given.startswith("-"):
            raise typer.BadParameter(f"{given} is not a position: positions start at 0")
        return int(given)
    return read_instant(given)


def read_instant(given: str) -> datetime:
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise typer.BadParameter(
            f"{given} is neither a position nor an instant with a time zone, such as 2026-11-22T10:00:00+01:00"
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
            f"{name}: {differs.changed:,} rows differ, {differs.only_live:,} exist only in the live read models, "
            f"{differs.only_rebuilt:,} only in the rebuilt ones"
            + (f"; columns in only one of them: {', '.join(differs.columns)}" if differs.columns else "")
            + (f"; for example {', '.join(differs.keys)}" if differs.keys else "")
        )
    if not rebuilt.differences:
        typer.echo("The rebuilt read models and the live ones are identical.")
    typer.echo("The rebuilt read models are now live." if rebuilt.swapped else "Nothing was changed.")


def export(
    database: Database,
    moment: int | datetime,
    consultation: UUID | None,
    output: Path | None,
    *,
    fact: datetime | None,
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
        position = position_of(db, moment, by_facts=fact is not None)
        rows = state(db, position, MODELS, consultation=consultation, fact=fact)
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


def position_of(db: Connection[Any], moment: int | datetime, *, by_facts: bool) -> int:
    """The position that a moment means: -1 before the first. By the facts it is the last one."""
    ((last, now),) = db.execute("select next - 1, clock_timestamp() from head").fetchall()
    if isinstance(moment, int):
        if moment > last:
            there = f"its last position is {last}" if last >= 0 else "it is empty"
            raise ended(f"The record has no position {moment}: {there}.")
        return moment
    if moment > now:
        raise ended(f"{moment.isoformat()} is in the future.")
    if by_facts:
        return int(last)
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
