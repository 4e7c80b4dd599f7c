"""What is measured with: a consultation with proposals, and people who vote on all of them."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import msgspec

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import community_id
from domain.communities.office import Grant
from domain.kernel import System
from domain.participation.ballot import Cast
from domain.participation.consultation import Open
from domain.participation.proposal import Submit
from domain.read_set import Key, StreamState
from domain.record import Account, Record, Request
from domain.text import Sealed
from ops.application import RecordRegister
from ops.record import SqlRecord
from ops.store.committer import Append, Committer
from ops.store.store import Server
from ops.wiring import Services

CODE = "bench"
CALLERS = 1_000
WORDS = "Une borne-fontaine au marché, des arbres devant l'école et un banc pour qui attend l'autobus"


Vote = tuple[Account, Cast, UUID]
"""Who votes, the vote, and its idempotency key."""


class Scene(msgspec.Struct, frozen=True):
    register: Services
    consultation: UUID
    proposals: Sequence[UUID]
    votes: Iterator[tuple[Account, Cast]]

    def next(self, count: int) -> list[Vote]:
        """The next votes, ready to be sent: making them is no work of the record's."""
        return [(account, vote, uuid4()) for account, vote in islice(self.votes, count)]

    async def cast(self, record: Record, count: int) -> None:
        """The next votes, by many callers at once."""
        await cast(record, self.next(count))

    def record_on(self, committer: Committer) -> SqlRecord:
        """A record of its own over the same register: what it decides goes to a committer."""
        register = self.register
        server = Server(register.pool, committer)
        application = RecordRegister({"SIJILL_DATABASE_URL": register.database.login_url}, server=server)
        return SqlRecord(
            application, register.pool, register.keyring, register.vault, register.rules, register.record.clock
        )

    async def appends(self, count: int) -> list[Append]:
        """What the next votes come to: entries, guards, outcomes. They are not appended."""
        read: dict[Key, StreamState] = {}
        requests = [Request(vote, account, key) for account, vote, key in self.next(count)]
        return [(await self.register.record.prepare(request, read))[1] for request in requests]


async def cast(record: Record, votes: Iterable[Vote], callers: int = CALLERS) -> None:
    """Votes by so many callers at once, each of whom waits for one before the next."""
    waiting = iter(votes)

    async def caller() -> None:
        for account, vote, key in waiting:
            await record.execute(vote, by=account, command_id=key)

    await asyncio.gather(*(caller() for _ in range(callers)))


async def scene(register: Services, *, proposals: int, people: int) -> Scene:
    """A scene on an empty register: everybody in turn votes on every proposal, once."""
    execute, now = register.record.execute, datetime.now(UTC)
    operator, administrator, author = System("operator"), Account(uuid4()), Account(uuid4())
    community, consultation = community_id(CODE), uuid4()
    holder = register.keyring.pseudonym(community, administrator.person.bytes)
    await execute(
        RegisterCommunity(CODE, {"ar": "جماعة", "fr": "Commune"}, kind="urban_commune", jurisdiction="MA"), by=operator
    )
    await execute(Grant(community, holder, "administrator"), by=operator)
    title: dict[str, Any] = {"ar": "تشاور", "fr": "Consultation"}
    opening = Open(community, consultation, title, {}, now, now + timedelta(days=30))
    await execute(opening, by=administrator)
    submitted = [uuid4() for _ in range(proposals)]
    await asyncio.gather(
        *(execute(Submit(consultation, id, Sealed("fr", f"{WORDS} {id}")), by=author) for id in submitted)
    )
    voters = [Account(uuid4()) for _ in range(people)]
    choices = ("agree", "disagree", "pass")
    votes = (
        (voter, Cast(consultation, proposal, choices[number % 3]))  # type: ignore[arg-type]
        for proposal in submitted
        for number, voter in enumerate(voters)
    )
    return Scene(register, consultation, submitted, votes)
