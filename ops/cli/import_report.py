"""The options that all imports share, and the report that each of them ends with."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Protocol

import msgspec
import typer
from rich.progress import Progress

from api.i18n import LOCALES
from ops.cli.existing import ended
from ops.cli.options import Bar, progress
from ops.cli.stages import stages
from ops.embedded import CannotStart
from ops.imports.common.batches import OnProgress
from ops.imports.common.findings import Findings
from ops.imports.common.output import report_as_json
from ops.imports.common.preview import write_preview
from ops.imports.common.report import FINDINGS, Counts, Doubt
from ops.imports.common.sentences import Sentence, doubt_codes
from ops.keys import BadMasterKey
from ops.postgres import Unsuitable
from ops.settings import Settings
from ops.store.committer import LOST
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.toolkit.runner import Runner
from projections.toolkit.upgrade import upgrade

SHOWN = 20
"""Findings of a kind that are shown to people: a file with more is wrong as a whole."""

BringIn = Callable[[Services, Progress], Awaitable[Counts]]
"""Brings something into a register, with its progress shown."""

RECORDED = Sentence(
    "summary-recorded",
    "{recorded} rows recorded, {already_there} already there, {skipped} skipped; problems: {problems}",
)
WOULD_RECORD = Sentence(
    "summary-would-record",
    "{recorded} rows would be recorded, {already_there} already there, {skipped} skipped; problems: {problems}",
)
MORE = Sentence("summary-more", "… and {number} more; --json lists them all")
ACCEPT_IT = Sentence("summary-accept", "not recorded until you accept it with --accept {accepted}")
INTERRUPTED = Sentence(
    "summary-interrupted", "Interrupted. Everything recorded so far is kept: run the command again to continue."
)
UNAVAILABLE = Sentence(
    "summary-unavailable",
    "The database is unavailable or too slow ({reason}). Everything recorded so far is kept: run the command again to "
    "continue.",
)

HEADINGS = {
    "problems": Sentence("summary-problem", "problem"),
    "doubts": Sentence("summary-doubt", "doubt"),
    "left_out": Sentence("summary-left-out", "left out"),
    "notices": Sentence("summary-notice", "notice"),
}

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Record nothing: report what would be recorded, and all problems.")
]
Preview = Annotated[
    Path | None,
    typer.Option(
        "--preview",
        metavar="FILE.html",
        help="Record nothing, and write a page for people: how the file was understood, and all that would be recorded.",
        show_default=False,
    ),
]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        "--accept",
        metavar="CODE",
        help="Record in spite of the doubts with this code. May be repeated.",
        show_default=False,
    ),
]
ReaderLanguage = Annotated[
    str | None,
    typer.Option(
        "--language", metavar="ar|fr|en", help="The language of messages. Default: the locale's.", show_default=False
    ),
]


class Reporting(msgspec.Struct, frozen=True):
    """The options of a report. A preview is a dry run: it is made to be seen before."""

    language: str
    as_json: bool = False
    dry_run: bool = False
    preview: Path | None = None
    accepted: frozenset[str] = frozenset()


def reporting(
    language: str | None,
    as_json: bool,
    *,
    dry_run: bool = False,
    preview: Path | None = None,
    accept: list[str] | None = None,
) -> Reporting:
    """Checks the options. Raises typer.BadParameter."""
    if language is not None and language not in LOCALES:
        raise typer.BadParameter("messages are available in ar, fr and en", param_hint="--language")
    if preview is not None and preview.suffix != ".html":
        raise typer.BadParameter("a preview is a page: give it a name that ends in .html", param_hint="--preview")
    if preview is not None and not preview.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {preview.parent}", param_hint="--preview")
    known = doubt_codes()
    if unknown := [code for code in accept or () if code not in known]:
        raise typer.BadParameter(f"no doubt has the code {unknown[0]}, but: {', '.join(known)}", param_hint="--accept")
    return Reporting(
        language or locale_language(), as_json, dry_run or preview is not None, preview, frozenset(accept or ())
    )


def locale_language() -> str:
    """The language of the locale (POSIX: LC_ALL before LC_MESSAGES before LANG), if messages are available in it; else `en`."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    language = locale[:2].lower()
    return language if language in LOCALES and not locale[2:3].isalpha() else "en"


class FileImport(Protocol):
    """An import of one file."""

    async def file(self, file: Path) -> Counts: ...


def import_file(
    file: Path,
    settings: Settings,
    findings: Findings,
    options: Reporting,
    new_import: Callable[[Services, OnProgress], FileImport],
) -> None:
    """Imports a file, with a bar of its progress, on read models that are up to date, and reports as `imported` does."""

    async def bring_in(register: Services, bars: Progress) -> Counts:
        await asyncio.to_thread(catch_up, register, bars)
        bar = Bar(bars, file.name)
        counts = await new_import(register, bar.show).file(file)
        bar.stop()
        return counts

    imported(settings, findings, bring_in, options)


def imported(settings: Settings, findings: Findings, bring_in: BringIn, options: Reporting) -> None:
    """Does an import, reports it, and ends the command with status 1 if something of the file is not recorded, because of a
    problem or of a doubt that nobody accepted. Closes `findings`."""
    language = options.language
    try:
        counts = asyncio.run(run(settings, bring_in))
        if options.preview is not None:
            write_preview(options.preview, counts, findings, language)
        if options.as_json:
            sys.stdout.writelines(report_as_json(counts, findings, language, dry_run=options.dry_run))
            sys.stdout.flush()
        else:
            print_summary(counts, findings, options)
        incomplete = findings.problem_count() + findings.withheld_count()
    except KeyboardInterrupt:
        typer.echo(INTERRUPTED().text(language), err=True)
        raise typer.Exit(130) from None
    except (*LOST, TimeoutError) as lost:
        typer.echo(UNAVAILABLE(reason=str(lost) or type(lost).__name__).text(language), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        raise ended(f"{error.filename}: {error.strerror}") from None
    except (Unsuitable, CannotStart, BadMasterKey) as reason:
        raise ended(str(reason) or (type(reason).__doc__ or "")) from None
    finally:
        findings.close()
    if incomplete:
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


def print_summary(counts: Counts, findings: Findings, options: Reporting) -> None:
    """The report for people: findings on standard error, the counts on standard output."""
    language = options.language
    for kind in FINDINGS:
        heading = HEADINGS[kind.list_name]().text(language)
        for finding in findings.of(kind, SHOWN):
            more = ""
            if isinstance(finding, Doubt) and not finding.accepted:
                more = f" ({ACCEPT_IT(accepted=finding.code).text(language)})"
            typer.echo(f"{heading}: {finding.place(language)}: {finding.text(language)}{more}", err=True)
        if (number := findings.count(kind)) > SHOWN:
            typer.echo(MORE(number=number - SHOWN).text(language), err=True)
    sentence = WOULD_RECORD if options.dry_run else RECORDED
    values = msgspec.structs.asdict(counts)
    figures = {name: f"{values[name]:,}" for name in ("recorded", "already_there", "skipped")}
    typer.echo(sentence(**figures, problems=f"{findings.problem_count():,}").text(language))
