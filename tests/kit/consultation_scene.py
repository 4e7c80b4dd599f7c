"""A commune in a real register that consults its citizens: what is proposed, said and voted there, by name."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.communities import community, office, organisation
from domain.kernel import Command, System
from domain.participation import ballot, comment, consultation, proposal
from domain.record import Account, Outcome
from domain.text import Sealed
from ops.store.search_index import SearchIndex
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner

OPERATOR = System("operator")


class Scene:
    """A commune with an administrator, a moderator and citizens; a consultation; the ids of what is in it by name."""

    def __init__(self, register: Services) -> None:
        self.register = register
        self.administrator, self.moderator = Account(uuid4()), Account(uuid4())
        self.citizens = [Account(uuid4()) for _ in range(4)]
        self.community = community.community_id("01.001")
        self.consultation = uuid4()
        self.ids: dict[str, UUID] = {}
        self._runner = Runner(register.database, MODELS)
        self.index = SearchIndex(register.database, register.keyring)

    async def run(self, command: Command, by: Any, **more: Any) -> Outcome:
        return await self.register.record.execute(command, by=by, **more)

    def catch_up(self) -> int:
        """Brings the index of the search and the read models up to date; gives the last position."""
        self.index.catch_up()
        return self._runner.catch_up() - 1

    def close(self) -> None:
        self._runner.close()

    def pseudonym(self, scope: UUID, account: Account) -> UUID:
        return self.register.keyring.pseudonym(scope, account.person.bytes)

    async def set(self) -> "Scene":
        now = datetime.now(UTC)
        await self.run(community.Register("01.001", {"ar": "جماعة وجدة", "fr": "Commune d'Oujda"}), OPERATOR)
        for account, role in ((self.administrator, "administrator"), (self.moderator, "moderator")):
            holder = self.pseudonym(self.community, account)
            await self.run(office.Grant(self.community, holder, role), OPERATOR)
        opening = consultation.Open(
            self.community,
            self.consultation,
            {"ar": "تشاور حول الميزانية", "fr": "Concertation sur le budget"},
            {"fr": Sealed("fr", "Comment dépenser."), "ar": Sealed("ar", "كيف نصرف.")},
            now,
            now + timedelta(days=2),
        )
        await self.run(opening, self.administrator)
        return self

    async def submit(
        self, name: str, body: str, language: str = "fr", *, title: str | None = None, by: int = 0
    ) -> UUID:
        self.ids[name] = id = uuid4()
        words = Sealed(language, title) if title else None
        await self.run(proposal.Submit(self.consultation, id, Sealed(language, body), words), self.citizens[by])
        return id

    async def say(self, name: str, on: str, body: str, *, to: str | None = None, by: int = 1) -> UUID:
        self.ids[name] = id = uuid4()
        parent = self.ids[to] if to else None
        await self.run(
            comment.Post(self.consultation, self.ids[on], id, Sealed("fr", body), "for", parent), self.citizens[by]
        )
        return id

    async def vote(self, name: str, choice: Any, by: int) -> Outcome:
        return await self.run(ballot.Cast(self.consultation, self.ids[name], choice), self.citizens[by])

    async def change(self, name: str, choice: Any, by: int) -> Outcome:
        return await self.run(ballot.Change(self.consultation, self.ids[name], choice), self.citizens[by])

    async def hide(self, name: str, reason: str) -> Outcome:
        hiding = proposal.Moderate(self.consultation, self.ids[name], "hidden", Sealed("fr", reason))
        return await self.run(hiding, self.moderator)

    async def organise(self) -> UUID:
        self.ids["organisation"] = id = uuid4()
        registering = organisation.RegisterOrganisation(self.community, id, {"fr": "Les amis du parc"}, "association")
        await self.run(registering, self.administrator)
        return id
