"""Imports Polis exports: reads each folder, sorts its rows by time, and records them through commands in that order."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from domain.refusal import Refusal
from ops.imports.common.batches import OnProgress, exclusive, retry_while_away
from ops.imports.common.report import Counts, Finding, Problem, Unusable
from ops.imports.polis.conversation import Conversation
from ops.imports.polis.polis_export import Summary, read_comments, read_summary, read_votes
from ops.imports.polis.recorder import ConversationRecorder
from ops.imports.polis.staging import Staging
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

    async def folder(self, folder: Path) -> Counts:
        """Imports one folder. Raises one of LOST or TimeoutError if the database stays away or is far too slow; the next import
        resumes there."""
        counts = Counts()
        problems_before = self._staging.problem_count()
        try:
            summary = self._read(folder, counts)
            conversation = Conversation(summary, self._register.keyring)
            recorder = ConversationRecorder(
                self._register, self._staging, conversation, folder, counts, self._on_progress
            )
            await retry_while_away(lambda: self._record(recorder, problems_before), lambda: recorder.counts.recorded)
        except Unusable as unusable:
            self._staging.problem(unusable.problem)
        except Refusal as refusal:
            reason = f"the import stopped: {refusal} Everything recorded until then is kept."
            self._staging.problem(Problem(str(folder), None, reason))
        return counts

    def _read(self, folder: Path, counts: Counts) -> Summary:
        if not folder.is_dir():
            reason = (
                "is not a folder: give the folders"
                if folder.exists()
                else "the folder does not exist: give the folders"
            )
            raise Unusable(folder, None, f"{reason} that contain summary.csv, comments.csv and votes.csv")
        self._staging.clear()
        comments, votes = folder / "comments.csv", folder / "votes.csv"
        latest = int(time.time() * 1000)
        (summary,) = self._sound(read_summary(folder / "summary.csv"), Counts())
        self._staging.add_comments(self._sound(read_comments(comments, latest), counts))
        self._staging.add_votes(self._sound(read_votes(votes, latest), counts))
        counts.skipped += self._staging.line_up(comments, votes)
        return summary

    def _sound(self, rows: Iterator[T | Finding], counts: Counts) -> Iterator[T]:
        """The usable rows. Stores the problems of the others."""
        for row in rows:
            if isinstance(row, Finding):
                self._staging.add(row)
                counts.skipped += isinstance(row, Problem)
            else:
                yield row

    async def _record(self, recorder: ConversationRecorder, problems_before: int) -> None:
        """Records the staged rows. May be repeated: it looks up which rows were recorded before."""
        async with exclusive(self._register.database, "polis import", recorder.conversation.id.hex):
            await recorder.skip_recorded(self._community)
            if self._strict and self._staging.problem_count() > problems_before:
                recorder.skip_all()
            else:
                await recorder.record(self._community)
