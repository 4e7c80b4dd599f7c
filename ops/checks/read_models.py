"""The check of the read models: each is what the log makes of it when it is folded from the beginning."""

import psycopg

from ops.checks.log import OnProgress
from ops.checks.report import Report
from ops.database import Database
from projections.models import MODELS
from projections.toolkit.agreement import Disagreement, must_agree
from projections.toolkit.rebuild import AlreadyRebuilding, StillRead, rebuild
from projections.toolkit.runner import LIVE, columns_of_positions, recorded_digests


def check_read_models(database: Database, report: Report, on_progress: OnProgress) -> None:
    """Adds to a report. Raises AlreadyRebuilding, StillRead."""
    with database.connect_sync(f"{LIVE},record") as db:
        made = recorded_digests(db, LIVE) or {}
        if "last" in columns_of_positions(db, LIVE):
            try:
                must_agree(db)
            except Disagreement as fault:
                report.expect("read_models", "all read models", False, str(fault))
    current = [model for model in MODELS if made.get(model.table) == model.digest]
    if outdated := sorted(made.keys() - {model.table for model in current}):
        report.unchecked.append(
            f"Read models that another version has made, and the next start of the server makes again: {', '.join(outdated)}."
        )
    if not current:
        return
    try:
        differences = rebuild(database, current, check=True, on_progress=on_progress).differences
    except (AlreadyRebuilding, StillRead, psycopg.OperationalError):
        raise
    except Exception as error:
        report.expect("read_models", "all read models", False, f"The log cannot be folded: {error}")
        return
    for model in current:
        differs = differences.get(model.table)
        message = f"Not what the log makes of it: {', '.join(differs.keys)}." if differs else ""
        report.expect("read_models", f"read model {model.table}", not differs, message)
