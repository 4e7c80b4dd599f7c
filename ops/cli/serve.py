"""`sijill serve`: the running platform."""

import asyncio
import logging
from typing import Annotated, NoReturn

import msgspec
import psycopg
import typer

from ops import logs
from ops.cli.options import DataDir, console, must_be_there
from ops.settings import Settings, read_settings

WAYS = """
  Web pages                      {url}/
  GraphQL, with GraphiQL         {url}/graphql
  API documentation              {url}/docs
  Audit trail                    {url}/trail

Stop it with Ctrl-C. Acknowledged commands are durable, even after a crash."""


def serve(
    data_dir: DataDir = None,
    host: Annotated[
        str,
        typer.Option(
            envvar="HOST", help="Address to listen on. The default accepts connections from this machine only."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="PORT", min=0, max=65535, help="Port to listen on (0: any free port).")
    ] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="Load demonstration data if the record is empty.")
    ] = False,
    access_log: Annotated[bool, typer.Option("--access-log", help="Log each request to standard error.")] = False,
) -> None:
    """Serve the record: commands, GraphQL, web pages, read models and clocks.

    Starts the embedded PostgreSQL in the data folder (or uses SIJILL_DATABASE_URL), migrates its schema, and reports when it
    is ready. Existing data is kept.
    """
    if demo:
        must_be_there("demo", "The demonstration")
    logs.to_standard_error()
    if access_log:
        logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    settings = msgspec.structs.replace(read_settings(data_dir), host=host, port=port)
    try:
        run(settings, demo=demo, access_log=access_log)
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("Stopped before the server was ready.")


def run(settings: Settings, *, demo: bool, access_log: bool) -> None:
    # Imported here: the other commands start faster without.
    import uvloop

    from api.clients import BadProxy
    from ops import server
    from ops.embedded import CannotStart
    from ops.files import BadPlace
    from ops.keys import BadMasterKey
    from ops.postgres import Unsuitable, host
    from projections.toolkit.agreement import Disagreement

    try:
        listener = server.listening(settings.host, settings.port)
    except OSError as error:
        fail(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. Choose another with --port or PORT."
        )
    with listener:
        try:
            uvloop.run(
                server.serve(settings, listener, demo=demo, access_log=access_log, say=console.print, ready=ready)
            )
        except BadMasterKey:
            fail(
                "The master key is not 32 bytes in base64, or it belongs to another record: give the right one in "
                f"SIJILL_MASTER_KEY, or in {settings.master_key}."
            )
        except (CannotStart, Unsuitable, BadPlace, BadProxy, Disagreement) as error:
            fail(str(error))
        except psycopg.OperationalError as error:
            where = host(settings.database_url) if settings.database_url else str(settings.data_dir)
            fail(f"The database cannot be reached ({where}): {error}")


def ready(url: str) -> None:
    typer.echo(f"Sijill is ready on {url}")
    typer.echo(WAYS.format(url=url))


def fail(why: str) -> NoReturn:
    console.print(why, style="red", markup=False, highlight=False)
    raise typer.Exit(1)
