"""`sijill import`: imports data from other systems."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import Progress

from domain.codes import BadJurisdiction, UnknownTimeZone, valid_jurisdiction, valid_time_zone
from ops.cli.existing import ended
from ops.cli.options import AsJson, DataDir, progress
from ops.cli.stages import stages
from ops.embedded import CannotStart
from ops.imports.common.problems import Problems
from ops.imports.common.report import Counts
from ops.imports.polis.polis_import import PolisImport
from ops.imports.polis.staging import Staging
from ops.imports.territories.staging import TerritoryStaging
from ops.imports.territories.territories_import import SHIPPED, SHIPPED_JURISDICTION, TerritoriesImport
from ops.keys import BadMasterKey
from ops.postgres import Unsuitable
from ops.settings import Settings, read_settings
from ops.store.committer import LOST
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.toolkit.runner import Runner
from projections.toolkit.upgrade import upgrade

SHOWN = 20
"""Problems that are shown to people: a file with more is wrong as a whole."""

BringIn = Callable[[Services, Progress], Awaitable[Counts]]
"""Brings something into a register, with its progress shown."""

imports = typer.Typer(name="import", help="Import data from other systems.", no_args_is_help=True)


@imports.callback()
def main() -> None:
    """Import data from other systems."""


@imports.command()
def polis(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR…", help="Folders, each with summary.csv, comments.csv and votes.csv.")
    ],
    community: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="The code of the community of the consultations. An unknown community is registered. "
            "Default: a community named polis.",
        ),
    ] = None,
    data_dir: DataDir = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Skip every folder that contains a problem; the other folders are imported."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Import conversations from Polis exports.

    Each comment becomes a proposal, and each row of votes.csv a ballot event with its original time, in chronological order;
    moderation follows. Rows already recorded are recognised, even from another folder: run the command again to continue after
    an interruption, or to import a later export. The command ends when the read models have caught up.

    A damaged row is reported with its file, line and reason, and skipped, as is a row older than the latest recorded row of
    its conversation. All other rows are recorded. Use --strict to repair a file before anything of it is recorded.

    The summary counts rows of comments.csv and votes.csv: recorded, already there, and skipped. Exit status: 0 without
    problems, 1 with problems.
    """
    staging = Staging()
    imported(read_settings(data_dir), staging, conversations(staging, folders, community, strict), as_json)


def conversations(
    staging: Staging, folders: Sequence[Path], community: str | None = None, strict: bool = False
) -> BringIn:
    """Imports some folders, one after another."""

    async def bring_in(register: Services, bars: Progress) -> Counts:
        total = Counts()
        for folder in folders:
            bar = Bar(bars, folder.name or str(folder))
            work = PolisImport(register, staging, community=community, strict=strict, on_progress=bar.show)
            total.add(await work.folder(folder))
            bar.stop()
        return total

    return bring_in


@imports.command()
def territories(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Folder with regions.csv, provinces.csv and communes.csv. Default: the territories of Morocco, which are "
            "included.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The time zone for new communities.")
    ] = "Africa/Casablanca",
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The jurisdiction whose rules apply, as named by the rule sets: MA for Morocco. Default: MA for the included "
            "territories; unchanged for others.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Record nothing if there is any problem.")] = False,
    as_json: AsJson = False,
) -> None:
    """Register the territories of a country with their names, kinds and parents.

    regions.csv has the columns code, name_ar, name_fr (name_ and any language tag). provinces.csv also has region_code, and
    communes.csv province_code: the code of the parent, which must be in a preceding file or already registered. The column kind
    gives the kind: province, prefecture … (urban or rural for communes); a column such as population_2024 gives the
    number of inhabitants counted in that year. Other columns are ignored.

    Territories are recognised by their codes: run the command again to continue after an interruption, or with newer files to
    record changed names, kinds, parents and populations. Names in other languages are kept. The command ends when the read
    models have caught up.

    A damaged row, or one with an unknown parent, is reported with its file, line and reason, and skipped; all other rows are
    recorded.

    The summary counts rows: recorded (new or changed), already there, and skipped. Exit status: 0 without problems, 1 with
    problems.
    """
    try:
        valid_time_zone(time_zone)
        governed = SHIPPED_JURISDICTION if folder is None and jurisdiction is None else jurisdiction
        if governed is not None:
            valid_jurisdiction(governed)
    except UnknownTimeZone as unknown:
        raise typer.BadParameter(str(unknown), param_hint="--time-zone") from None
    except BadJurisdiction as bad:
        raise typer.BadParameter(str(bad), param_hint="--jurisdiction") from None
    staging = TerritoryStaging()

    async def bring_in(register: Services, bars: Progress) -> Counts:
        bar = Bar(bars, "territories")
        work = TerritoriesImport(
            register, staging, time_zone=time_zone, jurisdiction=governed, strict=strict, on_progress=bar.show
        )
        counts = await work.folder(folder or SHIPPED)
        bar.stop()
        return counts

    imported(read_settings(data_dir), staging, bring_in, as_json)


