"""`sijill check`."""

import os

import typer

from ops.checks.log import QUERIES, check_log
from ops.checks.read_models import check_read_models
from ops.checks.report import Report
from ops.cli.existing import ended, existing
from ops.cli.options import AsJson, DataDir, print_json
from ops.cli.stages import staged
from ops.database import Database
from ops.keys import BadMasterKey, Keyring, read_master_key
from ops.settings import Settings, read_settings
from projections.toolkit.rebuild import AlreadyRebuilding, StillRead

NOT_ALL = 3
"""The exit status if nothing failed, but not everything could be checked."""


def check(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Check that the record is what it was when it was appended.

    Each entry is its own canonical JSON, and agrees with its row; positions,
    versions and times rise without gaps; event ids are unique; each command
    has its outcome, and each entry a command; each opening fits the commitment
    in the log; and the read models are what the log makes of them. Changes
    nothing, and the server may go on running.

    Exit status 0 if all hold, 1 if one fails, 3 if none fails but the master
    key is missing, without which openings cannot be compared.
    """
    settings = read_settings(data_dir)
    with existing(data_dir) as database:
        try:
            report = checked(database, keyring_of(settings))
        except (AlreadyRebuilding, StillRead) as reason:
            raise ended(str(reason.__doc__)) from None
        except BadMasterKey:
            raise ended(f"The master key ({settings.master_key}) is not that of this record.") from None
    for text in report.unchecked:
        typer.echo(f"Not checked: {text}", err=True)
    if as_json:
        print_json({"checks": report.checks, "first_failure": report.first_failure})
    else:
        for line in lines(report):
            typer.echo(line)
    if not report.all_hold:
        raise typer.Exit(1 if report.first_failure else NOT_ALL)


def keyring_of(settings: Settings) -> Keyring | None:
    """The keyring of the master key, if there is one: this makes none. Raises BadMasterKey."""
    if "SIJILL_MASTER_KEY" not in os.environ and not settings.master_key.exists():
        return None
    return Keyring(read_master_key(settings.master_key))


def checked(database: Database, keyring: Keyring | None) -> Report:
    """Runs all checks, with progress on standard error. Raises BadMasterKey, AlreadyRebuilding, StillRead."""
    report = Report()
    with staged() as on_progress:
        with database.connect_sync() as db:
            if keyring and (data_key := db.execute(QUERIES["any_key"]).fetchone()):
                keyring.unwrap(data_key[0], bytes(data_key[1]))
            check_log(db, keyring, report, on_progress)
        if keyring is None:
            report.unchecked.append("Whether openings fit their commitments: that needs the master key.")
        check_read_models(database, report, on_progress)
    return report


def lines(report: Report) -> list[str]:
    """A report for people."""
    rows = [f"{name:<12} {count.done:>12,} checked, {count.failed:,} failed" for name, count in report.checks.items()]
    first = report.first_failure
    return rows + ([f"First failure: {first.check}, {first.place}: {first.message}"] if first else [])
