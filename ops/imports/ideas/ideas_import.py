"""Imports a list of ideas into a consultation: one that is held here, or one that the import opens for the list, which was held
elsewhere, at desks and in meetings."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from domain.kernel import PLATFORM
from domain.participation.consultation import consultations
from domain.participation.importers import IDEAS_IMPORTER
from ops.imports.common.batches import OnProgress, exclusive, retry_while_away
from ops.imports.common.communities import Unresolved, registered_communities
from ops.imports.common.findings import Findings
from ops.imports.common.report import Counts, Notice, Problem, Unusable
from ops.imports.common.sentences import Sentence
from ops.imports.common.target import DryRunTarget, RecordTarget
from ops.imports.ideas.idea_list import Idea, read_ideas
from ops.imports.ideas.ids import Ids, new_consultation
from ops.imports.ideas.recorded import consultation_with
from ops.imports.ideas.recorder import Recorder, as_thing
from ops.wiring import Services

NO_CONSULTATION = Sentence("consultation-unknown", "there is no consultation {id}: correct --consultation")
TWICE = Sentence("idea-twice", "the same idea is already in line {line}")
NUMBER_TWICE = Sentence(
    "idea-number-twice", "another idea, in line {line}, has the number {number}: correct one of the two"
)
INTO = Sentence("ideas-consultation", "the ideas belong to the consultation {id}")


class IdeasImport:
    """Imports a list of ideas. `findings` collects the report. The ideas go to a `consultation`, or to one that the import opens
    in a `community`, given by its code or name."""

    def __init__(
        self,
        register: Services,
        findings: Findings,
        *,
        consultation: UUID | None = None,
        community: str | None = None,
        dry_run: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._findings, self._dry_run = register, findings, dry_run
        self._consultation, self._community, self._on_progress = consultation, community, on_progress
        self._counts = Counts()

    async def file(self, path: Path) -> Counts:
        """Imports a file. The read models must have caught up. Raises one of LOST or TimeoutError if the database stays away."""
        try:
            ideas = read_ideas(path, self._findings.accepted)
            for one in ideas.understood:
                self._findings.understand(one)
            for finding in ideas.findings:
                self._findings.add(finding)
            self._counts.skipped = ideas.skipped
            new = self._each_once(path, ideas.ideas)
            id, community = await self._place(path, new)
        except Unusable as unusable:
            self._findings.add(unusable.problem)
            return self._counts
        self._findings.add(Notice(str(path), None, INTO(id=str(id))))
        written: set[UUID] = set()

        async def work() -> None:
            async with exclusive(self._register.database, IDEAS_IMPORTER, id.hex):
                record = self._register.record
                target = DryRunTarget(record) if self._dry_run else RecordTarget(record)
                recorder = Recorder(self._register, target, Ids(self._register.keyring, id), path, written)
                await recorder.record(community, new, self._on_progress)
            self._counts.add(recorder.counts)
            for finding in recorder.findings:
                self._findings.add(finding)
            for thing in recorder.things:
                self._findings.thing(thing)

        await retry_while_away(work, lambda: len(written))
        for idea in ideas.withheld:
            self._findings.thing(as_thing(path, idea, "withheld"))
        return self._counts

    def _each_once(self, path: Path, ideas: Sequence[Idea]) -> list[Idea]:
        """The ideas without those that the file has twice, and without those with the number of another."""
        ids = Ids(self._register.keyring, PLATFORM)
        first: dict[UUID, Idea] = {}
        kept = []
        for idea in ideas:
            other = first.setdefault(ids.proposal(idea), idea) if idea.proposal else idea
            if other is idea:
                kept.append(idea)
            elif ids.submission(other) == ids.submission(idea):
                self._counts.already_there += 1
                self._findings.add(Notice(str(path), idea.line, TWICE(line=other.line), idea.sheet))
            else:
                self._counts.skipped += 1
                message = NUMBER_TWICE(line=other.line, number=idea.number)
                self._findings.add(Problem(str(path), idea.line, message, idea.sheet))
        return kept

    async def _place(self, path: Path, ideas: Sequence[Idea]) -> tuple[UUID, UUID]:
        """The ids of the consultation and of its community. Raises Unusable."""
        if self._consultation is not None:
            (found,) = (await self._register.record.read([(consultations, self._consultation)])).values()
            if found.state.opens is None:
                raise Unusable(path, None, NO_CONSULTATION(id=str(self._consultation)))
            return self._consultation, found.state.community
        try:
            community = (await registered_communities(self._register.pool)).resolve(self._community or "").id
        except Unresolved as reason:
            raise Unusable(path, None, reason.message) from None
        with_proposal = [idea for idea in ideas if idea.proposal]
        known = await consultation_with(self._register, community, with_proposal)
        return known or new_consultation(self._register.keyring, community, with_proposal), community
