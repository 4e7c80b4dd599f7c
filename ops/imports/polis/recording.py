"""The rows of one conversation, brought into the record in their order.

They are recorded in batches, each whole or not at all, and each with the cursor of its conversation, which says how far the
import has come. So everything recorded stands at or before the cursor; an interrupted import goes on there; and only what is
not behind the cursor must be looked up, to be known again or to be found too late.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import communities, community_id
from domain.participation.ballot import ballots
from domain.participation.consultation import Consultation, consultations
from domain.participation.proposal import proposals
from domain.record import Request
from ops.imports.common.batches import Batches, OnProgress
from ops.imports.common.report import Counts, Problem, Unusable
from ops.imports.polis.conversation import BY, SOURCE, Conversation, milliseconds, moment
from ops.imports.polis.polis_export import Verdict
from ops.imports.polis.staging import COMMENTS, VOTES, Due, Staging
from ops.wiring import Services

LOOKED_UP = 1_000
KNOWN = "select id from command where id = any(%b)"


class Recording:
    """The staged rows of one folder on their way into the register. Whoever calls it sees to it that no one else does.

    After a lost connection, or a TimeoutError, both steps may be repeated: what is done by then is not done again.
    """

    def __init__(
        self,
        register: Services,
        staging: Staging,
        conversation: Conversation,
        folder: Path,
        counts: Counts,
        on_progress: OnProgress,
    ) -> None:
        self._register, self._record, self._staging = register, register.record, staging
        self.conversation, self._folder, self.counts = conversation, folder, counts
        self._on_progress, self._total = on_progress, staging.due_count()
        self._sifted, self._known_before, self._batches = False, False, Batches(register.record)

    async def sift(self, community: str | None) -> None:
        """Takes out the rows that are recorded already, and those that come too late. Raises Unusable if the conversation is
        recorded under another community than the one named."""
        known = await self._consultation()
        if known.opens is not None:
            self._known_before = True
            if community is not None and known.community != community_id(community):
                raise Unusable(self._folder, None, "is recorded already under another community: leave --community out")
            for batch in self._staging.due(LOOKED_UP, kinds=COMMENTS):
                await self._sift_comments(batch, known)
            self.counts.skipped += self._staging.drop_orphans(self._folder / "votes.csv")
            if known.imported_until is not None:
                reached = milliseconds(known.imported_until)
                for batch in self._staging.due(LOOKED_UP, kinds=VOTES, until=reached):
                    await self._sift_votes(batch, reached)
        self._sifted = True

    async def record(self, community: str | None) -> None:
        """Records all that is left, then what moderators have said: the export gives that no time, but it came last."""
        known = await self._consultation()
        opens = self._staging.opens()
        if known.opens is None and opens is not None:
            opening = self.conversation.opening(await self._community(community or SOURCE), opens)
            await self._record.execute_atomically([opening])
        reached = known.imported_until
        for batch in self._staging.due(self._batches.size):
            reached = max(moment(batch[-1].turn), reached or moment(0))
            await self._record_batch(batch, reached)
        for verdicts in self._staging.verdicts(self._batches.size):
            await self._moderate(dict(verdicts))

    def leave_out(self) -> None:
        """Counts what is left as left out."""
        self.counts.skipped += self._staging.due_count()

    async def _consultation(self) -> Consultation:
        known = await self._record.read([(consultations, self.conversation.id)])
        state: Consultation = known[self.conversation.id].state
        return state

    async def _community(self, code: str) -> UUID:
        """The community of a code, registered if it is not: under the code for a name, or the source's."""
        id = community_id(code)
        if (await self._record.read([(communities, id)]))[id].state.code is None:
            name = {"en": "Polis"} if code == SOURCE else {"und": code}
            await self._record.execute(
                RegisterCommunity(code, name, "UTC"), by=BY, command_id=uuid5(id, "registered by an import")
            )
        return id

    async def _sift_comments(self, batch: Sequence[Due], known: Consultation) -> None:
        """A comment that is not known, but whose id is, was another one when it was recorded."""
        new = await self._new(batch)
        there = await self._record.read([(proposals, self.conversation.proposal(row.comment)) for row in new])
        for row in new:
            if there[self.conversation.proposal(row.comment)].version:
                reason = f"comment {row.comment} is recorded already with another time, author or text: that one stays"
                self._leave_out("comments.csv", [row], reason)
                self._staging.leave_out(row.comment, missing=False)
            elif known.imported_until is not None and moment(row.at) < known.imported_until:
                self._leave_out("comments.csv", [row], late(known.imported_until))
                self._staging.leave_out(row.comment, missing=True)

    async def _sift_votes(self, batch: Sequence[Due], reached: int) -> None:
        new = await self._new(batch)
        self._leave_out("votes.csv", [row for row in new if row.at < reached], late(moment(reached)))

    async def _new(self, batch: Sequence[Due]) -> list[Due]:
        """The rows that are not recorded; those that are go out of the staging."""
        ids = {self.conversation.command_id(row): row for row in batch}
        async with self._register.pool.connection() as db:
            found = await (await db.execute(KNOWN, [list(ids)], binary=True)).fetchall()
        known = [ids.pop(id) for (id,) in found]
        self._staging.drop(known)
        if self._sifted:
            self.counts.recorded += len(known)  # by ourselves, in the batch whose connection was lost
        else:
            self.counts.already_there += len(known)
        self._progressed()
        return list(ids.values())

    def _leave_out(self, file: str, rows: Sequence[Due], reason: str) -> None:
        for row in rows:
            self._staging.problem(Problem(str(self._folder / file), row.line, reason))
        self._staging.drop(rows)
        self.counts.skipped += len(rows)

    async def _record_batch(self, batch: Sequence[Due], reached: datetime) -> None:
        await self._prepare(batch)
        requests = [self.conversation.request(row) for row in batch]
        await self._batches.execute([*requests, self.conversation.reached(batch[-1], reached)])
        self._staging.drop(batch)
        self.counts.recorded += len(batch)
        self._progressed()

    async def _prepare(self, batch: Sequence[Due]) -> None:
        """Does in one query each what would be one for every row: authors' keys, and ballots that are to be changed."""
        await self._register.vault.keys(
            {self.conversation.pseudonym(row) for row in batch if row.body is not None}, make=True
        )
        streams = {self.conversation.ballot(row) for row in batch if row.again or (self._known_before and row.choice)}
        if streams:
            await self._record.read([(ballots, stream) for stream in streams])

    async def _moderate(self, verdicts: dict[str, Verdict]) -> None:
        """Records what differs from what is recorded by now, unless somebody here has moderated since."""
        there = await self._record.read([(proposals, self.conversation.proposal(comment)) for comment in verdicts])
        requests: list[Request] = []
        for comment, verdict in verdicts.items():
            proposal = there[self.conversation.proposal(comment)]
            version, state = proposal.version, proposal.state
            if version and state.moderation != verdict and not state.moderated_here:
                requests.append(self.conversation.moderation(comment, verdict, version))
        if requests:
            await self._batches.execute(requests)

    def _progressed(self) -> None:
        self._on_progress(self.counts.recorded + self.counts.already_there, self._total)


def late(reached: datetime) -> str:
    return (
        f"is older than what is recorded of this conversation already (until {reached:%Y-%m-%d %H:%M:%S} UTC), "
        "and events stand in the order of time: it can no longer be recorded"
    )
