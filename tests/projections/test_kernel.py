"""What a read model carries and how its lists are put together: any row that its fields allow comes back as what it was."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec
import psycopg
import pytest
from psycopg import Connection

from domain.text import Words
from ops.settings import Settings
from projections.toolkit.kernel import ReadModel, Version
from projections.toolkit.lists import Window, key
from projections.toolkit.sql import Order, Queries
from tests.kit.scenario import COMMUNITY, DAY, NOON, thing


class Document(msgspec.Struct, frozen=True):
    title: Words
    sha256: str
    dated: date
    size: Decimal


class Weight(StrEnum):
    LIGHT = "light"
    HEAVY = "heavy"


class Thing(msgspec.Struct, frozen=True):
    id: UUID
    name: Words
    state: Literal["begun", "done"]
    weight: Weight
    begins: date
    changed: datetime
    cost: Decimal
    members: list[UUID]
    days: list[date]
    seats: frozenset[UUID]
    documents: list[Document]
    by_member: dict[UUID, Document]
    order: int
    report: Document | None = None
    ends: date | None = None
    tags: list[str] | None = None


FILE = """
-- part: whose
-- Those that have a member.
asked.parent = any(members)

-- filter: weights
weight = any(%(weights)b::text[])

-- list: page by text state
-- Things of a member.
{whose}

-- list: latest by instant changed desc
-- Things of a member, those that changed last first.
{whose}

