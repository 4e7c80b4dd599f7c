"""Imports Polis exports: reads each folder, sorts its rows by time, and records them through commands in that order."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from domain.participation.consultation import consultations
from domain.refusal import Refusal
from ops.imports.common.batches import OnProgress, exclusive, retry_while_away
from ops.imports.common.report import Counts, Finding, Problem, Unusable
from ops.imports.polis.conversation import Conversation, ids
from ops.imports.polis.files import ExportFiles, exports_in
from ops.imports.polis.polis_export import Summary, read_comments, read_summary, read_votes
from ops.imports.polis.recorder import ConversationRecorder
from ops.imports.polis.staging import Staging
from ops.imports.polis.times import Clock
from ops.wiring import Services

T = TypeVar("T")


class PolisImport:
    """Imports folders, one after another. `staging` collects the problems.

    `community` is the code of the community that gets the consultations; it is registered if it does not exist. Without one,
    they go to a community named after the source. `strict` records nothing of a folder that has a problem.
    """

    def __init__(
        self,
        register: Services,
        staging: Staging,
        *,
        community: str | None = None,
        strict: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._staging = register, staging
        self._community, self._strict, self._on_progress = community, strict, on_progress
        self._damaged = False

    async def folder(self, folder: Path) -> Counts:
        """Imports one folder, which may hold the exports of several conversations. Raises one of LOST or TimeoutError if the
        database stays away or is far too slow; the next import resumes there."""
        counts = Counts()
        try:
            exports = exports_in(folder)
        except Unusable as unusable:
            self._staging.problem(unusable.problem)
            return counts
        for files in exports:
            counts.add(await self._export(files))
        return counts

    async def _export(self, files: ExportFiles) -> Counts:
        counts = Counts()
        self._damaged = False
        try:
            summary, in_seconds = self._read(files, counts)
            conversation = await self._conversation(summary)
            recorder = ConversationRecorder(
                self._register, self._staging, conversation, files, counts, self._on_progress, in_seconds=in_seconds
            )
            await retry_while_away(lambda: self._record(recorder), lambda: recorder.counts.recorded)
        except Unusable as unusable:
            self._staging.problem(unusable.problem)
        except Refusal as refusal:
            reason = f"the import stopped: {refusal} Everything recorded until then is kept."
            self._staging.problem(Problem(str(files.summary.parent), None, reason))
        return counts

    async def _conversation(self, summary: Summary) -> Conversation:
        """The conversation under the id by which it is recorded, else under the first of its possible ids."""
        keyring = self._register.keyring
        possible = ids(summary, keyring)
        states = await self._register.record.read([(consultations, id) for id in possible])
        return Conversation(summary, keyring, next((id for id in possible if states[id].version), possible[0]))

    def _read(self, files: ExportFiles, counts: Counts) -> tuple[Summary, bool]:
        """Reads and stages an export. Gives its summary, and whether its times are in seconds."""
        self._staging.clear()
        clock = Clock(int(time.time() * 1000))
        (summary,) = self._sound(read_summary(files.summary), Counts())
        self._staging.add_comments(self._sound(read_comments(files.comments, clock), counts))
        self._staging.add_votes(self._sound(read_votes(files.votes, clock), counts))
        dropped = self._staging.line_up(files.comments, files.votes)
        counts.skipped += dropped
        self._damaged |= dropped > 0
        return summary, clock.in_seconds > 0

    def _sound(self, rows: Iterator[T | Finding], counts: Counts) -> Iterator[T]:
        """The usable rows. Stores the problems of the others."""
        for row in rows:
            if isinstance(row, Finding):
                self._staging.add(row)
                if isinstance(row, Problem):
                    counts.skipped += 1
                    self._damaged = True
            else:
                yield row

    async def _record(self, recorder: ConversationRecorder) -> None:
        """Records the staged rows. May be repeated: it looks up which rows were recorded before."""
        async with exclusive(self._register.database, "polis import", recorder.conversation.id.hex):
            await recorder.skip_recorded(self._community)
            if self._strict and (self._damaged or recorder.counts.skipped):
                recorder.skip_all()
            else:
                await recorder.record(self._community)
