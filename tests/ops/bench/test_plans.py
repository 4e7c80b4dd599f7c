"""The scene that plans are measured in: many communities with the same history, and what is asked of it."""

from collections import Counter
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.communities.community import community_id
from ops.bench.plan_questions import TRAIL, VIEW, report, trail, view
from ops.bench.plan_record import TOGETHER, gathered, write
from ops.bench.plan_scene import PlanningCommunity
from ops.wiring import Services
from projections.models import MODELS
from projections.queries.accountability import accountability
from projections.toolkit.runner import Runner

PLAN = UUID(int=7)


@pytest.mark.anyio
async def test_every_community_has_the_same_history_of_a_plan_that_its_council_amended(register: Services) -> None:
    told: list[str] = []
    written = await write(register, 2, 1, told.append)
    runner = Runner(register.database, MODELS)
    runner.catch_up()
    runner.close()
    async with await register.database.connect() as db:
        counts = await (await db.execute("select plan, count(*) from activity group by plan")).fetchall()
        entries = await (
            await db.execute("select convert_from(entry, 'UTF8')::json ->> 'community' from log")
        ).fetchall()

        async def fetch(query, parameters):  # type: ignore[no-untyped-def]
            return await (await db.execute(query, parameters)).fetchall()

        ((at,),) = await (await db.execute("select at from log order by position desc limit 1")).fetchall()
        ((first,),) = await (
            await db.execute("select at from log where position = %s", [written.adopted - 1])
        ).fetchall()
        early = [
            await accountability(fetch, register.rules, plan, written.adopted - 1, first) for plan in written.plans
        ]
        reports = [await accountability(fetch, register.rules, plan, written.events - 1, at) for plan in written.plans]
    assert told == ["year 1 of 1"]
    assert written.events == len(entries)
    by_community = Counter(id for (id,) in entries)
    assert set(by_community) == {str(community_id(f"bench.{number}")) for number in (0, 1)}
    assert len(set(by_community.values())) == 1
    assert {plan for plan, _ in counts} == set(written.plans)
    assert len({number for _, number in counts}) == 1
    assert [found and [one.attested for one in found.adoptions] for found in early] == [[True], [True]]
    for found in reports:
        assert found is not None
        projects = [project for axis in found.axes for project in axis.projects]
        activities = [activity for project in projects for activity in project.activities]
        assert (len(found.axes), len(projects), len(activities)) == (4, 17, 69)
        assert [one.attested for one in found.adoptions] == [True, False]
        assert found.totals.proposals == 8
        assert all(activity.changes and activity.assessment for activity in activities)


@pytest.mark.anyio
async def test_as_many_activities_say_something_in_every_month(register: Services) -> None:
    community = PlanningCommunity(0, register.keyring)
    list(community.drafted())
    assert len(community.activities) == 69
    months = [len(list(community.month(number))) for number in range(1, 61)]
    assert sum(months) == pytest.approx(69 * 60 * 3 / 7, rel=0.02)
    assert min(months) > 20


def test_communities_are_appended_together_and_none_is_left_out() -> None:
    parts = [(number, [number] * 30) for number in range(10)]
    left: Any = iter(parts)
    wholes: Any = []
    while whole := gathered(left):
        wholes.append(whole)
    assert [community for communities, _ in wholes for community in communities] == list(range(10))
    assert [one for _, requests in wholes for one in requests] == [number for number in range(10) for _ in range(30)]
    assert all(len(requests) >= TOGETHER for _, requests in wholes[:-1])


@pytest.mark.parametrize(("question", "query"), [(view, VIEW), (trail, TRAIL)])
def test_another_number_asks_anew(question, query) -> None:  # type: ignore[no-untyped-def]
    one, other = question(PLAN, None, 100, 2), question(PLAN, None, 100, 4)
    assert one != other
    head, body = one.split("\r\n\r\n")
    assert f"Content-Length: {len(body.encode())}" in head
    assert msgspec.json.decode(body)["query"] == query


def test_every_other_page_of_the_trail_is_from_the_middle() -> None:
    after = [
        msgspec.json.decode(trail(PLAN, 60, 100, number).split("\r\n\r\n")[1])["variables"]["after"]
        for number in (2, 3)
    ]
    assert after[0] is None
    assert after[1] is not None


def test_the_report_is_asked_for_as_of_a_position() -> None:
    assert report(PLAN, None, 100, 1).startswith(f"GET /api/v1/plans/{PLAN}/accountability HTTP/1.1\r\n")
    assert report(PLAN, 5, 100, 1).startswith(f"GET /api/v1/plans/{PLAN}/accountability?asOf=5 HTTP/1.1\r\n")
