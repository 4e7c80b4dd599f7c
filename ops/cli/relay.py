"""`sijill relay`."""

import logging
import signal
from typing import Annotated, Any

import psycopg
import typer
from kafka.errors import KafkaError
from psycopg import Connection

from consumers.cloud_events import SOURCE
from consumers.follower import Astray
from consumers.relay import Relay, first_line
from ops.cli.options import DataDir
from ops.database import Database
from ops.settings import read_settings


def relay(
    data_dir: DataDir = None,
    kafka: Annotated[
        str | None, typer.Option(help="HOST:PORT of a Kafka broker. Without it: SIJILL_KAFKA, else 127.0.0.1:9092.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Publish what the log holds by now, then end.")] = False,
    name: Annotated[
        str, typer.Option(help="Each name keeps its own position; one relay of a name works at a time.")
    ] = "kafka",
    source: Annotated[
        str, typer.Option(help="What CloudEvents call the source: a URI that names this register.")
    ] = SOURCE,
) -> None:
    """Publish the log to Kafka as CloudEvents, and go on as it grows.

    Topics sijill.communities, sijill.participation, …; made if they are missing. Goes on from its own durable position, waits
    out a broker or database that is away. At least once: a consumer drops what it has seen by ce_sequence.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s relay: %(message)s", force=True)
    logging.getLogger("kafka").setLevel(logging.ERROR)
    settings = read_settings(data_dir)
    database = Database(settings)
    started = False

    def connection() -> Connection[Any]:
        nonlocal started
        if not started:
            database.start()
            started = True
        return database.connect_sync("record")

    try:
        publishing = Relay(connection, kafka or settings.kafka, name=name, source=source)
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda *_: publishing.end())
        if once:
            typer.echo(f"published up to position {publishing.run_once() - 1}", err=True)
        else:
            publishing.run()
    except (psycopg.OperationalError, KafkaError, Astray) as reason:
        typer.echo(f"not published: {first_line(reason)}", err=True)
        raise typer.Exit(1) from None
    finally:
        database.stop()