class Bar:
    """One bar of a progress display."""

    def __init__(self, bars: Progress, what: str) -> None:
        self._bars, self._bar = bars, bars.add_task(what, total=None)

    def show(self, done: int, of: int) -> None:
        self._bars.update(self._bar, completed=done, total=of)

    def stop(self) -> None:
        self._bars.stop_task(self._bar)


def imported(settings: Settings, problems: Problems, bring_in: BringIn, as_json: bool) -> None:
    """Does an import, says what it came to, and ends the command with the status for it. Closes `problems`."""
    try:
        counts = asyncio.run(run(settings, bring_in))
        number = problems.problem_count()
        if as_json:
            print_object(counts, problems)
        else:
            print_summary(counts, problems, number)
    except KeyboardInterrupt:
        typer.echo("Interrupted. Everything recorded so far is kept: run the command again to continue.", err=True)
        raise typer.Exit(130) from None
    except (*LOST, TimeoutError) as lost:
        typer.echo(
            f"The database is unavailable or too slow ({str(lost) or 'no answer'}). Everything recorded so far is kept: run the "
            "command again to continue.",
            err=True,
        )
        raise typer.Exit(1) from None
    except (Unsuitable, CannotStart, BadMasterKey) as reason:
        raise ended(str(reason) or (type(reason).__doc__ or "")) from None
    finally:
        problems.close()
    if number:
        raise typer.Exit(1)


async def run(settings: Settings, bring_in: BringIn) -> Counts:
    """Imports, then brings the read models to the end of the log."""
    async with opened(settings) as register:
        with progress() as bars:
            total = await bring_in(register, bars)
            await asyncio.to_thread(catch_up, register, bars)
    return total


def catch_up(register: Services, bars: Progress) -> None:
    """Brings the read models to the end of the log."""
    with register.database.connect_sync() as db:
        ((end,),) = db.execute("select next from head").fetchall()
    upgrade(register.database, MODELS, on_progress=stages(bars))
    bar = bars.add_task("read models", total=end)
    runner = Runner(register.database, MODELS)
    try:
        runner.catch_up(on_progress=lambda reached: bars.update(bar, completed=reached))
    finally:
        runner.close()


def print_object(counts: Counts, problems: Problems) -> None:
    """One JSON object, its problems one by one: there may be more of them than memory holds."""
    start = msgspec.json.encode(counts).decode().removesuffix("}")
    sys.stdout.write(f'{start},"problems":[')
    for number, problem in enumerate(problems.problems()):
        sys.stdout.write(("," if number else "") + msgspec.json.encode(problem).decode())
    sys.stdout.write("]}\n")
    sys.stdout.flush()


def print_summary(counts: Counts, problems: Problems, number: int) -> None:
    """The same for people."""
    for problem in problems.problems(SHOWN):
        typer.echo(f"{problem.place}: {problem.reason}", err=True)
    if number > SHOWN:
        typer.echo(f"… and {number - SHOWN:,} more problems; --json lists them all", err=True)
    typer.echo(
        f"{counts.recorded:,} rows {counts.done}, {counts.already_there:,} already there, {counts.skipped:,} skipped; "
        f"{number:,} problem{'' if number == 1 else 's'}"
    )
