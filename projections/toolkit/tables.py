"""Derives a read model's table from its row type."""

import re

import msgspec

from projections.toolkit.columns import column_type
from projections.toolkit.sql import FOREVER

RESERVED = frozenset(
    re.findall(
        r"\w+",
        "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default "
        "deferrable desc distinct do else end except false fetch for foreign from grant group having in initially intersect "
        "into lateral leading limit localtime not null offset on only or order placing primary references returning select "
        "some symmetric table then to trailing true union unique user using variadic when where window with",
    )
)
"""The keywords that PostgreSQL accepts as column names only in quotes."""


TIMES = {
    "since": "bigint",
    "until": "bigint not null",
    "fact_since": "timestamptz",
    "fact_until": "timestamptz not null",
}
"""The columns that say when a row version is valid, by position and by the facts: see versions.py."""


def table_of_versions(table: str, row: type[msgspec.Struct]) -> str:
    """The SQL of the table of all row versions: a column for each field, the first of them the key; those of TIMES; the index
    of the open rows, and that of the rows that are valid by the facts."""
    key, *others = [(named(field.name), column_type(field.type)) for field in msgspec.structs.fields(row)]
    bare = [(key[0], key[1].removesuffix(" not null")), *others, *TIMES.items()]
    width = max(len(name) for name, _ in bare)
    columns = "".join(f"    {name:{width}} {type_},\n" for name, type_ in bare)
    return (
        f"create table {table} (\n{columns}    primary key ({key[0]}, since, fact_since)\n);\n"
        f"create index {table}_open on {table} ({key[0]}) where until = {FOREVER};\n"
        f"create index {table}_by_facts on {table} ({key[0]}, fact_since) where fact_since < fact_until;\n"
    )


def named(column: str) -> str:
    """A column's name in `create table`."""
    return f'"{column}"' if column in RESERVED else column
