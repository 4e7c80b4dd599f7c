"""`sijill migrate`."""

import typer

from ops.cli.existing import started
from ops.cli.options import DataDir
from ops.settings import read_settings


def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to this version: its tables, and the login that the application uses.

    Needs the owner's address, SIJILL_OWNER_URL. With it, only this command
    needs to know the owner: all others run with SIJILL_DATABASE_URL alone.
    """
    with started(read_settings(data_dir)) as database:
        database.owner_url  # noqa: B018  (it says so if the owner is not known)
    typer.echo("The database is migrated.")
