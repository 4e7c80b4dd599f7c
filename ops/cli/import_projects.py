"""`sijill import projects`: the projects of several communities from a list."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ops.cli.import_report import Accept, DryRun, Preview, ReaderLanguage, import_file, reporting
from ops.cli.options import AsJson, DataDir
from ops.imports.common.batches import OnProgress
from ops.imports.common.findings import Findings
from ops.settings import read_settings
from ops.wiring import Services


def projects(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list: .xlsx or CSV, with one project a row.")],
    document: Annotated[
        str | None,
        typer.Option(help="The name of the document that lists the projects. Default: the file's.", show_default=False),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="The day of that document. Default: the file's.", show_default=False
        ),
    ] = None,
    dry_run: DryRun = False,
    preview: Preview = None,
    accept: Accept = None,
    language: ReaderLanguage = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import the projects of several communities from a list with the columns title, community and topics.

    Communities are found by their code, or by their name in any language, in any spelling, with or without their kind. Each
    gets a plan with its projects, which names the document that lists them. The plans are drafts: nothing is shown as adopted.

    Projects are recognised by their titles: importing the same list again records nothing. Exit status: 0 if everything was
    recorded, 1 with problems, or with doubts that nobody accepted.
    """
    # Imported here: the other commands start faster without.
    from ops.imports.plan.projects_import import ProjectsImport

    options = reporting(language, as_json, dry_run=dry_run, preview=preview, accept=accept)
    findings = Findings(accepted=options.accepted, keep_things=options.dry_run)
    day = None if as_of is None else as_of.replace(tzinfo=UTC).date()

    def new_import(register: Services, on_progress: OnProgress) -> ProjectsImport:
        return ProjectsImport(
            register,
            findings,
            document=document,
            as_of=day,
            dry_run=options.dry_run,
            on_progress=on_progress,
        )

    import_file(file, read_settings(data_dir), findings, options, new_import)
