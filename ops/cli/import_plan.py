"""`sijill import plan`: a plan from a spreadsheet, and the spreadsheet to fill in."""

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from domain.refusal import Refusal
from domain.words import in_a_language
from ops.cli.existing import ended
from ops.cli.import_report import Accept, DryRun, Preview, import_file, reporting
from ops.cli.options import AsJson, DataDir, print_json
from ops.imports.common.batches import OnProgress
from ops.imports.common.findings import Findings
from ops.settings import read_settings
from ops.wiring import Services

TEMPLATES = ("ar", "fr", "en")

File = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="The spreadsheet: .xlsx, or CSV in UTF-8.", show_default=False)
]
CommunityCode = Annotated[
    str | None,
    typer.Option(
        "--community",
        metavar="CODE",
        help="The code of the plan's community. Default: the file's column “community” (code or name).",
        show_default=False,
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE.xlsx",
        help="Write an empty spreadsheet to fill in, instead of importing.",
        show_default=False,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="ar|fr|en",
        help="The language of messages, or of the template. Default: the locale's; for a template, ar.",
        show_default=False,
    ),
]
TextLanguage = Annotated[
    str | None,
    typer.Option(
        "--text-language",
        metavar="TAG",
        help="The language of the file's texts that are not in Arabic letters. Default: the headers', else --language.",
        show_default=False,
    ),
]
Title = Annotated[
    str | None,
    typer.Option("--title", help="The plan's title. Overrides the title in the file.", show_default=False),
]
Revise = Annotated[
    bool,
    typer.Option("--revise", help="Let the file's spelling of titles replace the recorded one."),
]
Currency = Annotated[str, typer.Option("--currency", metavar="ISO", help="The currency of amounts that state none.")]


def plan(
    file: File = None,
    community: CommunityCode = None,
    dry_run: DryRun = False,
    preview: Preview = None,
    accept: Accept = None,
    template: Template = None,
    language: Language = None,
    text_language: TextLanguage = None,
    title: Title = None,
    currency: Currency = "MAD",
    revise: Revise = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import a community's plan from a spreadsheet, or write an empty spreadsheet to fill in.

    Each row is one activity: axis, project, activity, owner, start, end; optionally description, budget, indicators, status,
    progress, reason. Headers are in Arabic, French or English, in any order. An empty axis or project is taken from the row
    above.

    Existing entries are recognised by their titles: importing the same file again records nothing, importing a corrected or
    extended file records the changes. A row with a problem is reported with its sheet, line and column, and skipped; all other
    rows are recorded. The command ends when the read models have caught up.

    A sheet "plan" may give the plan's title, start and end. For a plan that was already adopted, it also gives the date, the
    session and the document of the adoption (a file in the same folder). Statuses are recorded only for an adopted plan: one
    with these details, or one adopted by the council on this platform.

    The summary counts rows: recorded (new or changed), already there, and skipped. Exit status: 0 without problems, 1 with
    problems.
    """
    if template is not None:
        if file is not None or community is not None:
            raise typer.BadParameter("--template only writes a file: give neither FILE nor --community")
        return fill_in(template, language or "ar", as_json)
    if file is None:
        raise typer.BadParameter("give FILE and --community CODE, or --template FILE.xlsx")
    try:
        if text_language is not None:
            in_a_language(text_language)
    except Refusal as refusal:
        raise typer.BadParameter(str(refusal), param_hint="--text-language") from None
    if not re.fullmatch("[A-Z]{3}", currency):
        raise typer.BadParameter("a currency is named by its three letters, such as MAD", param_hint="--currency")
    # Imported here: the other commands start faster without.
    from ops.imports.plan.plan_import import PlanImport

    options = reporting(language, as_json, dry_run=dry_run, preview=preview, accept=accept)
    findings = Findings(accepted=options.accepted, keep_things=options.dry_run)

    def new_import(register: Services, on_progress: OnProgress) -> PlanImport:
        return PlanImport(
            register,
            findings,
            community=community,
            dry_run=options.dry_run,
            title=title,
            currency=currency,
            language=text_language,
            otherwise=language if language != "ar" else None,
            revise=revise,
            on_progress=on_progress,
        )

    return import_file(file, read_settings(data_dir), findings, options, new_import)


def fill_in(template: Path, language: str, as_json: bool) -> None:
    """Writes the spreadsheet to fill in."""
    from ops.imports.plan.template import write_template

    if language not in TEMPLATES:
        raise typer.BadParameter("the template is available in ar, fr and en", param_hint="--language")
    tag: Literal["ar", "fr", "en"] = language  # type: ignore[assignment]
    if template.suffix != ".xlsx":
        raise typer.BadParameter("a template is a workbook: give it a name that ends in .xlsx", param_hint="--template")
    if template.exists():
        raise ended(f"{template} already exists and is not overwritten.")
    try:
        write_template(template, tag)
    except OSError as reason:
        raise ended(f"{template} cannot be written: {reason.strerror or reason}.") from None
    if as_json:
        print_json({"template": str(template), "language": tag})
    else:
        typer.echo(f"{template}: fill it in, then `sijill import plan {template.name} --community CODE`.")
