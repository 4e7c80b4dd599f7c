"""What all read models said at one moment, row by row."""

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
"""The column that names the consultation, where it is not called so."""


def state(
    db: Connection[Any],
    position: int,
    models: Models,
    consultation: UUID | None = None,
    fact: datetime | None = None,
) -> Iterator[dict[str, Any]]:
    """Each row that held at a position, by read model and key: its name as `read_model`, its fields, and `since` which position
    it held; an index's with the `position` that added it. Of one consultation only, if one is named. With `fact`, the rows that
    hold by the facts at that time, as far as the log tells by the position.

    Constant memory, whatever there is. `db` must be in a transaction, its search path at the schema; READ COMMITTED, so that a
    rebuild may come in meanwhile.
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
