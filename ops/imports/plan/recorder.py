"""Records one parsed spreadsheet: the plan, its parts, its adoption, then the implementation of its activities.

The caller holds the import's lock. All steps are idempotent, so that they can be retried after a lost connection.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

from uuid_utils.compat import uuid7

from domain.communities.community import Community
from domain.kernel import Command, System
from domain.plans.activity import activities
from domain.plans.activity_state import Activity
from domain.plans.drafting import IMPORTER
from domain.plans.plan import EnterStage, OpenPlan, RevisePlan, plans
from domain.plans.plan_state import Plan
from domain.plans.stages import process_of, within_reach
from domain.record import Request
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.rulesets import Rulebook
from ops.imports.common.batches import OnProgress
from ops.imports.common.report import Problem, State, Thing, Unusable
from ops.imports.common.sentences import Message, Sentence
from ops.imports.common.target import Target
from ops.imports.plan.adoption import attestation
from ops.imports.plan.commands import (
    CurrentPlan,
    Removed,
    content_commands,
    has_report,
    implementation_commands,
    merged,
    own_id,
)
from ops.imports.plan.parsed import ActivityRow, ParsedPlan
from ops.imports.plan.things import parts_of, state_of, thing_of

BY = System(IMPORTER)
KIND = "openness"

REMOVED = Sentence(
    "activity-removed",
    "was removed from the plan: remove the row from the file, or rename it if it is a different activity",
)
NOT_ADOPTED = Sentence(
    "statuses-not-adopted",
    "status and progress of {number} rows are not recorded, because the plan is not adopted: give the date, session and "
    "document of its adoption in a sheet “plan”, or have it adopted here",
)
NOT_IN_IT = Sentence(
    "status-not-in-version",
    "its status is not recorded: the activity is not part of the adopted version until the council amends the plan",
)
CLOSED = Sentence("plan-closed", "the plan with this title is closed and cannot be changed")
NOT_OPENED = Sentence("plan-not-opened", "the plan cannot be opened: {reason}")
REFUSED = Sentence("row-refused", "it was refused: {reason}")
NOT_ATTESTED = Sentence("adoption-refused", "the adoption is not attested: {reason}")
STATUS_REFUSED = Sentence("status-refused", "its status and progress are not recorded: {reason}")
STAGE_REFUSED = Sentence("stage-refused", "the plan does not enter the stage after its adoption: {reason}")


class PlanRecorder:
    """Records one plan. `recorded` collects the indexes of rows of which something was recorded, over all attempts; `commands`
    counts the commands that were run. `store` stores a file in the file store."""

    def __init__(
        self,
        target: Target,
        path: Path,
        parsed: ParsedPlan,
        plan: UUID,
        recorded: set[int],
        commands: Counter[str],
        store: Callable[[Path], Awaitable[None]],
        *,
        revise: bool = False,
    ) -> None:
        self._target, self._path, self._parsed, self.plan = target, path, parsed, plan
        self.recorded, self.commands, self._store = recorded, commands, store
        self.problems: list[Problem] = []
        self.skipped: set[int] = set()
        self._ids: dict[int, UUID] = {}
        self._revise = revise
        self._states: dict[int, State] = {}
        self._parts: list[Thing] = []
        self._reason = parsed.reason(path.name)

    async def open(self, community: UUID) -> bool:
        """Opens the plan, or revises its title and dates. Gives whether it is new. Raises Unusable."""
        plan: Plan = (await self._target.read([(plans, self.plan)]))[self.plan].state
        parsed = self._parsed
        if plan.closed:
            raise Unusable(self._path, None, CLOSED())
        starts = parsed.starts or plan.starts or min(row.starts for row in parsed.rows)
        ends = parsed.ends or plan.ends or max(row.ends for row in parsed.rows)
        try:
            if plan.kind is None:
                await self._execute([OpenPlan(community, self.plan, KIND, parsed.title, starts, ends)])
                return True
            title, until = merged(plan.title, parsed.title, self._revise), parsed.ends or plan.ends
            if (title, starts, until) != (plan.title, plan.starts, plan.ends):
                await self._execute([RevisePlan(self.plan, title, starts, until)])
        except Refusal as refusal:
            raise Unusable(self._path, None, NOT_OPENED(reason=refusal)) from None
        return False

    async def record_content(self, on_progress: OnProgress) -> None:
        """Records the axes, projects and activities, row by row."""
        current = await self._current()
        for number, row in enumerate(self._parsed.rows):
            on_progress(number, 2 * len(self._parsed.rows))
            try:
                commands, place = content_commands(current, row, revise=self._revise)
                self._states[number] = state_of(commands)
                if commands:
                    await self._execute(commands)
                    self.recorded.add(number)
                    self._parts += parts_of(commands, row, self._path.name)
                    current = await self._updated(current, place.activity)
                self._ids[number] = place.activity
            except Removed:
                self._skip(number, row, REMOVED())
            except Refusal as refusal:
                self._skip(number, row, REFUSED(reason=refusal))
                current = await self._current()

    async def record_adoption(self, community: Community, rules: Rulebook) -> None:
        """Attests the adoption, if the file has one, and moves the plan to the stage after it. Rows that were skipped are not
        part of the attested version."""
        current = await self._current()
        adoption = self._parsed.adoption
        if adoption is not None and current.plan.adopted is None:
            try:
                attested = attestation(self._path, adoption, current)
                await self._store(attested.file)
                await self._execute(attested.commands)
            except Refusal as refusal:
                self._problem(None, NOT_ATTESTED(reason=refusal))
                return
            except Unusable as unusable:
                self.problems.append(unusable.problem)
                return
            current = await self._current()
        if adoption is not None and current.plan.attested:
            await self._enter_stage(
                current.plan, Law(rules, community.jurisdiction, community.kind, community.time_zone)
            )

    async def record_implementation(self, on_progress: OnProgress) -> None:
        """Records status, progress, dates and budgets of the adopted activities, row by row."""
        current = await self._current()
        reporting = [row for number, row in enumerate(self._parsed.rows) if number in self._ids and has_report(row)]
        if current.plan.adopted is None:
            if reporting:
                self._problem(reporting[0], NOT_ADOPTED(number=len(reporting)))
            return
        for number, row in enumerate(self._parsed.rows):
            on_progress(len(self._parsed.rows) + number + 1, 2 * len(self._parsed.rows))
            id = self._ids.get(number)
            if id is None:
                continue
            if not current.plan.is_promised(id):
                if has_report(row):
                    self._problem(row, NOT_IN_IT())
                continue
            commands = [*implementation_commands(self.plan, id, current.activities[id], row, self._reason)]
            try:
                if commands:
                    await self._execute(commands)
                    self.recorded.add(number)
            except Refusal as refusal:
                self._problem(row, STATUS_REFUSED(reason=refusal))

    def things(self) -> Iterator[Thing]:
        """The plan's parts and activities as they stand after the import."""
        yield from self._parts
        for number, row in enumerate(self._parsed.rows):
            state = "withheld" if number in self.skipped else self._states.get(number, "already_there")
            if state == "already_there" and number in self.recorded:
                state = "changed"
            yield thing_of(row, self._path.name, state)

    async def _enter_stage(self, plan: Plan, law: Law) -> None:
        """Moves an attested plan to the stage that its adoption allows, unless the stage has other requirements."""
        stages = within_reach(plan, process_of(plan, law))
        stage = next((one.key for one in stages if "adopted" in one.needs), None)
        if stage is not None:
            try:
                await self._execute([EnterStage(self.plan, stage)])
            except Refusal as refusal:
                self._problem(None, STAGE_REFUSED(reason=refusal))

    async def _current(self) -> CurrentPlan:
        """The recorded plan, with all its activities and those that its rows may stand for."""
        plan: Plan = (await self._target.read([(plans, self.plan)]))[self.plan].state
        imported = [own_id(self.plan, "activity", *row.key) for row in self._parsed.rows]
        ids = list(dict.fromkeys([*plan.activities, *imported]))
        states = await self._target.read([(activities, id) for id in ids])
        return CurrentPlan(self.plan, plan, {id: states[id].state for id in ids})

    async def _updated(self, current: CurrentPlan, activity: UUID) -> CurrentPlan:
        """The recorded plan after a row's commands."""
        states = await self._target.read([(plans, self.plan), (activities, activity)])
        state: Activity = states[activity].state
        return CurrentPlan(self.plan, states[self.plan].state, {**current.activities, activity: state})

    async def _execute(self, commands: Sequence[Command]) -> None:
        await self._target.write([Request(command, BY, uuid7()) for command in commands])
        self.commands.update(type(command).__name__ for command in commands)

    def _skip(self, number: int, row: ActivityRow, reason: Message) -> None:
        self.skipped.add(number)
        self.problems.append(Problem(str(self._path), row.line, reason, row.sheet))

    def _problem(self, row: ActivityRow | None, reason: Message) -> None:
        line, sheet = (row.line, row.sheet) if row else (None, None)
        self.problems.append(Problem(str(self._path), line, reason, sheet))
