"""The tables of the read models are those of the committed schema, which a reader finds in one file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from ops.settings import Settings
from projections.models import MODELS
from projections.toolkit.runner import make_tables, schema_of

COMMITTED = Path(__file__).parents[2] / "projections" / "schema.sql"
HEAD = """-- The tables of all read models: written by `make schemas` from the types of their rows and from their .sql files.
-- A row of a read model holds from position `since` to just before `until`. An entry of the log adds to `moment`, `document` and
-- `audit` rows that never change.

"""
COLUMNS = """
select relname, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated, attnum
from pg_attribute join pg_class on pg_class.oid = attrelid
where relnamespace = %(schema)s::regnamespace and relkind = 'r' and attnum > 0 order by relname, attnum
"""
INDEXES = """
select replace(pg_get_indexdef(indexrelid), %(schema)s || '.', '') from pg_index
join pg_class on pg_class.oid = indexrelid where relnamespace = %(schema)s::regnamespace order by 1
"""
CONSTRAINTS = """
select relname, conname, pg_get_constraintdef(pg_constraint.oid) from pg_constraint
join pg_class on pg_class.oid = conrelid where connamespace = %(schema)s::regnamespace order by 1, 2
"""


def test_the_committed_schema_is_what_the_code_makes(committed: Callable[[Path, str], None]) -> None:
    committed(COMMITTED, HEAD + schema_of(MODELS))


def catalog(db: Connection[Any], schema: str) -> list[list[tuple[Any, ...]]]:
    """The columns, indexes and constraints of a schema's tables."""
    return [db.execute(query, {"schema": schema}).fetchall() for query in (COLUMNS, INDEXES, CONSTRAINTS)]


def test_the_database_has_the_committed_schema(settings: Settings) -> None:
    with psycopg.connect(str(settings.database_url), autocommit=True) as db:
        make_tables(db, "made", MODELS)
        db.execute("create schema written")
        db.execute("set search_path = written")
        db.execute(COMMITTED.read_text())
        made, written = catalog(db, "made"), catalog(db, "written")
        assert made == written
        assert {row[0] for row in made[0]} == {"read_model", *(table for model in MODELS for table in model.own_tables)}
