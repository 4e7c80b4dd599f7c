"""People who vote, so that there is a log to publish."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from domain.communities import community, office
from domain.kernel import System
from domain.participation import ballot, consultation, proposal
from domain.record import Account
from domain.text import Sealed
from ops.wiring import Services

WORDS = "Planter des arbres devant l'école du quartier"
CHOICES: tuple[ballot.Choice, ...] = ("agree", "disagree", "pass")


class Voting:
    """Two consultations with a proposal each: people vote on both, so that two roots are interwoven in the log."""

    def __init__(self, register: Services) -> None:
        self.register, self.execute = register, register.record.execute
        self.administrator = Account(uuid4())
        self.questions: list[tuple[UUID, UUID]] = [(uuid4(), uuid4()), (uuid4(), uuid4())]

    async def open(self) -> "Voting":
        now, operator, place = datetime.now(UTC), System("operator"), community.community_id("01.001")
        holder = self.register.keyring.pseudonym(place, self.administrator.person.bytes)
        await self.execute(community.Register("01.001", {"ar": "جماعة"}), by=operator)
        await self.execute(office.Grant(place, holder, "administrator"), by=operator)
        for question, choice in self.questions:
            opening = consultation.Open(place, question, {"ar": "تشاور"}, {}, now, now + timedelta(days=1))
            await self.execute(opening, by=self.administrator)
            await self.execute(proposal.Submit(question, choice, Sealed("fr", WORDS)), by=self.administrator)
        return self

    async def vote(self, people: int) -> None:
        """Every one votes on both questions, and changes the first ballot."""
        for number in range(people):
            voter = Account(uuid4())
            for question, choice in self.questions:
                cast = ballot.Cast(question, choice, CHOICES[number % 3])
                await self.execute(cast, by=voter)
            question, choice = self.questions[0]
            await self.execute(ballot.Change(question, choice, CHOICES[(number + 1) % 3]), by=voter)

    async def log(self) -> list[tuple[int, bytes]]:
        async with self.register.pool.connection() as db:
            return await (await db.execute("select position, entry from log order by position", binary=True)).fetchall()
