"""An import of plans from spreadsheets into a real register, and what it came to."""

from asyncio import to_thread
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.plans.activity import activities
from domain.plans.activity_state import Activity
from domain.plans.plan import plans
from domain.plans.plan_state import Plan
from ops.imports.common.findings import Findings
from ops.imports.common.report import Problem
from ops.imports.plan.plan_import import PlanCounts, PlanImport
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner

CODE = "04.421.01"


class Imports:
    """Imports one after the other; `problems` are those of the last one."""

    def __init__(self, register: Services) -> None:
        self.register = register
        self.problems: list[Problem] = []

    async def __call__(self, file: Path, **how: Any) -> PlanCounts:
        runner = Runner(self.register.database, MODELS)
        await to_thread(runner.catch_up)
        runner.close()
        problems = Findings()
        try:
            counts = await PlanImport(self.register, problems, **{"community": CODE, **how}).file(file)
            self.problems = list(problems.problems())
        finally:
            problems.close()
        return counts

    async def plan(self, id: UUID | None) -> Plan:
        assert id is not None
        state: Plan = (await self.register.record.read([(plans, id)]))[id].state
        return state

    async def activities(self, plan: Plan) -> list[Activity]:
        found = await self.register.record.read([(activities, id) for id in plan.activities])
        return [found[id].state for id in plan.activities]

    async def events(self) -> int:
        async with self.register.pool.connection() as db:
            ((number,),) = await (await db.execute("select count(*) from record.log")).fetchall()
        return int(number)


def rows(counts: PlanCounts) -> tuple[int, int, int]:
    return counts.recorded, counts.already_there, counts.skipped
