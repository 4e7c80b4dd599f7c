"""Rules that lists need in SQL, held against the functions of the domain on every case: rows that differ in all that a rule
looks at."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin
from uuid import UUID

import msgspec
import psycopg
import pytest
from psycopg import Connection

from domain.participation.phase import phase
from domain.participation.withheld import withheld
from domain.plans.activity_events import Status
from domain.plans.overdue import days_overdue
from domain.rules.deadlines import day_of
from domain.rules.rulesets import RuleRef
from ops.database import Database
from ops.settings import Settings
from projections.communities.community import communities
from projections.participation.comment import comments
from projections.participation.consultation import consultations
from projections.participation.proposal import proposals
from projections.participation.withheld import QUERIES as WITHHELD
from projections.plans.activity import ActivityRow, activities
from projections.plans.plan import plans
from projections.plans.plan_version import plan_versions
from projections.plans.project import projects
from projections.queries.progress import QUERIES as PROGRESS
from projections.toolkit.kernel import ReadModel, Version
from projections.toolkit.lists import Window
from projections.toolkit.runner import LIVE
from projections.toolkit.sql import FOREVER
from tests.kit.scenario import thing

DAY = date(2026, 11, 27)
NIGHT = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
"""Half an hour before midnight in UTC, after it in Casablanca."""

PLANNED, PUBLISHED, NOW = 10, 20, 30
EMPTY: dict[Any, Any] = {
    UUID: thing("something"), str: "fr", int: 1, bool: False, date: DAY, datetime: NIGHT, list: [], dict: {}, tuple: (),
    RuleRef: RuleRef("remacto", 1, "plan.openness"),
}  # fmt: skip


@pytest.fixture
def db(settings: Settings) -> Iterator[Connection[Any]]:
    database = Database(settings)
    database.start()
    with psycopg.connect(database.owner_url, autocommit=True, options=f"-c search_path={LIVE},record") as db:
        yield db
    database.stop()


def row(model: ReadModel[Any], **given: Any) -> Any:
    """A row with some values, and all others empty."""
    return model.row(**{field.name: given.get(field.name, empty(field.type)) for field in fields(model)})


def fields(model: ReadModel[Any]) -> Sequence[msgspec.structs.FieldInfo]:
    return msgspec.structs.fields(model.row)


def empty(kind: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return None
    if origin is Literal:
        return get_args(kind)[0]
    return EMPTY[origin or kind]


def keep(db: Connection[Any], model: ReadModel[Any], *rows: Any, since: int = 0, until: int = FOREVER) -> None:
    model.write(db, [Version(one, since, until) for one in rows])


def listed(db: Connection[Any], model: ReadModel[Any], filter: str, value: bool, **more: Any) -> set[UUID]:
    """The things in the list of all to which a filter applies."""
    text = model.lists.text(Window("all", 100_000, filters=frozenset({filter}), total=False))
    place = 3 + model.columns.names.index("id")
    asked = {"parents": [None], "position": NOW, filter: value, **more}
    return {found[place] for found in db.execute(text, asked) if found[place] is not None}


class Case(NamedTuple):
    """An activity, and whether the plan that it is in promises it and is carried out."""

    activity: ActivityRow
    promised: bool
    zone: str


def kept_activities(db: Connection[Any]) -> list[Case]:
    """An activity for every combination of what the rule looks at."""
    cases = []
    for zone, closed, adopted in product(("Africa/Casablanca", "UTC"), (False, True), (None, 1, 2)):
        name = f"{zone} {closed} {adopted}"
        plan, home = thing(f"plan {name}"), thing(f"home {zone}")
        if (closed, adopted) == (False, None):
            keep(db, communities, row(communities, id=home, code=zone, time_zone=zone))
        keep(db, plans, row(plans, id=plan, community=home, closed=closed, adopted_number=adopted))
        keep(db, plan_versions, row(plan_versions, id=thing(f"1 {name}"), plan=plan, number=1), since=PUBLISHED)
        keep(db, projects, row(projects, id=plan, plan=plan, axis=plan))
        for status, carried, removed, late, planned in product(
            get_args(Status), (None, thing("elsewhere")), (False, True), (-1, 0, 1, 2), (PLANNED, PUBLISHED, NOW)
        ):
            one: ActivityRow = row(
                activities,
                id=thing(f"{name} {status} {carried} {removed} {late} {planned}"),
                plan=plan,
                community=home,
                project=plan,
                status=status,
                carried_to=carried,
                removed=removed,
                ends=DAY - timedelta(days=late),
            )
            cases.append(Case(one, adopted == 1 and not closed and planned <= PUBLISHED, zone))
            if removed:  # taken out since the version was published, if it was there by then
                before = msgspec.structs.replace(one, removed=False)
                keep(db, activities, before, since=1, until=planned)
                keep(db, activities, one, since=planned)
                cases[-1] = cases[-1]._replace(promised=adopted == 1 and not closed and planned > PUBLISHED)
            else:
                keep(db, activities, one, since=planned)
    return cases


def test_overdue(db: Connection[Any]) -> None:
    cases = kept_activities(db)
    expected = {
        one.activity.id for one in cases if days_overdue(one.activity, day_of(NIGHT, one.zone), promised=one.promised)
    }
    assert 0 < len(expected) < len(cases) / 2
    there = {one.activity.id for one in cases if not one.activity.removed}

    assert listed(db, activities, "overdue", True, moment=NIGHT) == expected
    assert listed(db, activities, "overdue", False, moment=NIGHT) == there - expected

    late = db.execute(activities.queries["late"], {"moment": NIGHT, "most": 100_000}).fetchall()
    assert {activity for _, activity in late} == expected

    asked = {"activities": [one.activity.id for one in cases], "position": NOW}
    promised = {id for (id,) in db.execute(activities.queries["promised"], asked, binary=True)}
    assert promised == {one.activity.id for one in cases if one.promised}

    every = list({one.activity.plan for one in cases})
    figures = {"by": "plan", "ids": every, "plans": every, "position": NOW, "moment": NIGHT}
    for plan, *counted in db.execute(PROGRESS["figures"], figures, binary=True):
        assert counted[7] == sum(one.activity.plan == plan and one.activity.id in expected for one in cases)


def test_open(db: Connection[Any]) -> None:
    hour = timedelta(hours=1)
    made = [
        row(consultations, id=thing(f"{opens} {closes} {closed} {system}"), opens=opens, closes=closes, closed=closed,
            source_system=system)
        for opens, closes, closed, system in product(
            (NIGHT - 2 * hour, NIGHT, NIGHT + hour), (None, NIGHT - hour, NIGHT, NIGHT + hour), (False, True), (None, "polis")
        )
    ]  # fmt: skip
    keep(db, consultations, *made)
    expected = {
        one.id
        for one in made
        if phase(one.opens, one.closes, NIGHT, closed=one.closed, imported=one.source_system is not None) == "open"
    }
    assert len(expected) == 4
    assert listed(db, consultations, "open", True, moment=NIGHT) == expected
    assert listed(db, consultations, "open", False, moment=NIGHT) == {one.id for one in made} - expected


@pytest.mark.parametrize("model", [proposals, comments], ids=lambda model: model.table)
def test_withheld(db: Connection[Any], model: ReadModel[Any]) -> None:
    states = list(product(("unmoderated", "accepted", "hidden"), (False, True)))
    expected: dict[int | None, dict[UUID, str]] = {PLANNED: {}, NOW: {}, None: {}}
    for then, now in product(states, states):
        id = thing(f"{then} {now}")
        for (moderation, withdrawn), since, until in ((then, 0, PUBLISHED), (now, PUBLISHED, FOREVER)):
            keep(db, model, row(model, id=id, moderation=moderation, withdrawn=withdrawn), since=since, until=until)
        for at, causes in (
            (PLANNED, [withheld(*then), withheld(*now)]),
            (NOW, [withheld(*now)]),
            (None, [withheld(*now)]),
        ):
            if found := sorted(one for one in causes if one):
                expected[at][id] = found[0]  # hidden comes before withdrawn
    ids = [thing(f"{then} {now}") for then, now in product(states, states)]
    for position, placeholders in expected.items():
        rows = db.execute(WITHHELD["withheld"], {"ids": ids, "position": position}, binary=True).fetchall()
        assert {id: why for id, why, _ in rows} == placeholders
