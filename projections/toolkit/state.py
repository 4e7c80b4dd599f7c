"""All rows of all read models at one position."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from projections.toolkit import facts
from projections.toolkit.kernel import Index, ReadModel
from projections.toolkit.runner import Models
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
AT_ONCE = 5_000

NAMED = {"consultation": "id", "audit": "subject"}
"""The column with the consultation's id, if it is not called `consultation`."""


def state(
    db: Connection[Any],
    position: int,
    models: Models,
    consultation: UUID | None = None,
    fact: datetime | None = None,
) -> Iterator[dict[str, Any]]:
    """Each row that was valid at a position, by read model and key: the model's name as `read_model`, the row's fields, and
    `since`; an index's rows with the `position` that added them. If a consultation is named, only its rows. With `fact`, the rows
    that are valid at that time by the facts, as far as the log tells by the position. Uses constant memory.

    `db` must be in a transaction with the schema as its search path; READ COMMITTED, so that a rebuild may be swapped in
    meanwhile.
    """
    for model in models:
        columns = (*model.row.__struct_fields__, "since") if isinstance(model, ReadModel) else model.columns
        named = NAMED.get(model.table, "consultation")
        if consultation is not None and named not in columns:
            continue
        with db.cursor(f"state of {model.table}", binary=True) as cursor:
            cursor.itersize = AT_ONCE
            query = selection(model, columns, named, by_facts=fact is not None).as_string(db)
            asked = {"position": position, "consultation": consultation, "fact": fact}
            cursor.execute((query if fact is None else facts.by_facts(query)).encode(), asked)
            for row in cursor:
                yield {"read_model": model.table, **dict(zip(columns, row, strict=True))}


def selection(model: ReadModel[Any] | Index, columns: tuple[str, ...], named: str, *, by_facts: bool) -> Composed:
    whose = SQL("(%(consultation)s::uuid is null or {} = %(consultation)s)").format(Identifier(named))
    order = columns[:1] if isinstance(model, ReadModel) else columns
    return SQL(QUERIES["rows" if isinstance(model, ReadModel) else "index_by_facts" if by_facts else "index"]).format(
        columns=SQL(", ").join(map(Identifier, columns)),
        table=Identifier(model.table),
        whose=whose if named in columns else SQL("true"),
        order=SQL(", ").join(map(Identifier, order)),
    )
