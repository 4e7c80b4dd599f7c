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

from domain.communities.community import CommunityRegistered
from domain.kernel import Words
from ops.settings import Settings
from projections.kernel import FOREVER, ReadModel, Version
from projections.models import BY_ROW
from projections.sql import Queries
from tests.scenario import COMMUNITY, NOON, thing


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


TABLE = """
create table thing (
    id uuid, name jsonb, state text, weight text, begins date, changed timestamptz, cost numeric, members uuid[], days date[],
    seats uuid[], documents jsonb, by_member jsonb, "order" integer, report jsonb, ends date, tags text[],
    since bigint, until bigint, primary key (id, since)
);

-- part: whose
-- Those that have a member.
asked.parent = any(members)

-- list: page by text
-- Things of a member.
select id, since, state as sort from thing
where {whose} and since <= %(position)s and %(position)s < until;

-- name: count
select count(*) from thing;
"""


@pytest.fixture
def model(tmp_path: Path) -> ReadModel[Thing]:
    file = tmp_path / "thing.sql"
    file.write_text(TABLE)
    return ReadModel("thing", Thing, (CommunityRegistered,), lambda entry: (), lambda row, entry: row, Queries(file))


@pytest.fixture
def db(settings: Settings, model: ReadModel[Thing]) -> Any:
    with psycopg.connect(str(settings.database_url), autocommit=True) as db:
        db.execute(model.queries.tables)
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
    model.close(db, {ROWS[0].id: 5})
    assert model.open_versions(db, {ROWS[0].id}) == {}
    asked = {"ids": [ROWS[0].id]}
    there = [len(db.execute(model.of, {**asked, "position": position}).fetchall()) for position in (2, 3, 4, 5)]
    assert there == [0, 1, 1, 0]


def test_a_list_is_put_into_the_window(db: Connection[Any], model: ReadModel[Thing]) -> None:
    rows = [made(thing(f"row {number}"), state=state) for number, state in enumerate(["done", "begun", "done"])]
    model.write(db, [Version(row, 0) for row in rows])
    assert model.queries.lists["page"].sort is str
    asked = {"parents": [thing("a"), COMMUNITY], "position": 0, "count": 2, "backward": False}
    cursor = dict.fromkeys(("after_sort", "after_id", "before_sort", "before_id"))
    found = db.execute(model.listing("page"), {**asked, **cursor}, binary=True).fetchall()
    in_order = sorted(rows, key=lambda row: (row.state, row.id))
    assert {values[0]: values[1] for values in found} == {thing("a"): 3, COMMUNITY: 0}
    pages = [values for values in found if values[2] is not None]
    assert [model.load(values[3:]) for values in pages] == in_order[:2]
    last = {**asked, **cursor, "after_sort": pages[-1][2], "after_id": pages[-1][3]}
    rest = [values for values in db.execute(model.listing("page"), last, binary=True) if values[2] is not None]
    assert [model.load(values[3:]) for values in rest] == in_order[2:]


def test_a_file_gives_its_queries_and_its_lists_apart(model: ReadModel[Thing]) -> None:
    assert model.queries["count"].strip() == "select count(*) from thing;"
    assert set(model.queries.lists) == {"page"}
    assert model.queries.tables.strip().endswith(");")


def test_every_list_and_query_is_asked_at_a_position() -> None:
    for model in BY_ROW.values():
        for name, listed in model.queries.lists.items():
            assert "%(position)s" in listed.standing, (model.table, name)
            assert f"until = {FOREVER}" not in listed.standing.replace(f"latest.until = {FOREVER}", "")
            assert "{" not in listed.standing.replace("'{}'", ""), "a part that is not there"
