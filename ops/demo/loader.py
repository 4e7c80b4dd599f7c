"""Loads the demonstration through commands, each under an id that is always the same: a load that was interrupted goes on
where it stopped, and a second one records nothing.

Nobody can log in as the people of the demonstration: they have no accounts.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from domain.communities import community, office
from domain.kernel import PLATFORM, Command, Sealed, System
from domain.participation import ballot, comment, consultation, proposal
from domain.record import Account, Outsider, Principal, Represented
from ops.demo.script import Consultation, Proposal, Script, read_script, sealed
from ops.wiring import Register

NAMESPACE = uuid5(PLATFORM, "demonstration")
OPERATOR = System("operator")
OFFICES: tuple[office.Role, ...] = ("administrator", "focal_point", "moderator")
CHANGES_MIND = 0.2
"""The part of the voters who change their ballot."""

STARTED, FINISHED = uuid5(NAMESPACE, "command/community"), uuid5(NAMESPACE, "command/finished")
WANTED = """
    select head.next = 0 or (
        exists (select from command where id = %(started)s) and not exists (select from command where id = %(finished)s)
    ) from head
"""
BEGAN = "select log.at from log join command using (position) where command.id = %s"

OnProgress = Callable[[str], None]


def id_of(*names: str) -> UUID:
    """The id of a person or thing of the demonstration."""
    return uuid5(NAMESPACE, "/".join(names))


def somebody(name: str) -> Account:
    return Account(id_of("person", name))


def chance(*names: str) -> float:
    """A number from 0 to 1 that is always the same for the same names."""
    return int.from_bytes(sha256("/".join(names).encode()).digest()[:6], "big") / 2**48


async def is_wanted(register: Register) -> bool:
    """Whether the record is empty, or holds the beginning of a demonstration and not its end."""
    async with register.pool.connection() as db:
        found = await (await db.execute(WANTED, {"started": STARTED, "finished": FINISHED})).fetchone()
    return found is not None and bool(found[0])


async def load(register: Register, on_progress: OnProgress = lambda step: None) -> None:
    """Loads what of the demonstration is not there yet."""
    await Loading(register, read_script(), on_progress).run()


class Loading:
    def __init__(self, register: Register, script: Script, on_progress: OnProgress) -> None:
        self._register, self._script, self._on_progress = register, script, on_progress
        self._community = community.community_id(script.community.code)
        self._began: datetime

    async def run(self) -> None:
        self._on_progress("the community and its offices")
        await self._found()
        for held in self._script.consultations:
            self._on_progress(held.title["en"])
            await self._hold(held)
        last = self._script.community
        # Says nothing new: the stored outcome of this command is what marks the end.
        await self._do("finished", community.Rename(self._community, last.name), "administrator")

    async def _do(
        self,
        name: str,
        command: Command,
        by: str | Principal,
        *,
        on_behalf_of: Represented | None = None,
        occurred_at: datetime | None = None,
    ) -> None:
        await self._register.record.execute(
            command,
            by=somebody(by) if isinstance(by, str) else by,
            on_behalf_of=on_behalf_of,
            command_id=id_of("command", name),
            occurred_at=occurred_at,
        )

    async def _found(self) -> None:
        new = self._script.community
        await self._do("community", community.Register(new.code, new.name, new.time_zone), OPERATOR)
        async with self._register.pool.connection() as db:
            found = await (await db.execute(BEGAN, [STARTED])).fetchone()
        assert found is not None
        self._began = found[0]
        for role in OFFICES:
            holder = self._register.keyring.pseudonym(self._community, somebody(role).person.bytes)
            by: str | Principal = OPERATOR if role == "administrator" else "administrator"
            await self._do(f"office/{role}", office.Grant(self._community, holder, role), by)

    async def _hold(self, held: Consultation) -> None:
        id = id_of("consultation", held.key)
        opens = self._began - timedelta(days=held.opened_days_ago)
        opening = consultation.Open(
            self._community,
            id,
            held.title,
            sealed(held.description),
            opens,
            opens + timedelta(days=held.open_for_days),
            ballot=held.ballot,
            ballots_per_person=held.ballots_per_person,
        )
        await self._do(f"consultation/{held.key}", opening, "focal_point")
        for made in held.proposals:
            await self._propose(id, held, made)
        await asyncio.gather(*(self._vote(id, held, f"citizen-{n}") for n in range(1, self._script.voters + 1)))
        for made in held.proposals:
            await self._discuss(id, made)
        for made in held.proposals:
            await self._moderate(id, made)
        if held.report:
            await self._do(f"closing/{held.key}", consultation.Close(id), "focal_point")
        for made in held.proposals:
            await self._answer(id, made)
        if held.report:
            report = consultation.PublishReport(id, sealed(held.report))
            await self._do(f"report/{held.key}", report, "focal_point")

    async def _propose(self, id: UUID, held: Consultation, made: Proposal) -> None:
        words, title = Sealed(made.language, made.body), Sealed(made.language, made.title)
        command = proposal.Submit(id, id_of("proposal", made.key), words, title, made.origin, made.reference)
        if made.origin == "online":
            await self._do(f"proposal/{made.key}", command, made.author)
            return
        # What a meeting received is entered by the focal point, for the one who said it, with the day of the meeting.
        received = self._began - timedelta(days=held.opened_days_ago / 2)
        whom = Outsider(made.author)
        await self._do(f"proposal/{made.key}", command, "focal_point", on_behalf_of=whom, occurred_at=received)

    async def _vote(self, id: UUID, held: Consultation, voter: str) -> None:
        for made in choices(held, voter):
            question, name = id_of("proposal", made.key), f"{made.key}/{voter}"
            choice = made.choice(held.ballot, chance("choice", name))
            await self._do(f"ballot/{name}", ballot.Cast(id, question, choice), voter)
            if held.ballot == "choice" and chance("change", name) < CHANGES_MIND:
                other = made.choice(held.ballot, chance("second thought", name))
                await self._do(f"change/{name}", ballot.Change(id, question, other), voter)

    async def _discuss(self, id: UUID, made: Proposal) -> None:
        for said in made.comments:
            parent = id_of("comment", said.parent) if said.parent else None
            words, name = Sealed(said.language, said.body), id_of("comment", said.key)
            post = comment.Post(id, id_of("proposal", made.key), name, words, said.stance, parent)
            await self._do(f"comment/{said.key}", post, said.author)

    async def _moderate(self, id: UUID, made: Proposal) -> None:
        it = id_of("proposal", made.key)
        if made.hidden:
            hide = proposal.Moderate(id, it, "hidden", made.hidden.sealed)
            await self._do(f"hiding/{made.key}", hide, "moderator")
        if made.merged_into:
            merge = proposal.Merge(id, it, id_of("proposal", made.merged_into.proposal), made.merged_into.sealed)
            await self._do(f"merging/{made.key}", merge, "moderator")

    async def _answer(self, id: UUID, made: Proposal) -> None:
        if made.answer:
            reasons = Sealed(made.answer.language, made.answer.reasons)
            answer = proposal.GiveAnswer(id, id_of("proposal", made.key), made.answer.answer, reasons)
            await self._do(f"answer/{made.key}", answer, "focal_point")


def choices(held: Consultation, voter: str) -> Iterable[Proposal]:
    """The proposals that somebody votes on: as many at most as one may."""
    willing = [made for made in held.proposals if chance("turnout", made.key, voter) < made.turnout]
    return willing[: held.ballots_per_person]
