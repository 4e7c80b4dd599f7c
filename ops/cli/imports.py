"""`sijill import`: brings in what other systems have exported."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import Progress, TaskID

from ops.cli.existing import ended
from ops.cli.options import AsJson, DataDir, progress
from ops.database import Unsuitable
from ops.embedded import CannotStart
from ops.imports.polis import PolisImport
from ops.imports.report import Counts
from ops.imports.staging import Staging
from ops.keys import BadMasterKey
from ops.settings import Settings, read_settings
from ops.store.committer import LOST
from ops.wiring import Register, opened
from projections.runner import Runner

SHOWN = 20
"""Problems that are shown to people: a file with more is wrong as a whole."""

imports = typer.Typer(name="import", help="Bring in what other systems have exported.", no_args_is_help=True)


@imports.callback()
def main() -> None:
    """Bring in what other systems have exported."""


@imports.command()
def polis(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR…", help="Folders, each with summary.csv, comments.csv and votes.csv.")
    ],
    community: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Whose consultations they are: the code of a community, registered if it is unknown. "
            "Without it: a community named polis.",
        ),
    ] = None,
    data_dir: DataDir = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Record nothing of a folder with anything wrong in it; the others are recorded."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Record conversations that were held on Polis, from its exports.

    Every comment becomes a proposal, every row of votes a ballot event with its own time, in the order of time; then the
    moderation. Rows that are recorded already are known again, wherever their files lie: run it again to go on after an
    interruption, or with a later export. It ends when the read models have caught up.

    A damaged row is named with its file, line and reason, and left out; the rest is recorded. So is a row that is older than
    what is recorded of its conversation: --strict lets you repair a file first.

    Counted are rows of comments.csv and votes.csv: recorded now, already there, skipped. Exit status: 0 if all went well, 1 if
    there were problems.
    """
    staging = Staging()
    try:
        counts = asyncio.run(run(read_settings(data_dir), staging, folders, community, strict))
        number = staging.problem_count()
        if as_json:
            print_object(counts, staging)
        else:
            print_summary(counts, staging, number)
    except KeyboardInterrupt:
        typer.echo("Interrupted: what was recorded is kept, run it again to go on.", err=True)
        raise typer.Exit(130) from None
    except (*LOST, TimeoutError) as lost:
        typer.echo(
            f"The database is away, or too slow ({str(lost) or 'no answer'}): what was recorded is kept, run it again to go on.",
            err=True,
        )
        raise typer.Exit(1) from None
    except (Unsuitable, CannotStart, BadMasterKey) as reason:
        raise ended(str(reason) or (type(reason).__doc__ or "")) from None
    finally:
        staging.close()
    if number:
        raise typer.Exit(1)


async def run(
    settings: Settings, staging: Staging, folders: Sequence[Path], community: str | None, strict: bool
) -> Counts:
    """Imports the folders, then brings the read models to the end of the log."""
    total = Counts()
    async with opened(settings) as register:
        with progress() as bars:
            for folder in folders:
                bar = bars.add_task(folder.name or str(folder), total=None)

                def show(done: int, of: int, bar: TaskID = bar) -> None:
                    bars.update(bar, completed=done, total=of)

                work = PolisImport(register, staging, community=community, strict=strict, on_progress=show)
                total.add(await work.folder(folder))
                bars.stop_task(bar)
            await asyncio.to_thread(catch_up, register, bars)
    return total


def catch_up(register: Register, bars: Progress) -> None:
    """Brings the read models to the end of the log."""
    with register.database.connect_sync() as db:
        ((end,),) = db.execute("select next from head").fetchall()
    bar = bars.add_task("read models", total=end)
    runner = Runner(register.database.connect_sync)
    try:
        runner.catch_up(on_progress=lambda reached: bars.update(bar, completed=reached))
    finally:
        runner.close()


def print_object(counts: Counts, staging: Staging) -> None:
    """One JSON object, its problems one by one: there may be more of them than memory holds."""
    start = msgspec.json.encode(counts).decode().removesuffix("}")
    sys.stdout.write(f'{start},"problems":[')
    for number, problem in enumerate(staging.problems()):
        sys.stdout.write(("," if number else "") + msgspec.json.encode(problem).decode())
    sys.stdout.write("]}\n")
    sys.stdout.flush()


def print_summary(counts: Counts, staging: Staging, number: int) -> None:
    """The same for people."""
    for problem in staging.problems(SHOWN):
        place = f"{problem.file}, line {problem.line}" if problem.line else problem.file
        typer.echo(f"{place}: {problem.reason}", err=True)
    if number > SHOWN:
        typer.echo(f"… and {number - SHOWN:,} more problems: --json gives them all", err=True)
    typer.echo(
        f"{counts.recorded:,} rows recorded, {counts.already_there:,} already there, {counts.skipped:,} skipped; "
        f"{number:,} problem{'' if number == 1 else 's'}"
    )
