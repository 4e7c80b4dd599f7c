"""Options that several commands share."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder of the record, with its embedded PostgreSQL. Default: SIJILL_DATABASE_URL, then SIJILL_DATA_DIR, "
        "then ./data.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print exactly one JSON object on standard output.")]

console = Console(stderr=True)
"""For progress and for people: standard output is for what was asked for."""


def must_be_there(package: str, name: str) -> None:
    """Ends the command where a package of `ops` is not installed: images and wheels leave out what serving does not need."""
    if find_spec(f"ops.{package}") is None:
        typer.echo(f"{name} is not part of this installation: run it from a checkout of the repository.", err=True)
        raise typer.Exit(1)


def progress() -> Progress:
    """A progress bar on standard error."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


class Bar:
    """One bar of a progress display."""

    def __init__(self, bars: Progress, what: str) -> None:
        self._bars, self._bar = bars, bars.add_task(what, total=None)

    def show(self, done: int, of: int) -> None:
        self._bars.update(self._bar, completed=done, total=of)

    def stop(self) -> None:
        self._bars.stop_task(self._bar)


def print_json(value: Any) -> None:
    """One object on standard output."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()
