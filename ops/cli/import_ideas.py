"""`sijill import ideas`: the ideas of workshops and desks from a list."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from ops.cli.import_report import Accept, DryRun, Preview, ReaderLanguage, import_file, reporting
from ops.cli.options import AsJson, DataDir
from ops.imports.common.batches import OnProgress
from ops.imports.common.findings import Findings
from ops.settings import read_settings
from ops.wiring import Services


def ideas(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list: .xlsx or CSV, with one idea a row.")],
    consultation: Annotated[
        UUID | None,
        typer.Option(metavar="ID", help="The consultation that gets the ideas.", show_default=False),
    ] = None,
    community: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="The community in which the ideas were received, instead of a consultation: one is opened for the list.",
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
    preview: Preview = None,
    accept: Accept = None,
    language: ReaderLanguage = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import ideas from a list with the columns number, channel, axis, challenge, proposed solution, date and author.

    Each idea becomes a proposal with its number, and the origin that its channel says. Challenges are recorded once, and shared
    by the proposals that answer them. The names of people are sealed: nobody reads them on the platform. A row without a proposed
    solution is reported; its challenge is recorded.

    Ideas are recognised by their numbers, or by their texts if they have none: importing the same list again records nothing.
    Exit status: 0 if everything was recorded, 1 with problems, or with doubts that nobody accepted.
    """
    if (consultation is None) == (community is None):
        raise typer.BadParameter("give either --consultation ID or --community CODE")
    # Imported here: the other commands start faster without.
    from ops.imports.ideas.ideas_import import IdeasImport

    options = reporting(language, as_json, dry_run=dry_run, preview=preview, accept=accept)
    findings = Findings(accepted=options.accepted, keep_things=options.dry_run)

    def new_import(register: Services, on_progress: OnProgress) -> IdeasImport:
        return IdeasImport(
            register,
            findings,
            consultation=consultation,
            community=community,
            dry_run=options.dry_run,
            on_progress=on_progress,
        )

    import_file(file, read_settings(data_dir), findings, options, new_import)
