"""`sijill bench`."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from ops.cli.options import console, must_be_there


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="Finish within two minutes, with fewer events and rounds.")
    ] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to this file as one JSON object.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Measure only this figure (repeatable).")] = None,
) -> None:
    """Measure speed and size: of Sijill, of stock libraries doing the same work, and of the bare machine.

    Runs in a temporary folder with its own database server, and removes both
    afterwards. Absolute figures vary with the load of the machine: compare the
    ratios, which come from a single run.
    """
    must_be_there("bench", "The benchmark")
    # Imported here: the other commands start faster without.
    from rich.console import Console

    from ops.bench import run

    if unknown := set(only or ()) - set(run.NAMES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: there are {', '.join(run.NAMES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is temporary goes, however it ends
    figures, complete = run.run(only or (), quick=quick, say=lambda text: console.print(f"  {text}", highlight=False))
    if json:
        json.write_bytes(run.encoded(figures) + b"\n")
    Console().print(run.table(figures))
    typer.echo(run.account(figures))
    if not complete:
        raise typer.Exit(1)
