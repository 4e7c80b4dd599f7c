"""The record that a command works on, which must be there: no command but those that fill one makes one."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import typer

from ops.database import Database
from ops.embedded import CannotStart
from ops.postgres import Unsuitable, host
from ops.settings import Settings, read_settings


@contextmanager
def existing(data_dir: Path | None) -> Iterator[Database]:
    """The database of a record, started and migrated. What stands in the way is said, and ends the command."""
    settings = read_settings(data_dir)
    if (
        not (settings.database_url or settings.owner_url)
        and not (settings.data_dir / "postgres" / "PG_VERSION").exists()
    ):
        raise ended(f"No record found in {settings.data_dir}.")
    with started(settings) as database:
        yield database


@contextmanager
def started(settings: Settings, only: Container[str] | None = None) -> Iterator[Database]:
    """The database of some settings, made if it is not there; with `only` some migrations, if they are given."""
    database = Database(settings)
    try:
        database.start(only)
        yield database
    except (Unsuitable, CannotStart) as reason:
        raise ended(str(reason)) from None
    except psycopg.OperationalError as reason:
        url = settings.database_url or settings.owner_url
        where = host(url) if url else settings.data_dir
        raise ended(f"The record's database ({where}) cannot be reached: {str(reason).splitlines()[0]}") from None
    finally:
        database.stop()


def ended(message: str) -> typer.Exit:
    """Says what went wrong; raised, it ends the command with status 1."""
    typer.echo(message, err=True)
    return typer.Exit(1)
