"""Everything public, kind by kind, as of any moment: the rows of each read model as tables that others can take away.

What people wrote stands in them in clear, as far as it may be shown: asking for the past brings nothing back that was hidden,
withdrawn or erased since. Who voted how is in none of them, only what the votes of a council were.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import Notification
from msgspec import inspect

from projections.models import MODELS
from projections.participation.withheld import placeholders_of
from projections.toolkit.columns import without_none
from projections.toolkit.kernel import ReadModel
from projections.toolkit.listed import Counts
from projections.toolkit.runner import Models
from projections.toolkit.sql import Fetch, filled, queries_of

QUERIES = queries_of(__file__)
AT_ONCE = 500
"""Rows that are in memory at once."""

FIRST = UUID(int=0)

Select = Callable[[int, int, int], Awaitable[Sequence[Notification]]]
"""Gives the log's notifications from an id on, so many at most, up to another id: `select_notifications`, awaited."""

Open = Callable[[Sequence[tuple[UUID, str]]], Awaitable[dict[tuple[UUID, str], str]]]
"""Gives people's words by the ids of their openings; what was erased is not there."""


class Sealed(msgspec.Struct, frozen=True):
    """A column that holds the event whose opening has the words: in its field `field`, or, with `languages` (the column that
    names them), in one field for each. `contributed` are words that moderation hides and their author withdraws."""

    field: str
    contributed: bool = False
    languages: str | None = None


SEALED: Mapping[str, Mapping[str, Sealed]] = {
    "organisation": {"representative_name": Sealed("name")},
    "seat": {"name": Sealed("name"), "reason": Sealed("reason")},
    "consultation": {
        "description": Sealed("description", languages="description_languages"),
        "report": Sealed("report", languages="report_languages"),
    },
    "proposal": {
        "title": Sealed("title", contributed=True),
        "body": Sealed("body", contributed=True),
        "moderation_reason": Sealed("reason"),
        "reasons": Sealed("reasons"),
    },
    "raised_challenge": {"text": Sealed("text"), "axis": Sealed("axis")},
    "comment": {"body": Sealed("body", contributed=True), "moderation_reason": Sealed("reason")},
}
"""Where the words of people are, by read model and column."""

REFERS: Mapping[str, str] = {
    "axis.id": "axis",
    "body.parent": "body",
    "comment.parent": "comment",
    "community.parent": "community",
    "carried_from": "activity",
    "carried_to": "activity",
    "challenges": "challenge",
    "holder_of": "community",
    "merged_into": "proposal",
    "network": "community",
    "partner": "community",
    "partners": "community",
    "previous": "plan",
    "since": "events",
}
"""What a column refers to where it is not called after it: by its name, or by that of its table and its own."""


class Column(msgspec.Struct, frozen=True):
    """One column of a file. `type` is id, text, number (whole), decimal, truth, day, instant, list, texts (by language) or
    object; `refers` the file whose rows (or entries) its ids are of, if it is one; `sealed` says that people wrote it."""

    name: str
    type: str
    nullable: bool
    refers: str | None = None
    sealed: bool = False


class Kind(msgspec.Struct, frozen=True):
    """One kind of thing: the table that its rows come from, and the columns of its file."""

    name: str
    model: ReadModel[Any]
    columns: tuple[Column, ...]

    @property
    def sealed(self) -> Mapping[str, Sealed]:
        return SEALED.get(self.name, {})


def kinds(models: Models = MODELS) -> dict[str, Kind]:
    """All kinds by name. Kept counts are none: they follow from what is exported."""
    rows = [model for model in models if isinstance(model, ReadModel) and not isinstance(model, Counts)]
    names = {model.table for model in rows}
    return {model.table: Kind(model.table, model, tuple(columns(model, names))) for model in rows}


def columns(model: ReadModel[Any], names: Iterable[str]) -> Iterable[Column]:
    """The columns of a read model's file: its own, for words also the event that holds them, and what they are now."""
    sealed = SEALED.get(model.table, {})
    fields = msgspec.structs.fields(model.row)
    for place, field in enumerate(fields):
        info = inspect.type_info(field.type)
        nullable = without_none(info) is not info or is_optional(info)
        if field.name in sealed:
            words = sealed[field.name]
            yield Column(field.name, "texts" if words.languages else "text", True, None, sealed=True)
            yield Column(f"{field.name}_event", "id", nullable, "events")
        else:
            own = None if place == 0 and field.name == "id" else refers(model.table, field.name, names)
            yield Column(field.name, type_of(without_none(info)), nullable, own)
    if sealed:
        yield Column("words", "text", False)
    yield Column("since", "number", False, "events")


def refers(table: str, name: str, names: Iterable[str]) -> str | None:
    return REFERS.get(f"{table}.{name}", REFERS.get(name, name if name in names else None))


def is_optional(info: inspect.Type) -> bool:
    return isinstance(info, inspect.UnionType) and any(isinstance(one, inspect.NoneType) for one in info.types)


