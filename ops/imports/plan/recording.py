"""One spreadsheet on its way into the register: the plan, its parts, its adoption, then what became of its activities.

Whoever calls it sees to it that no one else does. After a lost connection it may all be repeated, from the start: what is done by
then is known again.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
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
from ops.imports.common.rehearsal import Writing
from ops.imports.common.report import Doubt, Problem, Unusable
from ops.imports.plan.adoption import attestation
from ops.imports.plan.changes import Removed, Standing, carried_out, content, merged, own_id, reports
from ops.imports.plan.content import PlanSaid, Row

BY = System(IMPORTER)
KIND = "openness"

REMOVED = "was taken out of the plan here: take the row out of the file, or name it otherwise if it is another one"
NOT_ADOPTED = (
    "what {number} rows say of status and progress is not recorded: only what a council has adopted is reported on. Say in a "
    "sheet “plan” when, in which session and by which document that was, or have it adopted here"
)
NOT_IN_IT = (
    "its status is not recorded: the activity is not in the version that was adopted, before the council amends it"
)
LEFT_OUT = (
    "the adoption is not attested, because {number} rows are left out, and what is adopted can only be amended by the council: "
    "correct them and import the file again"
)


class PlanRecording:
    """`recorded` are the rows of which anything was recorded, in this attempt and those before; `done` counts commands. `keep`
    puts a file where the register has its files."""

    def __init__(
        self,
        writing: Writing,
        path: Path,
        said: PlanSaid,
        plan: UUID,
        recorded: set[int],
        done: Counter[str],
        keep: Callable[[Path], Awaitable[None]],
    ) -> None:
        self._writing, self._path, self._said, self.plan = writing, path, said, plan
        self.recorded, self.done, self._keep = recorded, done, keep
        self.problems: list[Problem] = []
        self.left_out: set[int] = set()
        self._ids: dict[int, UUID] = {}
        self._reason = said.reason(path.name)

    async def open(self, community: UUID) -> bool:
        """Opens the plan, or says anew what it is. Gives whether it is new. Raises Unusable."""
        plan: Plan = (await self._writing.read([(plans, self.plan)]))[self.plan].state
        said = self._said
        if plan.closed:
            raise Unusable(self._path, None, "the plan of this title is closed: nothing is added to it")
        starts = said.starts or plan.starts or min(row.starts for row in said.rows)
        ends = said.ends or plan.ends or max(row.ends for row in said.rows)
        try:
            if plan.kind is None:
                await self._execute([OpenPlan(community, self.plan, KIND, said.title, starts, ends)])
                return True
            title, until = merged(plan.title, said.title), said.ends or plan.ends
            if (title, starts, until) != (plan.title, plan.starts, plan.ends):
                await self._execute([RevisePlan(self.plan, title, starts, until)])
        except Refusal as refusal:
            raise Unusable(self._path, None, f"the plan cannot be opened: {refusal}") from None
        return False

    async def content(self, on_progress: OnProgress) -> None:
        """Brings in what is planned, row by row."""
        standing = await self._standing()
        for number, row in enumerate(self._said.rows):
            on_progress(number, 2 * len(self._said.rows))
            try:
                commands, place = content(standing, row)
                if commands:
                    await self._execute(commands)
                    self.recorded.add(number)
                    standing = await self._after(standing, place.activity)
                self._ids[number] = place.activity
            except Removed:
                self._leave_out(number, row, REMOVED)
            except Refusal as refusal:
                self._leave_out(number, row, f"the record does not take it: {refusal}")
                standing = await self._standing()

    async def adopt(self, skipped: int, community: Community, rules: Rulebook) -> None:
        """Attests the adoption if the file says so, and takes the plan into the stage that follows it."""
        standing = await self._standing()
        adoption = self._said.adoption
        if adoption is not None and standing.plan.adopted is None:
            if skipped + len(self.left_out):
                self._doubt(None, LEFT_OUT.format(number=skipped + len(self.left_out)))
                return
            try:
                found = attestation(self._path, adoption, standing)
                await self._keep(found.file)
                await self._execute(found.commands)
            except Refusal as refusal:
                self._doubt(None, f"the adoption is not attested: {refusal}")
                return
            except Unusable as unusable:
                self.problems.append(unusable.problem)
                return
            standing = await self._standing()
        if adoption is not None and standing.plan.attested:
            await self._enter(standing.plan, Law(rules, community.jurisdiction, community.kind, community.time_zone))

    async def carry_out(self, on_progress: OnProgress) -> None:
        """Brings in what became of the activities, row by row."""
        standing = await self._standing()
        silent = [row for number, row in enumerate(self._said.rows) if number in self._ids and reports(row)]
        if standing.plan.adopted is None:
            if silent:
                self._doubt(silent[0], NOT_ADOPTED.format(number=len(silent)))
            return
        for number, row in enumerate(self._said.rows):
            on_progress(len(self._said.rows) + number + 1, 2 * len(self._said.rows))
            id = self._ids.get(number)
            if id is None:
                continue
            if not standing.plan.is_promised(id):
                if reports(row):
                    self._doubt(row, NOT_IN_IT)
                continue
            commands = [*carried_out(self.plan, id, standing.activities[id], row, self._reason)]
            try:
                if commands:
                    await self._execute(commands)
                    self.recorded.add(number)
            except Refusal as refusal:
                self._doubt(row, f"what it says of how the activity goes is not recorded: {refusal}")

    async def _enter(self, plan: Plan, law: Law) -> None:
        """An attested plan stands where adoption leads to, unless something else is needed there."""
        stages = within_reach(plan, process_of(plan, law))
        stage = next((one.key for one in stages if "adopted" in one.needs), None)
        if stage is not None:
            try:
                await self._execute([EnterStage(self.plan, stage)])
            except Refusal as refusal:
                self._doubt(None, f"the plan does not enter the stage after its adoption: {refusal}")

    async def _standing(self) -> Standing:
        """The plan as it stands, with all its activities and those that its rows may be."""
        plan: Plan = (await self._writing.read([(plans, self.plan)]))[self.plan].state
        given = [own_id(self.plan, "activity", *row.key) for row in self._said.rows]
        ids = list(dict.fromkeys([*plan.activities, *given]))
        known = await self._writing.read([(activities, id) for id in ids])
        return Standing(self.plan, plan, {id: known[id].state for id in ids})

    async def _after(self, standing: Standing, activity: UUID) -> Standing:
        """The same once a row's commands are done."""
        known = await self._writing.read([(plans, self.plan), (activities, activity)])
        state: Activity = known[activity].state
        return Standing(self.plan, known[self.plan].state, {**standing.activities, activity: state})

    async def _execute(self, commands: Sequence[Command]) -> None:
        await self._writing.execute([Request(command, BY, uuid7()) for command in commands])
        self.done.update(type(command).__name__ for command in commands)

    def _leave_out(self, number: int, row: Row, reason: str) -> None:
        self.left_out.add(number)
        self.problems.append(Problem(str(self._path), row.line, reason, row.sheet))

    def _doubt(self, row: Row | None, reason: str) -> None:
        line, sheet = (row.line, row.sheet) if row else (None, None)
        self.problems.append(Doubt(str(self._path), line, reason, sheet))
