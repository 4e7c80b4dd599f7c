"""The demonstration commune: consultations with their proposals, comments and votes, as of today."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from domain.communities import community, office
from domain.participation import ballot, comment, consultation, proposal
from domain.record import Outsider
from domain.text import Sealed
from ops.demo.script import Consultation, Proposal, read_script, sealed
from ops.demo.telling import OPERATOR, OnProgress, Telling, id_of
from ops.wiring import Services

OFFICES: tuple[office.Role, ...] = ("administrator", "focal_point", "moderator")
CHANGES_MIND = 0.2
"""The part of the voters who change their ballot."""

STARTED = id_of("command", "community")
BEGAN = "select log.at from log join command using (position) where command.id = %s"


def chance(*names: str) -> float:
    """A number from 0 to 1 that is always the same for the same names."""
    return int.from_bytes(sha256("/".join(names).encode()).digest()[:6], "big") / 2**48


class Commune(Telling):
    def __init__(self, register: Services, on_progress: OnProgress) -> None:
        super().__init__(register)
        self._script, self._on_progress = read_script(), on_progress
        script = self._script
        self._community = community.community_id(script.community.code)
        self._began: datetime

    async def run(self) -> None:
        self._on_progress("the community and its offices")
        await self._establish()
        for held in self._script.consultations:
            self._on_progress(held.title["en"])
            await self._hold(held)

    async def _establish(self) -> None:
        new = self._script.community
        registered = community.Register(new.code, new.name, new.time_zone, "urban_commune", jurisdiction="MA")
        await self.do("community", registered, OPERATOR)
        async with self.register.pool.connection() as db:
            found = await (await db.execute(BEGAN, [STARTED])).fetchone()
        assert found is not None
        self._began = found[0]
        await self.grant(self._community, "", OFFICES)

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
        await self.do(f"consultation/{held.key}", opening, "focal_point")
        for made in held.proposals:
            await self._propose(id, held, made)
        await asyncio.gather(*(self._vote(id, held, f"citizen-{n}") for n in range(1, self._script.voters + 1)))
        for made in held.proposals:
            await self._discuss(id, made)
        for made in held.proposals:
            await self._moderate(id, made)
        if held.report:
            await self.do(f"closing/{held.key}", consultation.Close(id), "focal_point")
        for made in held.proposals:
            await self._answer(id, made)
        if held.report:
            report = consultation.PublishReport(id, sealed(held.report))
            await self.do(f"report/{held.key}", report, "focal_point")

    async def _propose(self, id: UUID, held: Consultation, made: Proposal) -> None:
        words, title = Sealed(made.language, made.body), Sealed(made.language, made.title)
        command = proposal.Submit(id, id_of("proposal", made.key), words, title, made.origin, made.reference)
        if made.origin == "online":
            await self.do(f"proposal/{made.key}", command, made.author)
            return
        # What a meeting received is entered by the focal point, for the one who said it, with the day of the meeting.
        received = self._began - timedelta(days=held.opened_days_ago / 2)
        whom = Outsider(made.author)
        await self.do(f"proposal/{made.key}", command, "focal_point", on_behalf_of=whom, on=received)

    async def _vote(self, id: UUID, held: Consultation, voter: str) -> None:
        for made in choices(held, voter):
            question, name = id_of("proposal", made.key), f"{made.key}/{voter}"
            choice = made.choice(held.ballot, chance("choice", name))
            await self.do(f"ballot/{name}", ballot.Cast(id, question, choice), voter)
            if held.ballot == "choice" and chance("change", name) < CHANGES_MIND:
                other = made.choice(held.ballot, chance("second thought", name))
                await self.do(f"change/{name}", ballot.Change(id, question, other), voter)

    async def _discuss(self, id: UUID, made: Proposal) -> None:
        for said in made.comments:
            parent = id_of("comment", said.parent) if said.parent else None
            words, name = Sealed(said.language, said.body), id_of("comment", said.key)
            post = comment.Post(id, id_of("proposal", made.key), name, words, said.stance, parent)
            await self.do(f"comment/{said.key}", post, said.author)

    async def _moderate(self, id: UUID, made: Proposal) -> None:
        it = id_of("proposal", made.key)
        if made.hidden:
            hide = proposal.Moderate(id, it, "hidden", made.hidden.sealed)
            await self.do(f"hiding/{made.key}", hide, "moderator")
        if made.merged_into:
            merge = proposal.Merge(id, it, id_of("proposal", made.merged_into.proposal), made.merged_into.sealed)
            await self.do(f"merging/{made.key}", merge, "moderator")

    async def _answer(self, id: UUID, made: Proposal) -> None:
        if made.answer:
            reasons = Sealed(made.answer.language, made.answer.reasons)
            answer = proposal.GiveAnswer(id, id_of("proposal", made.key), made.answer.answer, reasons)
            await self.do(f"answer/{made.key}", answer, "focal_point")


def choices(held: Consultation, voter: str) -> Iterable[Proposal]:
    """The proposals that somebody votes on: as many at most as one may."""
    willing = [made for made in held.proposals if chance("turnout", made.key, voter) < made.turnout]
    return willing[: held.ballots_per_person]
