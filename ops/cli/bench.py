"""`sijill bench`."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from ops.cli.options import console, must_be_there


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="A first answer within two minutes: fewer events, fewer rounds.")
    ] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to this file, as one JSON object.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Measure only this figure (may be given several times).")
    ] = None,
) -> None:
    """Measure speed and size: ours, the same work on the stock libraries, and the machine's floor.

    Everything happens in a temporary folder with a database server of its own,
    and is removed afterwards. Figures move from run to run with what else the
    machine does: what counts is the ratio, which comes from one run.
    """
    must_be_there("bench", "The benchmark")
    # Imported here: the other commands start faster without.
    from rich.console import Console

    from ops.bench import run

    if unknown := set(only or ()) - set(run.NAMES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: there are {', '.join(run.NAMES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is temporary goes, however it ends
    figures = run.run(only or (), quick=quick, say=lambda text: console.print(f"  {text}", highlight=False))
    if json:
        json.write_bytes(run.encoded(figures) + b"\n")
    Console().print(run.table(figures))
    typer.echo(run.account(figures))
