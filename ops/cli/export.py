"""`sijill export`."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.progress import TaskID

from ops.cli.existing import ended, existing
from ops.cli.options import AsJson, DataDir, print_json, progress
from ops.cli.replay import position_of, read_moment
from ops.cli.stages import stages
from ops.database import Database
from ops.export import Manifest, NotEmpty, OnProgress, total
from ops.export import export as export_into
from ops.keys import BadMasterKey
from ops.settings import Settings, read_settings
from ops.wiring import opened
from projections.export.formats import Dialect, Format
from projections.models import MODELS
from projections.toolkit.runner import Runner
from projections.toolkit.upgrade import upgrade

Out = Annotated[
    Path,
    typer.Argument(
        metavar="OUT", help="The folder to write to. It must be empty or not exist yet.", show_default=False
    ),
]
Form = Annotated[Format, typer.Option("--format", help="csv (RFC 4180), jsonl (JSON Lines), or xlsx.")]
For = Annotated[
    Literal["programs", "excel"],
    typer.Option(
        "--for",
        help="excel: CSV files that Excel opens by a double click, with a byte order mark and the separators of the language.",
    ),
]
Language = Annotated[
    Literal["ar", "fr", "en"],
    typer.Option(
        help="The language of the readers: separators of CSV for Excel; in Arabic, sheets from right to left."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="POSITION|INSTANT",
        help="Export the state at a position (0 is the first) or at an instant of log time with its time zone "
        "(2026-11-22T10:00:00Z). Default: the current state.",
        show_default=False,
    ),
]


def export(
    out: Out,
    form: Form = "csv",
    as_of: AsOf = None,
    purpose: For = "programs",
    language: Language = "en",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Export all public data to a folder: one file per kind of entity, the log, and a data dictionary.

    Text written by people is included only if it may be shown now. An export
    as of an earlier moment leaves out everything hidden, withdrawn or erased
    since; the column `words` marks it. Ballots are exported as tallies, never
    as individual votes.

    `events.jsonl` contains the log, one entry per line. `manifest.json` states
    the position, and the row count and SHA-256 of each file; it is written
    last, when all files are complete.
    """
    moment = None if as_of is None else read_moment(as_of)
    dialect = Dialect(language, excel=purpose == "excel")
    settings = read_settings(data_dir)
    try:
        with existing(data_dir) as database:
            with database.connect_sync() as db:
                last = db.execute("select next - 1 from head").fetchone()
                position = position_of(db, moment, by_facts=False) if moment is not None else last[0] if last else -1
            catch_up(database)  # to the end of a log that has come at least so far by now
            with progress() as bars:
                lines: dict[str, TaskID] = {}

                def on_progress(name: str, rows: int) -> None:
                    if name not in lines:
                        lines[name] = bars.add_task(name, total=None)
                    bars.update(lines[name], completed=rows)

                manifest = asyncio.run(run(settings, out, form, dialect, position, on_progress))
    except NotEmpty:
        raise ended(
            f"{out} is not empty: give an empty folder, or one that does not exist yet. Nothing was written."
        ) from None
    except BadMasterKey:
        raise ended("The master key does not belong to this record: its texts cannot be decrypted.") from None
    except OSError as reason:
        raise ended(f"{out} cannot be written: {reason.strerror or reason}.") from None
    if as_json:
        print_json(manifest)
    else:
        typer.echo(f"{out}: {len(manifest.files)} files, {total(manifest.files):,} rows, as of {moment_of(manifest)}.")


def moment_of(manifest: Manifest) -> str:
    if manifest.position is None or manifest.log_time is None:
        return "an empty record"
    return f"position {manifest.position} ({manifest.log_time.isoformat(timespec='seconds')})"


async def run(
    settings: Settings, out: Path, form: Format, dialect: Dialect, position: int, on_progress: OnProgress
) -> Manifest:
    async with opened(settings) as register:
        return await export_into(register, out, form, position, on_progress, dialect)


def catch_up(database: Database) -> None:
    """Brings the read models to the end of the log."""
    runner = Runner(database, MODELS)
    try:
        with progress() as bars:
            upgrade(database, MODELS, on_progress=stages(bars))
            line = bars.add_task("Catching up", total=None)
            runner.catch_up(on_progress=lambda reached: bars.update(line, completed=reached))
    finally:
        runner.close()
