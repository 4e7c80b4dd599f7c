"""How handlers make the rows of a read model."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.communities.office import OfficeGranted, OfficeRevoked
from domain.communities.organisation import (
    OrganisationDissolved,
    OrganisationRegistered,
    OrganisationRepresentativeNamed,
)
from domain.kernel import Entry, Event, System
from domain.text import Sealed, Words
from projections.models import MODELS
from projections.toolkit.columns import Large, column_type
from projections.toolkit.fold import Changes, Fold, MissingRow, new
from projections.toolkit.sql import Queries
from projections.toolkit.tables import table_of_versions
from tests.kit.scenario import COMMUNITY, NOON, thing


class Row(msgspec.Struct, frozen=True):
    id: UUID
    community: UUID
    name: Words
    kind: str
    shelf: Large | None
    occurred_at: datetime
    version: int
    dissolved: bool = False


def entry(event: Event, version: int = 1) -> Entry[Any]:
    return Entry(
        actor=System("import"), command_id=thing("command"), community=COMMUNITY, correlation_id=thing("command"), data=event,
        event_id=thing("event"), occurred_at=NOON, recorded_at=NOON, root=COMMUNITY, stream=thing("stream"), version=version,
    )  # fmt: skip


REGISTERED = entry(OrganisationRegistered({"fr": "Un"}, "association"))
DISSOLVED = entry(OrganisationDissolved(Sealed("fr")), 2)


def things() -> Fold[Row]:
    things = Fold(Row)

    @things.creates
    def registered(entry: Entry[OrganisationRegistered]) -> Row:
        return new(Row, entry, kind="other")

    @things.updates
    def dissolved(row: Row, entry: Entry[OrganisationDissolved]) -> Changes:
        return {"dissolved": not row.dissolved}

    @things.folds
    def other(row: Row | None, entry: Entry[OfficeGranted | OfficeRevoked]) -> Row | None:
        return None

    things.only_moves_version(OrganisationDissolved, OrganisationRepresentativeNamed)
    return things


def test_it_is_fed_what_its_handlers_take() -> None:
    assert things().feeds == {
        OrganisationRegistered, OrganisationDissolved, OfficeGranted, OfficeRevoked, OrganisationRepresentativeNamed
    }  # fmt: skip
    assert all(model.feeds for model in MODELS)


def test_a_row_is_of_what_is_given_then_of_the_entry_then_of_the_event_then_of_defaults() -> None:
    row = things().fold(None, REGISTERED)
    assert row == Row(thing("stream"), COMMUNITY, {"fr": "Un"}, "other", None, NOON, 1)


def test_what_nothing_gives_is_missing() -> None:
    with pytest.raises(TypeError, match="kind"):
        new(Row, DISSOLVED, name={})


def test_an_event_changes_columns_and_moves_the_version() -> None:
    row = things().fold(None, REGISTERED)
    assert row is not None
    assert things().fold(row, DISSOLVED) == msgspec.structs.replace(row, dissolved=True, version=2)
    named = entry(OrganisationRepresentativeNamed(None, None, COMMUNITY, Sealed("fr")), 3)
    assert things().fold(row, named) == msgspec.structs.replace(row, version=3)


def test_an_event_that_changes_a_missing_row_is_an_error() -> None:
    with pytest.raises(MissingRow, match="OrganisationDissolved"):
        things().fold(None, DISSOLVED)


def test_an_event_has_one_handler() -> None:
    with pytest.raises(ValueError, match="two handlers for OfficeRevoked"):

        @things().creates
        def again(entry: Entry[OfficeRevoked]) -> Row:
            raise NotImplementedError


def test_a_table_has_a_column_for_each_field() -> None:
    made = table_of_versions(
        "thing", msgspec.defstruct("Ordered", [("id", UUID), ("order", int), ("shelf", Large | None)])
    )
    assert made.splitlines() == [
        "create table thing (",
        "    id         uuid,",
        '    "order"    integer not null,',
        "    shelf      bigint,",
        "    since      bigint,",
        "    until      bigint not null,",
        "    fact_since timestamptz,",
        "    fact_until timestamptz not null,",
        "    primary key (id, since, fact_since)",
        ");",
        "create index thing_open on thing (id) where until = 9223372036854775807;",
        "create index thing_by_facts on thing (id, fact_since) where fact_since < fact_until;",
    ]
    assert [column_type(one) for one in (list[UUID], list[dict[str, int]], Words | None, datetime)] == [
        "uuid[] not null", "jsonb not null", "jsonb", "timestamptz not null"
    ]  # fmt: skip


HELD = {
    "{held}": "since <= %(position)s and %(position)s < until",
    "{held plan}": "plan.since <= %(position)s and %(position)s < plan.until",
    "{held plan at version.since}": "plan.since <= version.since and version.since < plan.until",
    "{held at 7}": "since <= 7 and 7 < until",
    "{held {table}}": "{table}.since <= %(position)s and %(position)s < {table}.until",
    "{open}": "until = 9223372036854775807",
    "{open plan}": "plan.until = 9223372036854775807",
    "roles <> '{citizen}'": "roles <> '{citizen}'",
}


@pytest.mark.parametrize(("written", "meant"), HELD.items(), ids=HELD)
def test_what_holds_is_written_once(tmp_path: Any, written: str, meant: str) -> None:
    file = tmp_path / "thing.sql"
    file.write_text(f"-- name: asked\n{written}\n")
    assert Queries(file)["asked"].strip() == meant
