"""A region's council in a real register: eleven members, a secretary and a president, who keep its sessions of October."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.communities.body import EstablishBody
from domain.communities.community import Register, community_id
from domain.communities.office import Grant, Role
from domain.communities.seat import SeatMember
from domain.decisions.convening import Convene
from domain.decisions.late_entry import ConfirmSession
from domain.decisions.resolution import CloseVote, PutToVote, RecordVote, Sign, Table
from domain.decisions.session import CloseSession, OpenSession
from domain.decisions.session_events import AgendaItem
from domain.decisions.subjects import Subject
from domain.kernel import Command, System
from domain.record import Account, Outcome
from domain.rules.values import Side
from domain.text import Sealed
from ops.wiring import Services

CODE = "ma.region"
REGION = community_id(CODE)
OPERATOR = System("operator")
OCTOBER = datetime(2025, 10, 6, 9, tzinfo=UTC)
"""When the session begins. All of it is recorded later, each thing with the moment at which it happened."""

TITLE = {"ar": "دورة أكتوبر", "fr": "Session d'octobre"}
AGENDA = [AgendaItem("plan", {"ar": "برنامج العمل", "fr": "Programme d'action"}), AgendaItem("2", {"fr": "Divers"})]
DAY = timedelta(days=1)


class Council:
    """What is asked of the record for it. `members` are pseudonyms, the president's first."""

    def __init__(self, register: Services) -> None:
        self.register = register
        self.secretary, self.president, self.focal_point = (Account(uuid4()) for _ in range(3))
        self.body, self.session = uuid4(), uuid4()
        self.members = [self.pseudonym(self.president), *(uuid4() for _ in range(10))]

    def pseudonym(self, account: Account, scope: UUID = REGION) -> UUID:
        return self.register.keyring.pseudonym(scope, account.person.bytes)

    async def run(self, command: Command, by: Any = None, at: datetime | None = None, **more: Any) -> Outcome:
        return await self.register.record.execute(command, by=by or self.secretary, occurred_at=at, **more)

    async def appoint(self, account: Account, role: Role, scope: UUID = REGION) -> None:
        await self.run(Grant(scope, self.pseudonym(account, scope), role), OPERATOR)

    async def set(self, jurisdiction: str = "MA") -> "Council":
        name = {"ar": "جهة", "fr": "Région"}
        await self.run(Register(CODE, name, kind="region", jurisdiction=jurisdiction), OPERATOR)
        offices: list[tuple[Account, Role]] = [
            (self.secretary, "secretary"),
            (self.president, "president"),
            (self.focal_point, "focal_point"),
        ]
        for account, role in offices:
            await self.appoint(account, role)
        await self.run(EstablishBody(REGION, self.body, "council", {"ar": "مجلس", "fr": "Conseil"}, 11))
        for number, member in enumerate(self.members):
            capacity: Any = "member" if number else "president"
            name = Sealed("fr", f"Membre {number}")
            gender: Any = "female" if number % 2 else "male"
            await self.run(SeatMember(REGION, self.body, member, name, gender, capacity, "elected", date(2021, 9, 8)))
        return self

    async def convene(self, starts: datetime = OCTOBER) -> UUID:
        convene = Convene(REGION, self.session, self.body, "ordinary", TITLE, starts, AGENDA)
        await self.run(convene, at=starts - 10 * DAY)
        return self.session

    async def open(self, present: int = 11, at: datetime = OCTOBER) -> UUID:
        await self.run(OpenSession(self.session, self.members[:present], self.members[0]), at=at)
        return self.session

    async def table(self, subject: Subject | None = None, item: str = "plan") -> UUID:
        """A draft resolution, put to the vote."""
        id = uuid4()
        await self.run(Table(self.session, id, item, TITLE, TITLE, subject), at=OCTOBER)
        await self.run(PutToVote(self.session, id), at=OCTOBER)
        return id

    async def vote(self, resolution: UUID, sides: str) -> None:
        """Votes of the members in their order: + for, - against, 0 abstains."""
        meant: dict[str, Side] = {"+": "for", "-": "against", "0": "abstain"}
        for member, side in zip(self.members, sides, strict=False):
            await self.run(RecordVote(self.session, resolution, member, meant[side]), at=OCTOBER)

    async def decide(self, sides: str, subject: Subject | None = None) -> UUID:
        """A resolution, voted on so, the session confirmed as it is entered later, the vote closed."""
        resolution = await self.table(subject)
        await self.vote(resolution, sides)
        await self.confirm()
        await self.run(CloseVote(self.session, resolution), at=OCTOBER)
        return resolution

    async def confirm(self, session: UUID | None = None) -> None:
        await self.run(ConfirmSession(session or self.session), by=self.president)

    async def sign(self, resolution: UUID) -> None:
        await self.run(Sign(self.session, resolution), by=self.president)

    async def close(self) -> None:
        await self.run(CloseSession(self.session), at=OCTOBER + timedelta(hours=3))
