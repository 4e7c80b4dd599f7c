"""The import of Polis exports: each folder is read and put in order first, then recorded through commands, in that order."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from domain.refusal import Refusal
from ops.imports.common.batches import OnProgress, alone, patiently
from ops.imports.common.report import Counts, Doubt, Problem, Unusable
from ops.imports.polis.conversation import Conversation
from ops.imports.polis.polis_export import Summary, read_comments, read_summary, read_votes
from ops.imports.polis.recording import Recording
from ops.imports.polis.staging import Staging
from ops.wiring import Services

T = TypeVar("T")


class PolisImport:
    """Brings folders into a register, one after another. What was wrong is found in `staging`.

    `community` is the code of the one whose consultations they are: made if nobody knows it; without one, the community
    named as the source. `strict` records nothing of a folder with anything wrong in it.
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
        """Records one folder. Raises one of LOST or TimeoutError if the database stays away, or is far too slow: the next
        import then goes on from there."""
        counts = Counts()
        found = self._staging.problem_count()
        try:
            summary = self._read(folder, counts)
            conversation = Conversation(summary, self._register.keyring)
            recording = Recording(self._register, self._staging, conversation, folder, counts, self._on_progress)
            await patiently(lambda: self._record(recording, found), lambda: recording.counts.recorded)
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

    def _sound(self, rows: Iterator[T | Problem], counts: Counts) -> Iterator[T]:
        """The rows that can be used; what is wrong with the others is kept beside them."""
        for row in rows:
            if isinstance(row, Problem):
                self._staging.problem(row)
                counts.skipped += not isinstance(row, Doubt)
            else:
                yield row

    async def _record(self, recording: Recording, found: int) -> None:
        """All steps, which may be repeated: what became of a batch is then looked up, as if it had been recorded before."""
        async with alone(self._register.database, "polis import", recording.conversation.id.hex):
            await recording.sift(self._community)
            if self._strict and self._staging.problem_count() > found:
                recording.leave_out()
            else:
                await recording.record(self._community)
