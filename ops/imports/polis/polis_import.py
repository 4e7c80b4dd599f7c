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
from ops.imports.polis.doubts import doubts
from ops.imports.polis.files import ExportFiles, exports_in, left_over
from ops.imports.polis.notices import incomplete, notices, understood
from ops.imports.polis.polis_export import CHOICES, OPPOSITE, Summary, read_comments, read_summary, read_votes
from ops.imports.polis.recorder import ConversationRecorder
from ops.imports.polis.staging import Staging
from ops.imports.polis.things import things
from ops.imports.polis.times import Clock
from ops.wiring import Services

T = TypeVar("T")


class PolisImport:
    """Imports folders, one after another. `staging` collects the problems.

    `community` is the code of the community that gets the consultations; it is registered if it does not exist. Without one,
    they go to a community named after the source. `strict` records nothing of a folder that has a problem. `sign_inverted` reads
    1 as disagree and -1 as agree. A `dry_run` records nothing.

    A doubt that nobody accepted holds back its whole conversation: rows recorded later would come too late, behind the cursor.
    """

    def __init__(
        self,
        register: Services,
        staging: Staging,
        *,
        community: str | None = None,
        strict: bool = False,
        dry_run: bool = False,
        sign_inverted: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._staging = register, staging
        self._community, self._strict, self._on_progress = community, strict, on_progress
        self._dry_run, self._choices = dry_run, OPPOSITE if sign_inverted else CHOICES
        self._damaged = self._withheld = False

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
        for left_out in incomplete(left_over(folder, exports)):
            self._staging.add(left_out)
        return counts

    async def _export(self, files: ExportFiles) -> Counts:
        counts = Counts()
        self._damaged = self._withheld = False
        try:
            summary, in_seconds = self._read(files, counts)
            conversation = await self._conversation(summary)
            recorder = ConversationRecorder(
                self._register, self._staging, conversation, files, counts, self._on_progress, in_seconds=in_seconds
            )
            await retry_while_away(lambda: self._record(recorder), lambda: recorder.counts.recorded)
            if self._dry_run:
                self._show(recorder, files, summary)
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
        of_votes = Counts()
        self._staging.add_comments(self._sound(read_comments(files.comments, clock), counts))
        self._staging.add_votes(self._sound(read_votes(files.votes, clock, self._choices), of_votes))
        counts.add(of_votes)
        for one in understood(files, sign_inverted=self._choices is OPPOSITE):
            self._staging.understand(one)
        dropped = self._staging.line_up(files.comments, files.votes)
        counts.skipped += dropped
        self._damaged |= dropped > 0
        for notice in notices(self._staging, files, summary, clock):
            self._staging.add(notice)
        for doubt in list(doubts(self._staging, files, damaged=of_votes.skipped)):
            self._withheld |= not self._staging.doubt(doubt)
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
            if self._holds_back(recorder):
                recorder.skip_all()
            elif not self._dry_run:
                await recorder.record(self._community)

    def _holds_back(self, recorder: ConversationRecorder) -> bool:
        """Whether the rows that are not recorded yet must not be."""
        return self._withheld or (self._strict and (self._damaged or recorder.counts.skipped > 0))

    def _show(self, recorder: ConversationRecorder, files: ExportFiles, summary: Summary) -> None:
        """Counts the rows that would be recorded, and shows the conversation as it would stand."""
        withheld = self._holds_back(recorder)
        if not withheld:
            recorder.counts.recorded += self._staging.due_count()
        shown = things(self._staging, files, summary, opened_before=recorder.opened_before, withheld=withheld)
        for thing in list(shown):
            self._staging.thing(thing)
