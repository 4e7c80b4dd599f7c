"""Plans as read models: at every position they are what the rules themselves make of the log until there."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from domain.kernel import Entry
from domain.plans.activity import activities
from domain.plans.plan import plans as noun
from domain.plans.plan_events import (
    AxisDefined,
    AxisRemoved,
    AxisRevised,
    ChallengeRemoved,
    ChallengeRevised,
    DraftPublished,
    PlanAdopted,
    PlanAmended,
    PlanClosed,
    PlanEvaluated,
    PlanRevised,
    PlanSentBack,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProjectTakenUpElsewhere,
    StageEntered,
)
from domain.plans.version import content, digest
from domain.rules.rulesets import RuleRef
from ops.database import Database
from ops.settings import Settings
from projections.models import MODELS
from projections.plans.axis import axes
from projections.plans.challenge import challenges
from projections.plans.plan import plans
from projections.plans.plan_version import plan_versions
from projections.plans.project import projects
from projections.queries.plan_content import content_of
from projections.toolkit.kernel import ReadModel
from projections.toolkit.runner import LIVE, Runner
from tests.kit.log import append, emptied
from tests.kit.plan_facts import (
    AXIS,
    MINUTES,
    NAME,
    NEIGHBOUR,
    OTHER_AXIS,
    OTHER_PLAN,
    PLAN,
    PROCESS,
    QUEUES,
    REASON,
    ROADS,
    STARTS,
    TEXT,
    TITLE,
    WATER,
    WELLS,
    in_plan,
    opened,
    planned,
    with_project,
)
from tests.kit.scenario import History, thing

OPENNESS, AMBITION = RuleRef("remacto", 2, "plan.openness"), RuleRef("remacto", 2, "plan.ambition")


def published(history: History, number: int) -> DraftPublished:
    plan = history.state(noun, PLAN)
    said = content(PLAN, plan, {id: history.state(activities, id) for id in plan.activities})
    return DraftPublished(number, digest(said), PROCESS)


@pytest.fixture(scope="module")
def history() -> History:
    """All that can happen to a plan and its parts, once or more."""
    history = History(*with_project, *planned(WELLS))
    after = (
        StageEntered(None, "preparation"),
        AxisDefined(OTHER_AXIS, NAME, {}),
        AxisRevised(AXIS, NAME, TITLE, TEXT, {}),
        ProjectDefined(OTHER_AXIS, ROADS, NAME, {}, [], [], [NEIGHBOUR], None),
        ProjectRevised(
            WATER,
            AXIS,
            OTHER_AXIS,
            NAME,
            TITLE,
            TEXT,
            {},
            ["transparency"],
            ["inclusion"],
            [QUEUES],
            [],
            [],
            [NEIGHBOUR],
        ),
        ChallengeRevised(QUEUES, AXIS, OTHER_AXIS, NAME, TITLE, TEXT, TEXT),
        StageEntered("preparation", "co_creation"),
        1,
        ChallengeRemoved(QUEUES, REASON),
        PlanRevised(TITLE, NAME, STARTS, STARTS, None, None),
        PlanSentBack("co_creation", "preparation", REASON),
        2,
        PlanAdopted(1, "", thing("resolution"), thing("session")),
        ProjectTakenUpElsewhere(ROADS, NEIGHBOUR, OTHER_PLAN, thing("theirs")),
        ProjectRemoved(ROADS, REASON),
        AxisRemoved(AXIS, REASON),
        PlanAmended(1, 2, "", "", thing("resolution"), thing("second"), thing("later session")),
        PlanEvaluated(None, NAME, None, TEXT, [MINUTES], None, "major", OPENNESS, None, "modest", AMBITION),
        PlanClosed(None),
    )
    for event in after:
        fact = in_plan(published(history, event) if isinstance(event, int) else event)
        history.add(fact.stream, fact.event, fact.act, fact.root, fact.community)
    return history


@pytest.fixture
def db(settings: Settings, history: History) -> Iterator[Connection[Any]]:
    database = Database(settings)
    database.start()
    with database.as_owner() as db:
        emptied(db)
        append(db, history.entries)
        runner = Runner(database, MODELS, batch=7)
        runner.catch_up()
        runner.close()
        db.execute(SQL("set search_path to {}, record").format(Identifier(LIVE)))
        yield db
    database.stop()


def rows(db: Connection[Any], model: ReadModel[Any], position: int) -> dict[Any, Any]:
    columns = SQL(", ").join(map(Identifier, model.columns.names))
    query = SQL("select {} from {} where since <= {} and {} < until").format(
        columns, Identifier(model.table), position, position
    )
    return {values[0]: model.load(values) for values in db.execute(query, binary=True)}


def test_at_every_position_the_rows_are_what_the_rules_say(db: Connection[Any], history: History) -> None:
    entries: list[Entry[Any]] = []
    for position, entry in enumerate(history.entries):
        entries.append(entry)
        if position < len(opened) - 1:
            continue
        plan = noun.initial
        for one in entries:
            plan = noun.evolve(plan, one) if one.stream == PLAN else plan
        row = rows(db, plans, position)[PLAN]
        adopted = plan.adopted and plan.adopted.number
        assert (row.title, row.starts, row.ends, row.stage) == (plan.title, plan.starts, plan.ends, plan.stage)
        assert (row.adopted_number, row.drafts, row.closed) == (adopted, len(plan.versions), plan.closed)
        assert (row.version, len(row.adoptions) > 0) == (len([o for o in entries if o.stream == PLAN]), bool(adopted))
        assert bool(row.evaluation) == bool(plan.evaluated)
        for model, parts in ((axes, plan.axes), (challenges, plan.challenges), (projects, plan.projects)):
            standing = {id: part for id, part in rows(db, model, position).items() if not part.removed}
            assert set(standing) == set(parts)
            for id, part in parts.items():
                for name in part.__struct_fields__:
                    assert getattr(standing[id], name) == getattr(part, name), (position, name)
        assert {one.number for one in rows(db, plan_versions, position).values()} == {
            one.number for one in plan.versions
        }


def test_what_was_adopted_evaluated_and_passed_through_is_kept(db: Connection[Any], history: History) -> None:
    row = rows(db, plans, len(history.entries))[PLAN]
    assert [(one.number, one.resolution, one.attested) for one in row.adoptions] == [
        (1, thing("resolution"), False),
        (2, thing("second"), False),
    ]
    assert [(one.stage, one.reason) for one in row.entered] == [
        ("preparation", None),
        ("co_creation", None),
        ("preparation", REASON),
    ]
    assert row.evaluation.documents == [MINUTES]
    assert row.evaluation.openness_rule == OPENNESS
    project = rows(db, projects, len(history.entries))[ROADS]
    assert (project.removed, project.removal_reason) == (True, REASON)
    assert [(one.community, one.plan) for one in project.taken_up] == [(NEIGHBOUR, OTHER_PLAN)]


@pytest.mark.anyio
async def test_a_version_says_for_ever_what_it_said(db: Connection[Any], history: History) -> None:
    """However the plan goes on, and whatever position is read at: from where it was published on, and not before."""

    async def fetch(query: str, parameters: Any) -> Any:
        return db.execute(query, parameters, binary=True).fetchall()

    last = len(history.entries)
    told = [entry.data for entry in history.entries if isinstance(entry.data, DraftPublished)]
    for event in told:
        found = await content_of(fetch, PLAN, event.number, last)
        assert found is not None
        assert found[0] == event.sha256 == digest(found[1])
    first = next(place for place, entry in enumerate(history.entries) if isinstance(entry.data, DraftPublished))
    assert await content_of(fetch, PLAN, 1, first - 1) is None
    assert await content_of(fetch, PLAN, 1, first) == await content_of(fetch, PLAN, 1, last)
    assert await content_of(fetch, PLAN, 3, last) is None