PLAIN: Mapping[type[inspect.Type], str] = {
    inspect.UUIDType: "id",
    inspect.StrType: "text",
    inspect.LiteralType: "text",
    inspect.EnumType: "text",
    inspect.IntType: "number",
    inspect.DecimalType: "decimal",
    inspect.BoolType: "truth",
    inspect.DateType: "day",
    inspect.DateTimeType: "instant",
    inspect.ListType: "list",
    inspect.VarTupleType: "list",
    inspect.SetType: "list",
    inspect.FrozenSetType: "list",
}


def type_of(info: inspect.Type) -> str:
    if isinstance(info, inspect.DictType):
        return "texts" if isinstance(info.value_type, inspect.StrType) else "object"
    return PLAIN.get(type(info), "object")


async def rows(fetch: Fetch, open: Open, kind: Kind, position: int) -> AsyncIterator[list[tuple[Any, ...]]]:
    """All rows of a kind as they stood at a position, by their ids, in batches: the values of its columns.

    Each batch is a query of its own: whoever is slow to take them holds nothing in the database.
    """
    page, after = query("page", kind), FIRST
    while records := await fetch(page, {"position": position, "after": after, "count": AT_ONCE}):
        yield await with_words(fetch, open, kind, records, position) if kind.sealed else [tuple(row) for row in records]
        if len(records) < AT_ONCE:
            return
        after = records[-1][0]


async def matching(
    fetch: Fetch, open: Open, kind: Kind, wanted: Mapping[str, Any], position: int
) -> list[dict[str, Any]]:
    """The rows of a kind, AT_ONCE at most, that had these values at a position: the values of the kind's columns by name. A list
    is matched by one that has all its values."""
    comparisons = [f'"{name}" {"@>" if isinstance(value, list) else "="} %({name})s' for name, value in wanted.items()]
    asked = {**wanted, "position": position, "count": AT_ONCE}
    records = await fetch(query("matching", kind, conditions=" and ".join(comparisons)), asked)
    found = await with_words(fetch, open, kind, records, position) if kind.sealed else records
    return [dict(zip((column.name for column in kind.columns), row, strict=True)) for row in found]


async def entries(select: Select, position: int) -> AsyncIterator[list[bytes]]:
    """The entries of the log up to a position, in their order, in batches: their bytes, as they are kept."""
    done = 0
    while records := await select(done + 1, AT_ONCE, position + 1):
        yield [one.state for one in records]
        done = records[-1].id


def query(name: str, kind: Kind, **parts: str) -> str:
    names = kind.model.columns.names
    return filled(
        QUERIES[name],
        {**parts, "table": kind.name, "key": f'"{names[0]}"', "columns": ", ".join(f'"{one}"' for one in names)},
    )


async def with_words(
    fetch: Fetch, open: Open, kind: Kind, records: Sequence[tuple[Any, ...]], position: int
) -> list[tuple[Any, ...]]:
    """Rows with people's words in the place of their ids."""
    names = kind.model.columns.names
    standing: dict[UUID, str] = {}
    if any(words.contributed for words in kind.sealed.values()):
        placeholders = await placeholders_of(fetch, [row[0] for row in records], position)
        standing = {thing: one.why for thing, one in placeholders.items()}
    by_name = [dict(zip(names, row, strict=False)) for row in records]
    wanted = [
        (row[column], field)
        for row in by_name
        for column, words in kind.sealed.items()
        if row[column] is not None and not (words.contributed and row[names[0]] in standing)
        for field in fields_of(words, row)
    ]
    opened = await open(wanted)
    return [
        tuple(values(kind, row, standing.get(row[names[0]]), opened, old[-1]))
        for row, old in zip(by_name, records, strict=True)
    ]


def fields_of(words: Sealed, row: Mapping[str, Any]) -> list[str]:
    """The names of the openings' fields that a column of a row stands for."""
    if words.languages is None:
        return [words.field]
    return [f"{words.field}.{language}" for language in row[words.languages]]


def values(
    kind: Kind, row: Mapping[str, Any], standing: str | None, opened: Mapping[tuple[UUID, str], str], since: int
) -> Iterable[Any]:
    """The values of a row's columns. Its words are `open`, `hidden` or `withdrawn` (where those that somebody contributed
    are), or `erased` where some are no more."""
    state = standing or "open"
    for column, value in row.items():
        words = kind.sealed.get(column)
        if words is None:
            yield value
            continue
        hidden = words.contributed and standing is not None
        fields = [] if value is None or hidden else fields_of(words, row)
        texts = [opened.get((value, field)) for field in fields]
        if None in texts and standing is None:
            state = "erased"
        if words.languages is None:
            yield texts[0] if texts else None
        else:
            there = zip(row[words.languages], texts, strict=False)
            yield {language: text for language, text in there if text is not None} or None
        yield value
    yield state
    yield since
