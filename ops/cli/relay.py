"""`sijill relay`."""

import logging
import os
from pathlib import Path
from typing import Annotated

import typer

from ops.cli.existing import ended
from ops.cli.options import DataDir


def relay(
    data_dir: DataDir = None,
    kafka: Annotated[
        str | None,
        typer.Option(help="HOST:PORT of a Kafka broker. Default: SIJILL_KAFKA, then 127.0.0.1:9092."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Publish all current entries, then exit.")] = False,
    name: Annotated[
        str,
        typer.Option(
            help="The relay's name. Each name has its own position; only one relay per name can run at a time."
        ),
    ] = "kafka",
    source: Annotated[
        str | None,
        typer.Option(help="The source attribute of the CloudEvents: a URI for this register. Default: /sijill/log."),
    ] = None,
    heartbeat: Annotated[
        Path | None, typer.Option(help="A file to touch at least once a second while the relay is healthy.")
    ] = None,
) -> None:
    """Publish the log to Kafka as CloudEvents, continuously.

    Publishes to the topics sijill.communities, sijill.participation, …, and creates missing ones. Resumes from its own durable
    position, and retries while the broker or the database is unavailable. Delivery is at least once: consumers detect
    duplicates by ce_sequence.
    """
    # Imported here: the other commands start faster without.
    from kafka.errors import KafkaError

    from consumers.cloud_events import SOURCE
    from consumers.follower import PositionConflict
    from consumers.kafka_security import BadKafkaSettings, kafka_security
    from consumers.relay import Relay, first_line
    from ops.database import Database
    from ops.settings import read_settings
    from ops.stopping import call_on_signal
    from projections.toolkit.log import AWAY

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s relay: %(message)s", force=True)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # what it has to say of a lost broker, the relay says once
    settings = read_settings(data_dir)
    try:
        security = kafka_security(os.environ)
    except BadKafkaSettings as reason:
        raise ended(str(reason)) from None
    database = Database(settings)
    started = False

    def opened() -> Database:
        nonlocal started
        if not started:
            database.start()
            started = True
        return database

    def beat() -> None:
        if heartbeat:
            heartbeat.touch()

    try:
        publishing = Relay(
            opened, kafka or settings.kafka, name=name, source=source or SOURCE, on_round=beat, security=security
        )
        call_on_signal(publishing.end)
        if once:
            typer.echo(f"published: all before position {publishing.run_once()}", err=True)
        else:
            publishing.run()
    except (*AWAY, KafkaError, PositionConflict) as reason:
        typer.echo(f"not published: {first_line(reason)}", err=True)
        raise typer.Exit(1) from None
    finally:
        database.stop()
