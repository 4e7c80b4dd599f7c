"""The import of a plan: a spreadsheet is compared with what is recorded, and the difference is recorded, by commands.

So the same file a second time records nothing, an interrupted import goes on, and a corrected or longer file records what has
changed. Each row is recorded as a whole, or left out; what is not in the file stays as it is.
"""

from collections import Counter
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from api.ports import FilesAway
from domain.communities.community import Community, communities, community_id
from domain.plans.drafting import IMPORTER
from domain.text import Words
from ops.imports.common.batches import OnProgress, alone, patiently
from ops.imports.common.problems import Problems
from ops.imports.common.rehearsal import Recorded, Rehearsed
from ops.imports.common.report import Counts, Problem, Unusable
from ops.imports.plan.adoption import pieces
from ops.imports.plan.content import PlanSaid, alike, language_or
from ops.imports.plan.recording import PlanRecording
from ops.imports.plan.sheet import read_plan
from ops.imports.plan.words import plain
from ops.wiring import Services

KNOWN = (
    "select id, title from plan where community = %b and until = 9223372036854775807 order by closed, opened desc, id"
)
UNKNOWN = (
    "there is no community with the code {code}: register it first (`sijill import territories` knows those of Morocco)"
)


class PlanCounts(Counts):
    """Rows, as of every import. `plan` is the plan's id, `opened` says whether it is new; `commands` counts what was done or, in
    a dry run, would be."""

    plan: UUID | None = None
    opened: bool = False
    dry_run: bool = False
    commands: dict[str, int] = {}

    @property
    def done(self) -> str:
        """What was done, or would be, with the rows that count as recorded."""
        return "would be recorded" if self.dry_run else "recorded"


class PlanImport:
    """Brings a spreadsheet into the register, as a plan of one community. What was wrong is found in `problems`.

    `title` is the plan's, if the file is not to say it; `currency` that of sums which name none; `language` that of texts which
    are not Arabic, where no header says it. A `dry_run` decides everything and records nothing.
    """

    def __init__(
        self,
        register: Services,
        problems: Problems,
        *,
        community: str,
        dry_run: bool = False,
        title: str | None = None,
        currency: str = "MAD",
        language: str | None = None,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._problems, self._code, self._dry_run = register, problems, community, dry_run
        self._title, self._currency, self._language = title, currency, language
        self._on_progress = on_progress
        self._recorded: set[int] = set()
        self._done: Counter[str] = Counter()
        self._counts = PlanCounts(dry_run=dry_run)
        self._found: list[Problem] = []

    async def file(self, path: Path) -> PlanCounts:
        """Records what is new in a file, or only finds out. The read models have caught up before. Raises one of LOST or
        TimeoutError if the database stays away."""
        said: PlanSaid | None = None
        try:
            said = read_plan(path, currency=self._currency, language=self._language)
            if self._title:
                said = msgspec.structs.replace(said, title={language_or(self._title, said.language): self._title})
            await patiently(lambda: self._bring_in(path, said), lambda: sum(self._done.values()))
        except Unusable as unusable:
            self._found = [unusable.problem]
            self._counts.skipped = len(said.rows) + said.skipped if said else 0
        for problem in [*(said.problems if said else ()), *self._found]:
            self._problems.problem(problem)
        self._counts.commands = dict(sorted(self._done.items()))
        return self._counts

    async def _bring_in(self, path: Path, said: PlanSaid) -> None:
        """All steps, which may be repeated: what is recorded by then is known again."""
        record = self._register.record
        writing = Rehearsed(record) if self._dry_run else Recorded(record)
        self._counts.skipped = said.skipped
        if not said.rows:
            return
        id = community_id(self._code)
        async with alone(self._register.database, IMPORTER, id.hex):
            community: Community = (await writing.read([(communities, id)]))[id].state
            if community.code is None:
                raise Unusable(path, None, UNKNOWN.format(code=self._code))
            self._counts.plan = await self._known(id, said.title)
            plan = self._counts.plan or uuid5(id, f"{IMPORTER} {plain(next(iter(said.title.values())))}")
            work = PlanRecording(writing, path, said, plan, self._recorded, self._done, keep=self._keep)
            self._counts.opened = await work.open(id) or self._counts.opened
            self._counts.plan = plan
            await work.content(self._on_progress)
            await work.adopt(said.skipped, community, self._register.rules)
            await work.carry_out(self._on_progress)
        self._found = work.problems
        self._counts.skipped += len(work.left_out)
        self._counts.recorded = len(self._recorded - work.left_out)
        self._counts.already_there = len(said.rows) - len(self._recorded | work.left_out)

    async def _known(self, community: UUID, title: Words) -> UUID | None:
        """The community's plan of this title, the last one that is not closed if there are several."""
        async with self._register.pool.connection() as db:
            found = await (await db.execute(KNOWN, [community], binary=True)).fetchall()
        return next((id for id, known in found if alike(title, known)), None)

    async def _keep(self, file: Path) -> None:
        """Puts a document where the register has its files, before the record names it. A dry run leaves it where it is."""
        if not self._dry_run:
            try:
                await self._register.files.keep(pieces(file))
            except FilesAway as away:
                raise Unusable(
                    file, None, f"cannot be kept ({away}): see to the storage of files, then import again"
                ) from None
