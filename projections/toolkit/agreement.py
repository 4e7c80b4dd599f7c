"""Checks that the log, its head and the read models fit each other. If not, the database was changed by other means than the
append function, and read models that went on from there would skip entries."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)

Rows = Sequence[tuple[Any, ...]]


class Disagreement(Exception):
    """The log, its head and the read models do not fit each other; the message names the place."""


def must_agree(db: Connection[Any]) -> None:
    """Raises Disagreement. The search path of `db` is the read models' schema, then the log's."""
    if fault := head_fault(db.execute(QUERIES["ends"]).fetchall()) or model_fault(
        db.execute(QUERIES["astray"]).fetchall()
    ):
        raise Disagreement(fault)


async def disagreement(fetch: Fetch) -> str | None:
    """The message of a Disagreement, if there is one."""
    return head_fault(await fetch(QUERIES["ends"], {})) or model_fault(await fetch(QUERIES["astray"], {}))


def head_fault(rows: Rows) -> str | None:
    ((head, entries),) = rows
    if head == (entries or 0):
        return None
    return (
        f"The head of the log says that the next position is {head}, but by the entries that are there it is "
        f"{entries or 'an earlier one'}: the database was changed by hand, or is damaged. Restore a backup."
    )


def model_fault(rows: Rows) -> str | None:
    for name, next in rows:
        return (
            f"The read model {name} stands at position {next - 1}, and the log does not have the entry there that it has taken "
            "in: the database was changed by hand, or is damaged. If the log is the right one, make the read models again with "
            "`sijill replay`; else restore a backup."
        )
    return None
