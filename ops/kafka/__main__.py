"""`python -m ops.kafka`: a broker on loopback for those without Docker (see `make kafka`)."""

from pathlib import Path
from typing import Annotated

import typer

from ops.kafka import fetch
from ops.kafka.broker import Broker

app = typer.Typer(help="Apache Kafka from Maven, without Docker.", add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 9092,
    folder: Annotated[Path, typer.Option(help="Folder of its data, kept from run to run.")] = fetch.HOME / "data",
) -> None:
    """Fetch Kafka if need be, run one broker until Ctrl-C."""
    if context.invoked_subcommand:
        return
    broker = Broker(folder, port)
    try:
        typer.echo(f"Kafka is ready on {broker.start()} (data in {folder}); Ctrl-C ends it.")
        raise typer.Exit(broker.wait())
    except fetch.CannotRun as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        broker.stop()


@app.command()
def get() -> None:
    """Only fetch Kafka and check it, for tests and images."""
    typer.echo(str(fetch.jars()))


@app.command()
def pin() -> None:
    """After a change of pom.xml: fetch, and write down the hashes of what came."""
    digests = fetch.hashes(fetch.fetch(fetch.HOME / "fetched"))
    fetch.HASHES.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())))
    typer.echo(f"{len(digests)} jars written to {fetch.HASHES}")


app()
