"""Every list of the register: its query runs however it is asked for, and how many things are kept to stand in it do so at every
position."""

from collections.abc import Iterator
from contextlib import closing
from copy import copy
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from psycopg import Connection

from ops.database import Database
from projections.models import BY_ROW, MODELS
from projections.toolkit.kernel import ReadModel
from projections.toolkit.listed import ALL, COME, GO, SETTLED, UNANSWERED
from projections.toolkit.lists import Lists, Window
from projections.toolkit.runner import LIVE, Runner
from tests.kit.histories.any_history import Step, played, steps
from tests.kit.log import append, emptied
from tests.kit.scenario import COMMUNITY, thing

LISTS = [(model, name) for model in BY_ROW.values() for name in model.queries.lists]
COUNTED = [(model, name) for model, name in LISTS if model.queries.lists[name].counted]

VALUES: dict[str, Any] = {
    "answers": ["none"], "body": thing("body"), "choices": ["for"], "closed": False,
    "dissolved": False, "former": False, "held": True, "imported": True, "kind": "plan", "kinds": ["commune"],
    "moderations": ["hidden"], "moment": datetime(2026, 11, 27, tzinfo=UTC), "number": 1, "open": True,
    "origins": ["online"], "overdue": True, "principle": "equity", "role": "citizen", "stage": "draft",
    "stages": ["adopted"], "stances": ["for"], "standings": ["applied"], "statuses": ["planned"], "threads": True,
    "tokens": [1],
    "what": "approval", "withdrawn": False, "words": [0], "year": 2026,
}  # fmt: skip
"""A value for each parameter of the filters."""

KEYS = {"number": 7, "instant": datetime(2026, 11, 27, tzinfo=UTC), "text": "04"}


@pytest.fixture
def db(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.owner_url, autocommit=True, options=f"-c search_path={LIVE},record") as db:
        yield db


def test_every_list_can_be_asked_for_in_every_way(database: Database) -> None:
    with database.connect_sync(f"{LIVE},record") as db:
        for model, name in LISTS:
            orders = [None] if model.queries.lists[name].order else [*model.queries.orders]
            for order in orders:
                ask(db, model, name, order)


def ask(db: Connection[Any], model: ReadModel[Any], name: str, order: str | None) -> None:
    """Asks for a list that is empty, from both ends, with all filters and cursors."""
    parents = [None] if name == "all" else [thing("one"), thing("other")]
    filters, place = frozenset(model.queries.filters), KEYS[model.lists.order(name, order).type]
    cursors = {"after_key": place, "after_id": COMMUNITY, "before_key": place, "before_id": COMMUNITY}
    for window in (
        Window(name, 2, order),
        Window(name, 2, order, backward=True, total=False),
        Window(name, 2, order, filters, after=True),
        Window(name, 2, order, filters, backward=True, before=True),
    ):
        text = model.lists.text(window)
        assert "{" not in text.replace("'{}'", ""), "a part that is not there"
        found = db.execute(text, {**VALUES, **cursors, "parents": parents, "position": 3}, binary=True).fetchall()
        assert [row[:3] for row in found] == [(parent, 0 if window.total else None, None) for parent in parents]


def test_what_is_kept_is_what_the_lists_say_is_kept() -> None:
    data = SimpleNamespace(
        proposal=thing("proposal"),
        parent=thing("parent"),
        answer_was=None,
        moderation_was="accepted",
        moderation="hidden",
    )
    entry: Any = SimpleNamespace(root=thing("root"), community=COMMUNITY, stream=thing("stream"), data=data)
    kept = {name for lists in (COME, GO) for places in lists.values() for name, _ in places(entry)}
    assert kept == {f"{model.table}.{name}" for model, name in COUNTED} | {UNANSWERED, SETTLED}


@hypothesis_settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps())
def test_what_is_kept_is_what_stands_there_at_every_position(
    database: Database, db: Connection[Any], asked: list[Step]
) -> None:
    emptied(db, LIVE)
    entries = played(asked)
    append(db, entries)
    with closing(Runner(database, MODELS, batch=7)) as runner:
        runner.catch_up()
    wrong = [found for model, name in COUNTED for found in differences(db, model, name, len(entries))]
    assert wrong == []
    assert db.execute(UNANSWERED_WRONGLY, {"list": UNANSWERED, "end": len(entries)}, binary=True).fetchall() == []


UNANSWERED_WRONGLY = """
    select moment.position, consultation.id, kept.number, counted.number
    from generate_series(0, %(end)s - 1) as moment (position)
    join consultation on consultation.until = 9223372036854775807
    left join lateral (
        select number from listed
        where list = %(list)s and parent = consultation.id and since <= moment.position order by since desc limit 1
    ) as kept on true
    cross join lateral (
        select count(*) as number from proposal
        where proposal.consultation = consultation.id and since <= moment.position and moment.position < until
        and answer is null and not withdrawn and merged_into is null and moderation <> 'hidden'
    ) as counted
    where coalesce(kept.number, 0) <> counted.number
"""


def differences(db: Connection[Any], model: ReadModel[Any], name: str, end: int) -> list[tuple[Any, ...]]:
    """Where what is kept of a list is not what is counted: (list, position, parent, kept, counted)."""
    known = f"{model.table}.{name}"
    parents = [row[0] for row in db.execute("select distinct parent from listed where list = %s", [known])]
    below = [None] if name == "all" else [*parents, thing("nobody")]
    assert parents == [ALL] if name == "all" and parents else ALL not in parents
    uncounted = copy(model.queries)
    uncounted.lists = {name: msgspec.structs.replace(model.queries.lists[name], counted=False)}
    order = next(iter(model.queries.orders), None)
    kept, counted = (
        at_every_position(db, lists.text(Window(name, 1, order)), below, end)
        for lists in (model.lists, Lists(model.table, model.columns.names, uncounted))
    )
    assert len(kept) == end * len(below)
    return [(known, *place, kept[place], number) for place, number in counted.items() if kept[place] != number]


def at_every_position(db: Connection[Any], text: str, parents: list[UUID | None], end: int) -> dict[Any, int]:
    """How many things a query says there are: by position and parent."""
    query = f"""
        select moment.position, page.below, page.found from generate_series(0, %(end)s - 1) as moment (position)
        cross join lateral ({text.replace("%(position)s", "moment.position")}) as page (below, found)
    """
    return {row[:2]: row[2] for row in db.execute(query, {"parents": parents, "end": end}, binary=True)}
