"""Records the rows of one conversation in the order of time.

Each batch is recorded atomically, together with the conversation's cursor: the time up to which the import has come. So all
recorded rows are at or before the cursor, and an interrupted import resumes there. Rows at or before the cursor are looked up:
they were recorded before, or come too late.
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
from ops.imports.polis.files import ExportFiles
from ops.imports.polis.polis_export import Verdict
from ops.imports.polis.recorded import recorded_among
from ops.imports.polis.staging import COMMENTS, VOTES, StagedRow, Staging
from ops.wiring import Services

LOOKED_UP = 1_000
"""Rows that are looked up by one query."""


class ConversationRecorder:
    """Records the staged rows of one folder: first `skip_recorded`, then `record`. The caller holds the import's lock.

    Both steps are idempotent, so that they can be retried after a lost connection or a TimeoutError.
    """

    def __init__(
        self,
        register: Services,
        staging: Staging,
        conversation: Conversation,
        files: ExportFiles,
        counts: Counts,
        on_progress: OnProgress,
        *,
        in_seconds: bool = False,
    ) -> None:
        self._register, self._record, self._staging = register, register.record, staging
        self.conversation, self._files, self.counts = conversation, files, counts
        self._on_progress, self._total, self._in_seconds = on_progress, staging.due_count(), in_seconds
        self._looked_up, self.opened_before, self._batches = False, False, Batches(register.record)

    async def skip_recorded(self, community: str | None) -> None:
        """Drops the rows that are recorded already, and those that come too late. Raises Unusable if the conversation was
        recorded under another community."""
        consultation = await self._consultation()
        if consultation.opens is not None:
            self.opened_before = True
            if community is not None and consultation.community != community_id(community):
                raise Unusable(
                    self._files.summary.parent,
                    None,
                    "is recorded already under another community: leave --community out",
                )
            for batch in self._staging.due(LOOKED_UP, kinds=COMMENTS):
                await self._skip_comments(batch, consultation)
            self.counts.skipped += self._staging.drop_orphans(self._files.votes)
            if consultation.imported_until is not None:
                reached = milliseconds(consultation.imported_until)
                for batch in self._staging.due(LOOKED_UP, kinds=VOTES, until=end_of_second(reached)):
                    await self._skip_votes(batch, reached)
        self._looked_up = True

    async def record(self, community: str | None) -> None:
        """Records the remaining rows, then the moderators' verdicts, which have no time in the export, but came last."""
        consultation = await self._consultation()
        opens = self._staging.opens()
        if consultation.opens is None and opens is not None:
            opening = self.conversation.opening(await self._community(community or SOURCE), opens)
            await self._record.execute_atomically([opening])
        reached = consultation.imported_until
        for batch in self._staging.due(self._batches.size):
            before, reached = reached, max(moment(batch[-1].turn), reached or moment(0))
            await self._record_batch(batch, before, reached)
        for verdicts in self._staging.verdicts(self._batches.size):
            await self._moderate(dict(verdicts))

    def skip_all(self) -> None:
        """Counts all remaining rows as skipped."""
        self.counts.skipped += self._staging.due_count()

    async def _consultation(self) -> Consultation:
        states = await self._record.read([(consultations, self.conversation.id)])
        consultation: Consultation = states[self.conversation.id].state
        return consultation

    async def _community(self, code: str) -> UUID:
        """The community of a code. Registers it if it does not exist, and names it after the code or the source."""
        id = community_id(code)
        if (await self._record.read([(communities, id)]))[id].state.code is None:
            name = {"en": "Polis"} if code == SOURCE else {"und": code}
            await self._record.execute(
                RegisterCommunity(code, name, "UTC"), by=BY, command_id=uuid5(id, "registered by an import")
            )
        return id

    async def _skip_comments(self, batch: Sequence[StagedRow], consultation: Consultation) -> None:
        """A comment whose id is recorded, but not its content, has changed since: it is skipped."""
        new = await self._new(batch)
        recorded = await self._record.read([(proposals, self.conversation.proposal(row.comment)) for row in new])
        for row in new:
            if recorded[self.conversation.proposal(row.comment)].version:
                reason = f"comment {row.comment} is already recorded with another time, author or text, which is kept"
                self._skip(self._files.comments, [row], reason)
                self._staging.leave_out(row.comment, missing=False)
            elif consultation.imported_until is not None and self._too_late(
                row, milliseconds(consultation.imported_until)
            ):
                self._skip(self._files.comments, [row], late(consultation.imported_until))
                self._staging.leave_out(row.comment, missing=True)

    async def _skip_votes(self, batch: Sequence[StagedRow], reached: int) -> None:
        new = await self._new(batch)
        self._skip(self._files.votes, [row for row in new if self._too_late(row, reached)], late(moment(reached)))

    def _too_late(self, row: StagedRow, reached: int) -> bool:
        """Whether a row is older than the cursor. A time in seconds stands for all of its second."""
        return (end_of_second(row.at) if self._in_seconds else row.at) < reached

    async def _new(self, batch: Sequence[StagedRow]) -> list[StagedRow]:
        """The rows that are not recorded. Drops the others from the staging."""
        recorded = await recorded_among(self._register, self.conversation, batch)
        self._staging.drop(recorded)
        if self._looked_up:
            self.counts.recorded += len(recorded)  # by ourselves, in the batch whose connection was lost
        else:
            self.counts.already_there += len(recorded)
        self._progressed()
        dropped = {row.number for row in recorded}
        return [row for row in batch if row.number not in dropped]

    def _skip(self, file: Path, rows: Sequence[StagedRow], reason: str) -> None:
        for row in rows:
            self._staging.problem(Problem(str(file), row.line, reason))
        self._staging.drop(rows)
        self.counts.skipped += len(rows)

    async def _record_batch(self, batch: Sequence[StagedRow], before: datetime | None, reached: datetime) -> None:
        await self._prepare(batch)
        requests = [self.conversation.request(row, before) for row in batch]
        await self._batches.record([*requests, self.conversation.reached(batch[-1], reached)])
        self._staging.drop(batch)
        self.counts.recorded += len(batch)
        self._progressed()

    async def _prepare(self, batch: Sequence[StagedRow]) -> None:
        """Prefetches the authors' data keys, and the ballots that will change, with one query each."""
        await self._register.vault.keys(
            {self.conversation.pseudonym(row) for row in batch if row.body is not None}, make=True
        )
        streams = {self.conversation.ballot(row) for row in batch if row.again or (self.opened_before and row.choice)}
        if streams:
            await self._record.read([(ballots, stream) for stream in streams])

    async def _moderate(self, verdicts: dict[str, Verdict]) -> None:
        """Records the verdicts that differ from the recorded ones, except where somebody here has moderated since."""
        recorded = await self._record.read([(proposals, self.conversation.proposal(comment)) for comment in verdicts])
        requests: list[Request] = []
        for comment, verdict in verdicts.items():
            proposal = recorded[self.conversation.proposal(comment)]
            version, state = proposal.version, proposal.state
            if version and state.moderation != verdict and not state.moderated_here:
                requests.append(self.conversation.moderation(comment, verdict, version))
        if requests:
            await self._batches.record(requests)

    def _progressed(self) -> None:
        self._on_progress(self.counts.recorded + self.counts.already_there, self._total)


def end_of_second(at: int) -> int:
    """The last millisecond of a time's second."""
    return at // 1000 * 1000 + 999


def late(reached: datetime) -> str:
    """The reason why a row before the cursor is skipped."""
    return (
        f"is older than the latest recorded row of this conversation ({reached:%Y-%m-%d %H:%M:%S} UTC): it can no longer be "
        "recorded, because events are recorded in chronological order"
    )
