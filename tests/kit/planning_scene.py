"""A plan of the scene's commune: with a challenge, a project and its activity, and a consultation about it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.communities import community, office
from domain.documents import Document
from domain.kernel import System
from domain.participation import consultation, placing
from domain.plans import activity, implementation, plan
from domain.plans.axis import DefineAxis
from domain.plans.challenge import IdentifyChallenge
from domain.plans.project import DefineProject

WORDS = {"fr": "Eau", "ar": "الماء"}
MINUTES = Document("ab" * 32, {"fr": "Procès-verbal"}, "application/pdf", 12_000)


class Planning:
    """Its commands by short names; `ids` are those of the scene."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        for name in ("plan", "axis", "challenge", "wells", "roads", "pumps", "talk"):
            scene.ids[name] = uuid4()
        self.ids: dict[str, UUID] = scene.ids

    async def run(self, command: Any, **more: Any) -> int:
        """The position of what a command of the administrator comes to."""
        position: int = (await self.scene.run(command, self.scene.administrator, **more)).position
        return position

    async def begin(self) -> "Planning":
        ids, commune = self.ids, self.scene.community
        await self.scene.run(community.SetJurisdiction(commune, "MA"), System("operator"))
        holder = self.scene.pseudonym(commune, self.scene.moderator)
        await self.run(office.Grant(commune, holder, "committee"))
        await self.run(plan.OpenPlan(commune, ids["plan"], "openness", WORDS, date(2026, 1, 1)))
        await self.run(DefineAxis(ids["plan"], ids["axis"], WORDS, {}))
        await self.run(IdentifyChallenge(ids["plan"], ids["axis"], ids["challenge"], WORDS, {}))
        for project in ("wells", "roads"):
            await self.run(DefineProject(ids["plan"], ids["axis"], ids[project], WORDS, {}))
        await self.run(
            activity.PlanActivity(
                ids["plan"], ids["pumps"], ids["wells"], WORDS, {}, WORDS, date(2026, 1, 1), date(2026, 9, 30)
            )
        )
        now = datetime.now(UTC)
        await self.run(
            consultation.Open(commune, ids["talk"], WORDS, {}, now, now + timedelta(days=2), plan=ids["plan"])
        )
        self.scene.consultation = ids["talk"]
        return self

    async def adopt(self) -> None:
        """What the plan says by now was adopted, as is attested."""
        plan_id = self.ids["plan"]
        await self.run(plan.PublishDraft(plan_id))
        await self.run(plan.AttestAdoption(plan_id, 1, MINUTES, date(2025, 10, 7), "reported", WORDS))

    async def take_up(self, name: str, project: str, pumps: bool = False) -> int:
        where = (self.ids["plan"], self.ids[project], self.ids["pumps"] if pumps else None)
        command = placing.Incorporate(self.ids["talk"], self.ids[name], *where)
        position: int = (await self.scene.run(command, self.scene.moderator)).position
        return position

    async def move(self, name: str, project: str, pumps: bool = False) -> int:
        where = (self.ids["plan"], self.ids[project], self.ids["pumps"] if pumps else None)
        command = placing.MoveTo(self.ids["talk"], self.ids[name], *where)
        position: int = (await self.scene.run(command, self.scene.moderator)).position
        return position

    async def declare(self, status: Any, progress: int, reason: str) -> int:
        changing = implementation.ChangeStatus(self.ids["plan"], self.ids["pumps"], status, {"fr": reason}, progress)
        return await self.run(changing)