-- name: count
select count(*) from thing;
"""


@pytest.fixture
def model(tmp_path: Path) -> ReadModel[Thing]:
    file = tmp_path / "thing.sql"
    file.write_text(FILE)
    return ReadModel("thing", Thing, Queries(file))


@pytest.fixture
def db(settings: Settings, model: ReadModel[Thing]) -> Any:
    with psycopg.connect(str(settings.database_url), autocommit=True) as db:
        db.execute(model.tables)
        yield db


def made(id: UUID, **others: Any) -> Thing:
    document = Document({"ar": "محضر", "fr": "Procès-verbal"}, "ab", date(2026, 11, 22), Decimal("1.50"))
    row = Thing(
        id=id, name={"fr": "Un"}, state="begun", weight=Weight.HEAVY, begins=date(2026, 1, 31), changed=NOON,
        cost=Decimal("1234.50"), members=[thing("a"), thing("b")], days=[date(2026, 2, 1)], seats=frozenset({thing("c")}),
        documents=[document], by_member={thing("a"): document}, order=7, report=document,
    )  # fmt: skip
    return msgspec.structs.replace(row, **others)


ROWS = [
    made(thing("full")),
    made(thing("bare"), name={}, members=[], days=[], seats=frozenset(), documents=[], by_member={}, report=None),
    made(thing("more"), ends=date(2027, 1, 1), tags=["eau", "ماء"], changed=datetime(2020, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize("binary", [True, False])
def test_rows_come_back_as_what_they_were(db: Connection[Any], model: ReadModel[Thing], binary: bool) -> None:
    model.write(db, [Version(row, 3) for row in ROWS])
    asked = {"ids": [row.id for row in ROWS], "position": 3}
    found = {values[0]: model.load(values) for values in db.execute(model.of, asked, binary=binary)}
    assert found == {row.id: row for row in ROWS}
    for row in ROWS:
        for field in Thing.__struct_fields__:
            assert type(getattr(found[row.id], field)) is type(getattr(row, field))
    assert model.open_versions(db, {row.id for row in ROWS}) == {row.id: Version(row, 3) for row in ROWS}
    assert db.execute(model.of, {**asked, "position": 2}).fetchall() == []


def test_a_row_that_ended_is_there_as_of_then(db: Connection[Any], model: ReadModel[Thing]) -> None:
    model.write(db, [Version(ROWS[0], 3)])
    model.close(db, {ROWS[0].id: Version(ROWS[0], 3, 5)})
    assert model.open_versions(db, {ROWS[0].id}) == {}
    asked = {"ids": [ROWS[0].id]}
    there = [len(db.execute(model.of, {**asked, "position": position}).fetchall()) for position in (2, 3, 4, 5)]
    assert there == [0, 1, 1, 0]


def test_a_list_is_put_into_the_window(db: Connection[Any], model: ReadModel[Thing]) -> None:
    rows = [made(thing(f"row {number}"), state=state) for number, state in enumerate(["done", "begun", "done"])]
    model.write(db, [Version(row, 0) for row in rows])
    asked, window = {"parents": [thing("a"), COMMUNITY], "position": 0}, Window("page", 2)
    found = db.execute(model.lists.text(window), asked, binary=True).fetchall()
    in_order = sorted(rows, key=lambda row: (row.state, row.id))
    assert {values[0]: values[1] for values in found} == {thing("a"): 3, COMMUNITY: 0}
    pages = [values for values in found if values[2] is not None]
    assert [model.load(values[3:]) for values in pages] == in_order[:2]
    last = {**asked, "after_key": pages[-1][2], "after_id": pages[-1][3]}
    following = msgspec.structs.replace(window, after=True, total=False)
    rest = db.execute(model.lists.text(following), last, binary=True).fetchall()
    assert [(values[0], values[1]) for values in rest] == [(thing("a"), None), (COMMUNITY, None)]
    assert [model.load(values[3:]) for values in rest if values[2] is not None] == in_order[2:]


FAR = [-(2**62), 2**62, 2**63]


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("name", ["page", "latest"])
def test_a_page_begins_where_a_cursor_stands(
    db: Connection[Any], model: ReadModel[Thing], name: str, backward: bool
) -> None:
    """Things of equal rank stand by their ids, in both directions."""
    rows = [
        made(thing(f"row {number}"), state="done" if number % 3 else "begun", changed=NOON + number // 4 * DAY)
        for number in range(11)
    ]
    model.write(db, [Version(row, 0) for row in rows])
    order = model.lists.order(name)
    window = Window(name, 3, backward=backward)
    whole = list_of(db, model, msgspec.structs.replace(window, count=11))
    ranks = [(sort, id) for sort, id in whole]
    assert ranks == sorted(ranks, reverse=backward)
    assert {id for _, id in whole} == {row.id for row in rows}
    found, seen = list_of(db, model, window), []
    cursor = "before" if backward else "after"
    while found:
        seen += found
        sort, id = found[-1]
        place = {f"{cursor}_key": key(order, sort), f"{cursor}_id": id}
        found = list_of(db, model, msgspec.structs.replace(window, **{cursor: True}), **place)
    assert seen == whole
    (low, first), (high, last) = sorted([whole[2], whole[7]])
    both = msgspec.structs.replace(window, count=11, after=True, before=True)
    limits = {"after_key": key(order, low), "after_id": first, "before_key": key(order, high), "before_id": last}
    assert list_of(db, model, both, **limits) == whole[3:7]


def list_of(db: Connection[Any], model: ReadModel[Thing], window: Window, **cursor: Any) -> list[tuple[Any, UUID]]:
    rows = db.execute(model.lists.text(window), {"parents": [thing("a")], "position": 0, **cursor}, binary=True)
    return [(values[2], values[3]) for values in rows if values[2] is not None]


def test_a_filter_is_in_the_text_only_where_it_is_given(db: Connection[Any], model: ReadModel[Thing]) -> None:
    model.write(db, [Version(row, 0) for row in ROWS])
    asked = {"parents": [thing("a")], "position": 0}
    given = {"weights": ["heavy"], "nothing": None}
    with pytest.raises(KeyError):
        model.lists.filters(given)
    del given["nothing"]
    assert "weight = any" not in model.lists.text(Window("page", 5))
    filters = model.lists.filters(given)
    (row, *_) = db.execute(model.lists.text(Window("page", 5, filters=filters)), {**asked, **given}, binary=True)
    assert row[1] == 2
    light = {**asked, "weights": ["light"]}
    (row, *rest) = db.execute(model.lists.text(Window("page", 5, filters=filters)), light, binary=True)
    assert (row[1], row[2], rest) == (0, None, [])
    assert model.lists.filters({"weights": None}) == frozenset()


def test_no_cursor_stands_beyond_what_a_column_can_hold() -> None:
    for said in ("number", "instant"):
        for sort in FAR:
            order = Order("it", said, True)
            if said == "instant" or sort == 2**63:
                with pytest.raises(OverflowError):
                    key(order, sort)
            else:
                assert key(order, sort) == -sort


def test_a_file_gives_its_queries_and_its_lists_apart(model: ReadModel[Thing]) -> None:
    assert model.queries["count"].strip() == "select count(*) from thing;"
    assert set(model.queries.lists) == {"page", "latest"}
    assert model.queries.tables.strip() == ""
