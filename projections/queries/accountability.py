"""The accountability report of a plan, as of any moment: promised, done, late, changed, by whom.

It is put together from the read models as they stood, with a number of queries that does not depend on how large the plan is or
how long its history; only what changed what was promised is read from the log, for it is told with who did it and why.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.kernel import Entry, Event
from domain.plans import activity_events, plan_events
from domain.plans.activity_events import Indicator
from domain.plans.overdue import days_overdue, finished
from domain.registry import decode
from domain.rules.deadlines import day_of
from domain.rules.rulesets import Rulebook
from projections.communities.community import communities
from projections.decisions.resolution import resolutions
from projections.decisions.session import sessions
from projections.participation.withheld import placeholders_of
from projections.plans.activity import ActivityRow, activities
from projections.plans.axis import axes
from projections.plans.evidence import EvidenceRow, evidence
from projections.plans.indicator import IndicatorRow, indicators
from projections.plans.plan import PlanRow, plans
from projections.plans.project import ProjectRow, projects
from projections.queries import accountability_report as report_types
from projections.queries import accountability_rules as by_rule
from projections.queries import changes
from projections.queries.differences import money, parts, parts_now
from projections.queries.progress import Progress, progress
from projections.toolkit.kernel import ReadModel, Row
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)

CHANGES: tuple[type[Event], ...] = (
    plan_events.PlanRevised,
    plan_events.PlanAmended,
    plan_events.AxisDefined,
    plan_events.AxisRevised,
    plan_events.AxisRemoved,
    plan_events.ProjectDefined,
    plan_events.ProjectRevised,
    plan_events.ProjectRemoved,
    activity_events.ActivityPlanned,
    activity_events.ActivityRevised,
    activity_events.ActivityMoved,
    activity_events.ActivityRemoved,
    activity_events.ActivityRescheduled,
    activity_events.ActivityBudgetAllocated,
    activity_events.ActivityIndicatorDefined,
    activity_events.ActivityIndicatorRemoved,
    activity_events.ActivityStatusChanged,
    activity_events.ActivityCarriedOver,
)
"""What changes what was promised, or whether it is being kept to. What is done about it is told as such."""

NAMES = [f'"type":"{event.__struct_config__.tag}"'.encode() for event in CHANGES]


async def accountability(
    fetch: Fetch, rules: Rulebook, plan: UUID, position: int, moment: datetime
) -> report_types.Report | None:
    """The report on a plan at a position, whose time is `moment`; None if there was no such plan by then."""
    found = await fetch(plans.of, {"ids": [plan], "position": position})
    if not found:
        return None
    gathered = Gathered(plans.load(found[0]), rules, position, moment)
    await gathered.read(fetch)
    return gathered.report()


class Gathered:
    """All that is read for one report, and how it is put together."""

    def __init__(self, plan: PlanRow, rules: Rulebook, position: int, moment: datetime) -> None:
        self.plan, self.rules, self.position, self.moment = plan, rules, position, moment

    async def read(self, fetch: Fetch) -> None:
        plan, position = self.plan, self.position
        asked = {"plan": plan.id, "position": position}
        (home,) = await fetch(communities.of, {"ids": [plan.community], "position": position})
        self.home = communities.load(home)
        self.day = day_of(self.moment, self.home.time_zone)
        since: dict[int, int] = dict(await fetch(QUERIES["promised_at"], asked))
        self.promised_at = None if plan.adopted_number is None else since.get(plan.adopted_number)
        first = since.get(plan.adoptions[0].number, position) if plan.adoptions else position
        promised = [] if self.promised_at is None else [self.promised_at]
        self.axes = sorted(await parts_now(fetch, axes, plan.id, position), key=place)
        self.projects = sorted(await parts_now(fetch, projects, plan.id, position), key=place)
        self.activities = {row.id: row for row in await parts_now(fetch, activities, plan.id, position)}
        self.promised_activities = {row.id: row for _, row in await parts(fetch, activities, plan.id, promised)}
        self.indicators = by_activity(await parts_now(fetch, indicators, plan.id, position))
        self.promised_indicators = by_activity([row for _, row in await parts(fetch, indicators, plan.id, promised)])
        self.evidence: dict[UUID, list[EvidenceRow]] = defaultdict(list)
        for row in await parts_now(fetch, evidence, plan.id, position):
            self.evidence[row.activity].append(row)
        self.proposals: dict[tuple[UUID, UUID | None], list[report_types.Proposal]] = defaultdict(list)
        taken_up = [(row[:2], report_types.Proposal(*row[2:])) for row in await fetch(QUERIES["proposals"], asked)]
        wordless = await placeholders_of(fetch, [one.id for _, one in taken_up], position)
        for (project, activity), proposal in taken_up:
            included = replace(proposal, title=None) if proposal.id in wordless else proposal
            self.proposals[project, activity].append(included)
        self.changes: dict[UUID, list[report_types.Change]] = defaultdict(list)
        for number, written in await fetch(QUERIES["changes"], {**asked, "first": first, "names": NAMES}):
            entry = decode(written)
            self.changes[subject_of(entry)].append(change(number, entry))
        decided = [one.resolution for one in plan.adoptions if one.resolution]
        held = [one.session for one in plan.adoptions if one.session]
        self.resolutions = await by_id(fetch, resolutions, decided, position)
        self.sessions = await by_id(fetch, sessions, held, position)
        self.totals: dict[UUID, Progress] = {}
        self.totals |= await progress(fetch, "plan", [(plan.id, plan.id)], position, self.moment)
        self.totals |= await progress(fetch, "axis", self.of_plan(self.axes), position, self.moment)
        self.totals |= await progress(fetch, "project", self.of_plan(self.projects), position, self.moment)

    def of_plan(self, rows: Sequence[Any]) -> list[tuple[UUID, UUID]]:
        return [(row.id, self.plan.id) for row in rows]

    @cached_property
    def promises(self) -> Mapping[UUID, ActivityRow]:
        """The activities as the adopted version has them."""
        return {id: row for id, row in self.promised_activities.items() if not row.removed}

    def report(self) -> report_types.Report:
        plan, home = self.plan, self.home
        by = (self.resolutions, self.sessions)
        adoptions = [by_rule.adoption(self.rules, home, one, *by) for one in plan.adoptions]
        included = [self.axis(row) for row in self.axes if not row.removed or self.holds_promises(row.id)]
        return report_types.Report(
            plan=plan.id,
            kind=plan.kind,
            title=plan.title,
            starts=plan.starts,
            ends=plan.ends,
            stage=plan.stage,
            closed=plan.closed,
            drafts=plan.drafts,
            community=report_types.Community(home.id, home.code, home.name, home.time_zone),
            as_of=report_types.Moment(self.position, self.moment, self.day),
            adoption=adoptions[-1] if adoptions else None,
            adoptions=adoptions,
            totals=self.in_all(included),
            principles=by_rule.principles(self.rules, plan.process, plan.opened.date()),
            axes=included,
            changes=self.left(included),
            evaluation=by_rule.evaluation(self.rules, plan.evaluation),
        )

    def left(self, included: Sequence[report_types.Axis]) -> list[report_types.Change]:
        """The changes of the plan as a whole, and of parts that are neither there now nor were promised."""
        included_ids = {axis.id for axis in included}
        included_ids |= {project.id for axis in included for project in axis.projects}
        included_ids |= {one.id for axis in included for project in axis.projects for one in project.activities}
        rest = [one for subject, some in self.changes.items() if subject not in included_ids for one in some]
        return sorted(rest, key=lambda one: one.position)

    def holds_promises(self, axis: UUID) -> bool:
        return any(self.stands(row) for row in self.projects if row.axis == axis)

    def stands(self, row: ProjectRow) -> bool:
        """Whether a project is told of: it is in the plan, or holds what was promised."""
        return not row.removed or any(
            id in self.activities and self.activities[id].project == row.id for id in self.promises
        )

    def in_all(self, included: Sequence[report_types.Axis]) -> report_types.Totals:
        each = [one for axis in included for project in axis.projects for one in project.activities]
        words = Counter(one.assessment.completion for one in each if one.assessment)
        return report_types.Totals(
            all=self.totals.get(self.plan.id, Progress()),
            promised=len(self.promises),
            changed=sum(bool(one.changed or one.removed) for one in each if one.promised),
            added=0 if self.promised_at is None else sum(one.promised is None for one in each),
            completion=dict(sorted(words.items())),
            proposals=sum(map(len, self.proposals.values())),
        )

    def axis(self, row: Any) -> report_types.Axis:
        return report_types.Axis(
            id=row.id,
            title=row.title,
            totals=self.totals.get(row.id, Progress()),
            projects=[self.project(one) for one in self.projects if one.axis == row.id and self.stands(one)],
            changes=self.changes.get(row.id, []),
            removed=row.removed,
        )

    def project(self, row: ProjectRow) -> report_types.Project:
        rows = [one for one in self.activities.values() if one.project == row.id]
        included = [one for one in rows if not one.removed or one.id in self.promises]
        return report_types.Project(
            id=row.id,
            title=row.title,
            principles=row.principles,
            partners=row.partners,
            totals=self.totals.get(row.id, Progress()),
            activities=[self.activity(one) for one in sorted(included, key=lambda one: (one.starts, one.id))],
            changes=self.changes.get(row.id, []),
            proposals=self.proposals[row.id, None],
            removed=row.removed,
        )

    def activity(self, row: ActivityRow) -> report_types.Activity:
        promise = self.promise(row.id)
        carried_out = promise is not None and not self.plan.closed
        late = days_overdue(row, self.day, promised=carried_out)
        measured = self.indicators[row.id]
        return report_types.Activity(
            id=row.id,
            title=row.title,
            promised=promise,
            responsible=row.responsible,
            starts=row.starts,
            ends=row.ends,
            budget=money(row.budget, row.budget_currency),
            budget_source=row.budget_source,
            status=row.status,
            status_reason=row.status_reason,
            progress=row.progress,
            reported=row.reported,
            spent=money(row.spent, row.spent_currency),
            spent_on=row.spent_on,
            indicators=[
                report_types.Measured(one.key, one.name, one.unit, one.baseline, one.target, one.value, one.measured_on)
                for one in measured
            ],
            evidence=[
                report_types.Evidence(one.document, one.note, one.attached)
                for one in sorted(self.evidence[row.id], key=lambda one: (one.attached, one.id))
            ],
            assessment=self.assessment(row),
            overdue=late > 0,
            days_overdue=late,
            days_past_promise=0
            if promise is None or self.plan.closed or finished(row)
            else days_between(promise.ends, self.day),
            changed=[] if promise is None else changed(promise, self.promise_of(row, measured)),
            changes=self.changes.get(row.id, []),
            proposals=self.proposals[row.project, row.id],
            carried_from=row.carried_from,
            carried_to=row.carried_to,
            removed=row.removed,
        )

    def promise(self, id: UUID) -> report_types.Promise | None:
        if id not in self.promises:
            return None
        return self.promise_of(self.promises[id], self.promised_indicators[id])

    def promise_of(self, row: ActivityRow, measured: Sequence[IndicatorRow]) -> report_types.Promise:
        return report_types.Promise(
            project=row.project,
            title=row.title,
            responsible=row.responsible,
            starts=row.starts,
            ends=row.ends,
            budget=money(row.budget, row.budget_currency),
            indicators=[Indicator(one.key, one.name, one.unit, one.baseline, one.target) for one in measured],
        )

    def assessment(self, row: ActivityRow) -> report_types.Assessment | None:
        if row.completion is None:
            return None
        on = row.assessed.date() if row.assessed else self.day
        levels = by_rule.scale(self.rules, row.completion_rule, on)
        return report_types.Assessment(
            completion=row.completion,
            name=levels.get(row.completion),
            assessor=row.completion_assessor or {},
            reasons=row.completion_reasons or {},
            evidence=row.completion_evidence,
            at=row.assessed,
            rule=by_rule.rule_text(self.rules, row.completion_rule, on),
        )


def by_activity(rows: Iterable[IndicatorRow]) -> dict[UUID, list[IndicatorRow]]:
    """Indicators by the activity that they are of, in the order of their keys."""
    found: dict[UUID, list[IndicatorRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.key):
        found[row.activity].append(row)
    return found


async def by_id(fetch: Fetch, model: ReadModel[Row], ids: Sequence[UUID], position: int) -> dict[UUID, Row]:
    found = await fetch(model.of, {"ids": list(set(ids)), "position": position}) if ids else []
    return {values[0]: model.load(values) for values in found}


def place(row: Any) -> int:
    number: int = row.place
    return number


def days_between(last: date, day: date) -> int:
    """The number of days from an activity's last day to a day; 0 if the day is not after it."""
    return max((day - last).days, 0)


def changed(promise: report_types.Promise, now: report_types.Promise) -> list[str]:
    """The fields in which an activity differs from what was promised."""
    return [name for name in report_types.Promise.__struct_fields__ if getattr(promise, name) != getattr(now, name)]


def subject_of(entry: Entry[Any]) -> UUID:
    """The part of the plan that an event changed: an axis, a project, an activity, or the plan itself."""
    name = type(entry.data).__name__
    part = "project" if name.startswith("Project") else "axis" if name.startswith("Axis") else None
    subject: UUID = getattr(entry.data, part) if part else entry.stream
    return subject


def change(position: int, entry: Entry[Any]) -> report_types.Change:
    event = entry.data
    found = [report_types.Changed(one.field, one.before, one.after) for one in changes.changes(entry, {})]
    why = next((value for name in ("reason", "source") if (value := getattr(event, name, None))), None)
    return report_types.Change(
        position=position,
        event=event.__struct_config__.tag.rpartition(".")[0],
        at=entry.occurred_at,
        by=entry.actor,
        fields=[one for one in found if one.field.partition(".")[0] not in {"reason", "source"}],
        reason=why,
    )
