"""The report, the differences and the timeline of a plan, against what was done to it: at every one of its moments."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from domain.plans.money import Money
from domain.registry import EVENTS
from ops.wiring import Services
from projections.queries import timeline
from projections.queries.accountability import accountability
from projections.queries.accountability_report import Activity, Report
from projections.queries.differences import Differences, NoSuchVersion, differences, published, sides
from tests.kit import accountable_region as accountable
from tests.kit.accountable_region import (
    AFTER,
    AXIS,
    DROPPED,
    FORUM,
    PLAN,
    PROPOSAL,
    PUMPS,
    SESSION,
    WATER,
    WELLS,
    YOUTH,
    Story,
)
from tests.kit.scenario import thing

pytestmark = pytest.mark.anyio


class Told:
    """A record with the whole story, and the queries that were asked of it."""

    def __init__(self, register: Services, story: Story) -> None:
        self.register, self.positions, self.asked = register, story.positions, 0
        self.entries = story.history.entries

    async def fetch(self, query: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        self.asked += 1
        async with self.register.pool.connection() as db:
            found: Sequence[tuple[Any, ...]] = await (await db.execute(query, parameters, binary=True)).fetchall()
        return found

    async def report(self, at: str, moment: datetime | None = None) -> Report:
        position = self.positions[at]
        moment = moment or self.entries[position].recorded_at
        found = await accountability(self.fetch, accountable.RULES, PLAN, position, moment)
        assert found is not None
        return found

    async def between(self, before: str, after: str, **more: Any) -> Differences:
        return await differences(self.fetch, PLAN, self.positions[before], self.positions[after], **more)


@pytest.fixture
async def told(register: Services) -> Told:
    return Told(register, await accountable.kept(register))


def every(report: Report) -> dict[Any, Activity]:
    return {one.id: one for axis in report.axes for project in axis.projects for one in project.activities}


async def test_what_was_promised_what_was_done_and_what_is_late(told: Told) -> None:
    report = await told.report("done", AFTER)
    each = every(report)
    wells, pumps, forum = each[WELLS], each[PUMPS], each[FORUM]
    assert wells.promised is not None
    assert (wells.promised.budget, wells.promised.indicators) == (Money(12_000_000, "MAD"), [accountable.WELLS_DUG])
    assert (wells.status, wells.progress, wells.spent) == ("completed", 100, Money(3_000_000, "MAD"))
    assert [(one.key, one.value, one.target) for one in wells.indicators] == [("wells", "3", "12")]
    assert [one.document for one in wells.evidence] == [accountable.PROOF]
    assert wells.assessment is not None
    assert (wells.assessment.completion, wells.assessment.evidence) == ("complete", [accountable.PROOF.sha256])
    assert wells.assessment.rule is not None
    assert wells.assessment.rule.rule.subject == "plan.completion"
    assert (wells.overdue, wells.days_overdue, wells.days_past_promise) == (False, 0, 0)
    assert pumps.promised is not None
    assert (pumps.promised.ends, pumps.ends) == (date(2027, 10, 31), date(2027, 12, 31))
    assert (pumps.overdue, pumps.days_overdue, pumps.days_past_promise) == (True, 10, 71)
    assert pumps.changed == ["ends", "budget"]
    assert [(one.event, one.reason) for one in pumps.changes] == [
        ("plans.ActivityRescheduled", accountable.WHY),
        ("plans.ActivityBudgetAllocated", {"ar": "ميزانية 2027", "fr": "Budget 2027"}),
    ]
    put_off = pumps.changes[0]
    assert put_off.by == accountable.FOCAL_POINT
    assert [(one.field, one.before, one.after) for one in put_off.fields if one.before != one.after] == [
        ("ends", date(2027, 10, 31), date(2027, 12, 31))
    ]
    assert [one.id for one in pumps.proposals] == [PROPOSAL]
    assert forum.promised is not None
    assert forum.promised.responsible == accountable.WORKS
    assert (forum.overdue, forum.days_overdue) == (True, 71)
    assert each[accountable.ADDED].promised is None
    assert each[accountable.ADDED].overdue is False
    totals = report.totals
    assert (totals.promised, totals.changed, totals.added, totals.proposals) == (3, 1, 1, 1)
    assert (totals.all.activities, totals.all.completed, totals.all.overdue) == (4, 1, 2)
    assert totals.completion == {"complete": 1}


async def test_how_it_was_adopted_is_said_with_votes_quorum_and_rules(told: Told) -> None:
    adoption = (await told.report("adopted")).adoption
    assert adoption is not None
    assert (adoption.version, adoption.attested, adoption.attestation) == (2, False, None)
    decision = adoption.decision
    assert decision is not None
    assert (decision.votes_for, decision.votes_against, decision.abstentions) == (7, 3, 1)
    assert (decision.session, decision.call, decision.present, decision.in_office) == (SESSION, 1, 11, 11)
    assert (decision.year, decision.number) == (2026, 1)
    for rule, subject in ((decision.majority_rule, "majority"), (decision.quorum_rule, "quorum.first_call")):
        assert rule is not None
        assert rule.rule.subject == subject
        assert rule.text
        assert rule.certainty in {"verified", "reported", "assumed"}


async def test_each_moment_says_what_was_true_then(told: Told) -> None:
    drawn = await told.report("drawn up")
    assert (drawn.adoption, drawn.totals.promised, drawn.stage) == (None, 0, None)
    assert {project.id for axis in drawn.axes for project in axis.projects} == {WATER, YOUTH, DROPPED}
    assert not any(one.overdue or one.promised or one.changes for one in every(drawn).values())
    # Long after its last day: what nobody has promised is not late.
    assert not any(one.overdue for one in every(await told.report("drawn up", AFTER)).values())
    adopted = await told.report("adopted")
    assert {project.id for axis in adopted.axes for project in axis.projects} == {WATER, YOUTH}
    assert [(one.status, one.changes) for one in every(adopted).values()] == [("planned", [])] * 3
    begun = every(await told.report("begun"))
    assert (begun[WELLS].status, begun[WELLS].progress) == ("in_progress", 10)
    assert begun[PUMPS].changed == []
    assert accountable.ADDED not in begun
    before = await accountability(told.fetch, accountable.RULES, PLAN, 3, AFTER)
    assert before is None


async def test_it_asks_as_often_for_a_large_plan_as_for_a_small_one(told: Told) -> None:
    asked = []
    for at in ("drawn up", "adopted", "done"):
        told.asked = 0
        await told.report(at)
        asked.append(told.asked)
    assert asked[0] <= asked[1] == asked[2] <= 18


async def test_two_versions_differ_in_what_they_say(told: Told) -> None:
    first, second = await published(told.fetch, PLAN, [1, 2], told.positions["done"])
    found = await differences(told.fetch, PLAN, first, second, planned_only=True)
    said = {(one.what, one.id): one for one in found.parts}
    assert {key: one.how for key, one in said.items()} == {
        ("axis", AXIS): "changed",
        ("project", DROPPED): "removed",
        ("activity", FORUM): "changed",
    }
    (title,) = said["axis", AXIS].fields
    assert (title.field, title.before, title.after) == ("title.ar", "الخدمات", "الخدمات العمومية")
    assert [type(one.entry.data).__name__ for one in title.events] == ["AxisRevised"]
    forum = {one.field: one for one in said["activity", FORUM].fields}
    assert set(forum) == {"responsible.ar", "responsible.fr", "budget"}
    assert (forum["budget"].before, forum["budget"].after) == (None, Money(500_000, "MAD"))
    assert [type(one.entry.data).__name__ for one in said["project", DROPPED].events] == ["ProjectRemoved"]
    with pytest.raises(NoSuchVersion):
        await published(told.fetch, PLAN, [1, 3], told.positions["done"])
    with pytest.raises(NoSuchVersion):
        await published(told.fetch, PLAN, [2], told.positions["first draft"])


async def test_two_moments_differ_by_what_happened_in_between(told: Told) -> None:
    found = await told.between("adopted", "done")
    said = {(one.what, one.id): one for one in found.parts}
    assert {key: one.how for key, one in said.items()} == {
        ("plan", PLAN): "changed",
        ("activity", WELLS): "changed",
        ("activity", PUMPS): "changed",
        ("activity", accountable.ADDED): "added",
    }
    stage = {one.field: one for one in said["plan", PLAN].fields}["stage"]
    assert (stage.before, stage.after) == ("adoption", "implementation")
    assert [type(one.entry.data).__name__ for one in stage.events] == ["StageEntered"]
    wells = {one.field: one for one in said["activity", WELLS].fields}
    assert (wells["status"].before, wells["status"].after) == ("planned", "completed")
    assert [type(one.entry.data).__name__ for one in wells["status"].events] == ["ActivityStatusChanged"] * 2
    assert set(wells) == {"status", "progress", "spent", "spent_on", "measured", "evidence", "completion"}
    assert all(one.events for one in wells.values())
    backwards = await told.between("done", "adopted")
    assert {(one.what, one.id): one.how for one in backwards.parts}["activity", accountable.ADDED] == "removed"
    assert (await told.between("done", "done")).parts == []


async def test_differences_are_told_of_any_two_positions(told: Told) -> None:
    """Whatever differs between the rows is told, with the events that did it: nothing differs without one."""
    last = told.positions["done"]
    for middle in range(told.positions["drawn up"], last, 6):
        was, now = await sides(told.fetch, PLAN, middle, last, planned_only=False)
        found = await differences(told.fetch, PLAN, middle, last)
        differ = {part for part in {**was, **now} if was.get(part) != now.get(part)}
        assert {(part.what, part.id) for part in found.parts} == differ
        for part in found.parts:
            assert all(field.events for field in part.fields), (middle, part)


async def test_the_timeline_leads_to_everything_that_concerns_the_plan(told: Told) -> None:
    last = told.positions["done"]
    asked = {"subjects": [PLAN], "position": last, "first": 0, "last": last, "names": None, "count": 1_000}
    forth = [row[1] for row in await told.fetch(timeline.QUERIES["trails"], asked)]
    back = [row[1] for row in await told.fetch(timeline.QUERIES["trails_back"], asked)]
    assert forth == sorted(set(forth)) == back[::-1]
    ((_, number),) = await told.fetch(timeline.QUERIES["lengths"], asked)
    assert number == len(forth)
    streams = {entry.stream for place, entry in enumerate(told.entries) if place in set(forth)}
    named = ("the workshop", "the consultation", "what Amina proposes", "session", "resolution")
    assert {PLAN, WELLS, PUMPS, FORUM, *map(thing, named)} <= streams
    happened = [type(told.entries[place].data).__name__ for place in forth]
    assert happened.count("VoteRecorded") == 11
    for name in ("PlanOpened", "ProposalSubmitted", "ProposalAnswered", "SessionConvened", "PlanAdopted"):
        assert name in happened
    left_out = {type(entry.data).__name__ for place, entry in enumerate(told.entries) if place not in set(forth)}
    assert left_out <= {
        "CommunityRegistered", "CommunityPlaced", "CommunityJurisdictionSet", "BodyEstablished", "MemberSeated",
        "ProposalDocketed", "ProposalSettled", "ProposalPlaced", "NumberGiven", "AllowanceTaken", "ContributionCounted",
    }, left_out  # fmt: skip


async def test_the_timeline_as_of_a_moment_ends_there_page_by_page(told: Told) -> None:
    at = told.positions["first draft"]
    asked = {"subjects": [PLAN], "position": at, "first": 0, "last": at, "names": None, "count": 1_000}
    whole = [row[1] for row in await told.fetch(timeline.QUERIES["trails"], asked)]
    assert max(whole) == at
    pages: list[int] = []
    while more := await told.fetch(
        timeline.QUERIES["trails"], {**asked, "first": pages[-1] + 1 if pages else 0, "count": 7}
    ):
        pages += [row[1] for row in more]
    assert pages == whole
    some = {**asked, "names": [b'"type":"plans.DraftPublished.v'], "count": 10}
    assert [row[1] for row in await told.fetch(timeline.QUERIES["trails"], some)] == [at]


async def test_things_are_called_by_what_they_were_called_then(told: Told) -> None:
    for at, said in (("first draft", "الخدمات"), ("second draft", "الخدمات العمومية")):
        found = await timeline.titles(told.fetch, [AXIS, SESSION, PROPOSAL], told.positions[at])
        assert found[AXIS]["ar"] == said
        assert PROPOSAL not in found


def test_an_events_name_is_the_first_thing_in_its_entry_that_is_called_type() -> None:
    """The report's query relies on it: what else is in an event may not be called so."""

    def held(type_: inspect.Type) -> Iterator[str]:
        match type_:
            case inspect.StructType(fields=fields):
                for field in fields:
                    yield field.encode_name
                    yield from held(field.type)
            case inspect.UnionType(types):
                for one in types:
                    yield from held(one)
            case inspect.ListType(item) | inspect.VarTupleType(item) | inspect.DictType(_, item):
                yield from held(item)

    for event in EVENTS:
        inside = [name for field in msgspec.structs.fields(event) for name in held(inspect.type_info(field.type))]
        assert "type" not in inside, event
