"""What waits of activities: their reports, since when and until when, and which activities owe none."""

from datetime import UTC, date, datetime

import pytest

from domain.plans.activity_events import (
    ActivityCarriedOver,
    ActivityProgressReported,
    ActivityRescheduled,
    ActivityStatusChanged,
)
from domain.plans.plan_events import DraftPublished, PlanAmended, PlanClosed
from projections.queries.clocks import Waiting
from tests.kit.plan_facts import (
    DIGEST,
    ENDS,
    PLAN,
    PROCESS,
    PUMPS,
    REASON,
    STARTS,
    TEXT,
    WELLS,
    drafted,
    in_plan,
    planned,
)
from tests.kit.scenario import COMMUNITY, DAY, NOON, Happened, thing
from tests.projections.what_waits import ADOPTED, BY_REPORT, Kept, to_activity

pytestmark = pytest.mark.anyio


async def test_an_activity_waits_for_its_reports_once_it_is_promised(kept: Kept) -> None:
    """It is to begin on 1 November 2026, three months later somebody says how it goes; it is to end on 31 October 2028."""
    await kept.hold(*drafted, in_plan(ADOPTED, NOON))
    assert await kept.waits(len(drafted) - 1) == []
    first_day = datetime(2026, 10, 31, 23, tzinfo=UTC)
    report, completion = await kept.waits()
    assert report == Waiting(
        *("activity_report", WELLS, COMMUNITY, PLAN, "focal_point", COMMUNITY, None),
        *(first_day, datetime(2027, 2, 1, 23, tzinfo=UTC), BY_REPORT, False),
    )
    assert completion == Waiting(
        *("activity_completion", WELLS, COMMUNITY, PLAN, "focal_point", COMMUNITY, None),
        *(NOON, datetime(2028, 10, 31, 23, tzinfo=UTC), None, False),
    )


async def test_the_clock_of_a_report_begins_again_with_each(kept: Kept) -> None:
    told = ActivityProgressReported(0, 20, TEXT)
    await kept.hold(*drafted, in_plan(ADOPTED, NOON), to_activity(told, at=datetime(2027, 3, 10, 9, tzinfo=UTC)))
    report = (await kept.waits(kinds=["activity_report"]))[0]
    assert (report.start, report.due) == (
        datetime(2027, 3, 10, 9, tzinfo=UTC),
        datetime(2027, 6, 10, 23, tzinfo=UTC),
    )


async def test_a_report_before_the_first_day_does_not_begin_the_clock(kept: Kept) -> None:
    await kept.hold(*drafted, in_plan(ADOPTED, NOON), to_activity(ActivityProgressReported(0, 5, TEXT), at=NOON + DAY))
    (report,) = await kept.waits(kinds=["activity_report"])
    assert report.start == datetime(2026, 10, 31, 23, tzinfo=UTC)


async def test_an_adoption_that_comes_after_the_first_day_begins_the_clock(kept: Kept) -> None:
    late = datetime(2027, 5, 3, 10, tzinfo=UTC)
    await kept.hold(*drafted, in_plan(ADOPTED, late))
    report = (await kept.waits(kinds=["activity_report"]))[0]
    assert (report.start, report.due) == (late, datetime(2027, 8, 3, 23, tzinfo=UTC))


async def test_a_day_that_is_moved_moves_the_deadline(kept: Kept) -> None:
    later = ActivityRescheduled(STARTS, STARTS, ENDS, date(2029, 3, 31), REASON)
    await kept.hold(*drafted, in_plan(ADOPTED, NOON), to_activity(later))
    (completion,) = await kept.waits(kinds=["activity_completion"])
    assert completion.due == datetime(2029, 3, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "ending",
    [
        to_activity(ActivityStatusChanged("planned", "completed", 0, 100, REASON)),
        to_activity(ActivityStatusChanged("planned", "cancelled", 0, 0, REASON)),
        to_activity(ActivityCarriedOver(None, PUMPS)),
        in_plan(PlanClosed(REASON), NOON),
    ],
    ids=["completed", "cancelled", "carried over", "plan closed"],
)
async def test_what_is_done_with_waits_no_more(kept: Kept, ending: Happened) -> None:
    await kept.hold(*drafted, in_plan(ADOPTED, NOON), ending)
    assert await kept.waits() == []
    assert len(await kept.waits(len(drafted))) == 2


async def test_what_is_suspended_or_taken_up_again_is_still_to_be_reported(kept: Kept) -> None:
    changes = (
        ActivityStatusChanged("planned", "completed", 0, 100, REASON),
        ActivityStatusChanged("completed", "suspended", 100, 60, REASON),
    )
    await kept.hold(*drafted, in_plan(ADOPTED, NOON), *map(to_activity, changes))
    assert sorted(await kept.kinds()) == ["activity_completion", "activity_report"]


async def test_what_was_planned_after_the_version_that_was_adopted_waits_for_the_amendment(kept: Kept) -> None:
    second = "ef" * 32
    amended = PlanAmended(1, 2, DIGEST, second, thing("resolution"), thing("other"), thing("session"))
    past = [
        *drafted,
        in_plan(ADOPTED, NOON),
        *planned(PUMPS),
        in_plan(DraftPublished(2, second, PROCESS), NOON),
        in_plan(amended, NOON + DAY),
    ]
    await kept.hold(*past)
    reports = {"kinds": ["activity_completion"]}
    assert {one.thing: one.start for one in await kept.waits(len(past) - 2, **reports)} == {WELLS: NOON}
    assert {one.thing: one.start for one in await kept.waits(**reports)} == {WELLS: NOON, PUMPS: NOON + DAY}
