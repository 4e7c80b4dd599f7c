"""`sijill import`: brings in what other systems have exported."""

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
    imported(read_settings(data_dir), staging, conversations(staging, folders, community, strict), as_json)


def conversations(
    staging: Staging, folders: Sequence[Path], community: str | None = None, strict: bool = False
) -> BringIn:
    """What brings in some folders, one after another."""

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
            help="Folder with regions.csv, provinces.csv and communes.csv. Without it: the territories of Morocco, which "
            "come with the product.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The time zone of communities that are new.")
    ] = "Africa/Casablanca",
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whose rules hold for them, as rule sets name it: MA for Morocco. Without it: MA for the territories that come "
            "with the product; for others it stays as it is.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Record nothing if anything is wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Register a country's territories: what each is called, of what kind it is, and what it belongs to.

    regions.csv has the columns code, name_ar, name_fr (name_ and the tag of any language); provinces.csv also region_code, and
    communes.csv province_code: the code of what a row belongs to, which stands in a file above or is registered already. A
    column kind says what a row is: province, prefecture … (urban and rural for communes), a column such as population_2024 how
    many inhabitants were counted in that year. Other columns are not looked at.

    A territory is known again by its code: run it again to go on after an interruption, or with later files, to record new
    names, kinds, places and inhabitants. Names in other languages stay. It ends when the read models have caught up.

    A damaged row is named with its file, line and reason, and left out, and so is what belongs to nothing known; the rest is
    recorded.

    Counted are rows: recorded now (as new or as changed), already there, skipped. Exit status: 0 if all went well, 1 if there
    were problems.
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
        typer.echo(f"… and {number - SHOWN:,} more problems: --json gives them all", err=True)
    typer.echo(
        f"{counts.recorded:,} rows {counts.done}, {counts.already_there:,} already there, {counts.skipped:,} skipped; "
        f"{number:,} problem{'' if number == 1 else 's'}"
    )
