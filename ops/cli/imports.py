"""`sijill import`: imports data from other systems."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from domain.codes import BadJurisdiction, UnknownTimeZone, valid_jurisdiction, valid_time_zone
from ops.cli.import_report import Accept, BringIn, DryRun, Preview, ReaderLanguage, imported, reporting
from ops.cli.options import AsJson, Bar, DataDir
from ops.imports.common.report import Counts
from ops.imports.polis.polis_import import PolisImport
from ops.imports.polis.staging import Staging
from ops.imports.territories.staging import TerritoryStaging
from ops.imports.territories.territories_import import SHIPPED, SHIPPED_JURISDICTION, TerritoriesImport
from ops.settings import read_settings
from ops.wiring import Services

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
    sign_inverted: Annotated[
        bool,
        typer.Option("--sign-inverted", help="Read 1 in votes.csv as disagree and -1 as agree, as in Polis' database."),
    ] = False,
    dry_run: DryRun = False,
    preview: Preview = None,
    accept: Accept = None,
    language: ReaderLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Import conversations from Polis exports.

    Each comment becomes a proposal, and each row of votes.csv a ballot event with its original time, in chronological order;
    moderation follows. Rows already recorded are recognised, even from another folder: run the command again to continue after
    an interruption, or to import a later export. The command ends when the read models have caught up.

    A damaged row is reported with its file, line and reason, and skipped, as is a row older than the latest recorded row of
    its conversation. All other rows are recorded. Use --strict to repair a file before anything of it is recorded.

    Where the counts of comments.csv contradict the rows of votes.csv, nothing of the conversation is recorded until you accept
    the doubt.

    The summary counts rows of comments.csv and votes.csv: recorded, already there, and skipped. Exit status: 0 without
    problems, 1 with problems.
    """
    options = reporting(language, as_json, dry_run=dry_run, preview=preview, accept=accept)
    staging = Staging(accepted=options.accepted, keep_things=options.dry_run)
    bring_in = conversations(
        staging, folders, community, strict=strict, dry_run=options.dry_run, sign_inverted=sign_inverted
    )
    imported(read_settings(data_dir), staging, bring_in, options)


def conversations(
    staging: Staging,
    folders: Sequence[Path],
    community: str | None = None,
    *,
    strict: bool = False,
    dry_run: bool = False,
    sign_inverted: bool = False,
) -> BringIn:
    """Imports some folders, one after another."""

    async def bring_in(register: Services, bars: Progress) -> Counts:
        total = Counts()
        for folder in folders:
            bar = Bar(bars, folder.name or str(folder))
            work = PolisImport(
                register,
                staging,
                community=community,
                strict=strict,
                dry_run=dry_run,
                sign_inverted=sign_inverted,
                on_progress=bar.show,
            )
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
    dry_run: DryRun = False,
    preview: Preview = None,
    accept: Accept = None,
    language: ReaderLanguage = None,
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
    options = reporting(language, as_json, dry_run=dry_run, preview=preview, accept=accept)
    staging = TerritoryStaging(accepted=options.accepted, keep_things=options.dry_run)

    async def bring_in(register: Services, bars: Progress) -> Counts:
        bar = Bar(bars, "territories")
        work = TerritoriesImport(
            register,
            staging,
            time_zone=time_zone,
            jurisdiction=governed,
            strict=strict,
            dry_run=options.dry_run,
            on_progress=bar.show,
        )
        counts = await work.folder(folder or SHIPPED)
        bar.stop()
        return counts

    imported(read_settings(data_dir), staging, bring_in, options)
