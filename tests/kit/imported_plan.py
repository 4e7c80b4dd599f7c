"""A plan on a real register, as a spreadsheet brings it in: an axis, a project, activities; adopted elsewhere, as is attested."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from domain.communities.community import SetJurisdiction, community_id
from domain.documents import Document
from domain.kernel import Command, System
from domain.plans.activity import PlanActivity
from domain.plans.activity_events import Indicator
from domain.plans.axis import DefineAxis
from domain.plans.drafting import IMPORTER
from domain.plans.money import Money
from domain.plans.plan import AttestAdoption, OpenPlan, PublishDraft
from domain.plans.project import DefineProject
from domain.record import Outcome
from domain.text import Words
from ops.wiring import Services

SPREADSHEET, OPERATOR = System(IMPORTER), System("operator")
TITLE: Words = {"fr": "Creuser douze puits", "ar": "حفر اثنتي عشرة بئرا"}
SERVICE: Words = {"fr": "Service de l'eau"}
WELLS = Indicator("wells", {"fr": "Puits creusés"}, {"fr": "puits"}, "0", "12")
MINUTES = Document("ab" * 32, {"fr": "Délibération"}, "application/pdf", 12_000)
DAY = timedelta(days=1)


def today() -> date:
    """The day that it is where the tests' communities are: lateness is reckoned by their calendar."""
    return datetime.now(ZoneInfo("Africa/Casablanca")).date()


class Planned:
    """A plan of a community: `community`, `plan`, `axis`, `project`, and its activities' ids by name."""

    def __init__(self, register: Services, code: str) -> None:
        self.register, self.community = register, community_id(code)
        self.plan, self.axis, self.project = uuid4(), uuid4(), uuid4()
        self.activities: dict[str, UUID] = {}

    async def run(self, command: Command, by: Any = SPREADSHEET, **more: Any) -> Outcome:
        return await self.register.record.execute(command, by=by, **more)

    async def opened(self, previous: UUID | None = None) -> "Planned":
        """A plan with a project that nothing is planned in; the law is Morocco's."""
        await self.run(SetJurisdiction(self.community, "MA"), OPERATOR)
        title = {"fr": "Plan d'ouverture"}
        await self.run(OpenPlan(self.community, self.plan, "openness", title, today(), None, None, previous))
        await self.run(DefineAxis(self.plan, self.axis, {"fr": "Services"}, {}))
        await self.run(DefineProject(self.plan, self.axis, self.project, {"fr": "Eau"}, {}, [], [], []))
        return self

    async def activity(
        self, name: str, ends: date, starts: date | None = None, carried_from: UUID | None = None, **more: Any
    ) -> UUID:
        self.activities[name] = id = uuid4()
        first = starts or ends - 90 * DAY
        planned = PlanActivity(
            self.plan, id, self.project, TITLE, {}, SERVICE, first, ends, carried_from=carried_from, **more
        )
        await self.run(planned)
        return id

    async def wells(self, ends: date) -> UUID:
        """An activity with a budget and something to measure."""
        return await self.activity("wells", ends, budget=Money(12_000_000, "MAD"), indicators=[WELLS])

    async def attested(self) -> int:
        """The council had adopted all of it, on the day before; gives the position of what says so."""
        await self.run(PublishDraft(self.plan))
        decided = today() - 2 * DAY
        attesting = AttestAdoption(self.plan, 1, MINUTES, decided, "reported", {"fr": "Session d'octobre"})
        return (await self.run(attesting)).position
