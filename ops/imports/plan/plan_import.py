"""Imports a plan: compares a spreadsheet with the record, and records the differences through commands.

So a second import of the same file records nothing, an interrupted import resumes, and an import of a corrected or longer file
records the changes. Each row is recorded atomically, or skipped; parts of the plan that are not in the file do not change.
"""

from collections import Counter
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from api.ports import FilesAway
from domain.communities.community import Community, communities, community_id
from domain.plans.drafting import IMPORTER
from domain.text import Words
from ops.imports.common.batches import OnProgress, exclusive, retry_while_away
from ops.imports.common.findings import Findings
from ops.imports.common.report import Counts, Problem, Unusable
from ops.imports.common.target import DryRunTarget, RecordTarget
from ops.imports.plan.adoption import pieces
from ops.imports.plan.parsed import ParsedPlan, alike, language_or
from ops.imports.plan.reader import read_plan
from ops.imports.plan.recorder import PlanRecorder
from ops.imports.plan.vocabulary import plain
from ops.wiring import Services

PLANS = (
    "select id, title from plan where community = %b and until = 9223372036854775807 order by closed, opened desc, id"
)
UNKNOWN_COMMUNITY = (
    "no community has the code {code}: register it first (`sijill import territories` registers those of Morocco)"
)


class PlanCounts(Counts):
    """`plan` is the plan's id, `opened` says whether it is new; `commands` counts the commands that were run or, in a dry run,
    would be run."""

    plan: UUID | None = None
    opened: bool = False
    dry_run: bool = False
    commands: dict[str, int] = {}


class PlanImport:
    """Imports a spreadsheet as a plan of one community. `problems` collects the problems.

    `title` overrides the title in the file; `currency` is the default of sums; `language` is the language of texts that
    are not Arabic, `otherwise` that where no header shows one. A `dry_run` decides everything and records nothing.
    """

    def __init__(
        self,
        register: Services,
        problems: Findings,
        *,
        community: str,
        dry_run: bool = False,
        title: str | None = None,
        currency: str = "MAD",
        language: str | None = None,
        otherwise: str | None = None,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._problems, self._code, self._dry_run = register, problems, community, dry_run
        self._title, self._currency, self._language, self._otherwise = title, currency, language, otherwise
        self._on_progress = on_progress
        self._recorded: set[int] = set()
        self._commands: Counter[str] = Counter()
        self._counts = PlanCounts(dry_run=dry_run)
        self._record_problems: list[Problem] = []

    async def file(self, path: Path) -> PlanCounts:
        """Imports a file. The read models must have caught up. Raises one of LOST or TimeoutError if the database stays away."""
        parsed: ParsedPlan | None = None
        try:
            parsed = read_plan(path, currency=self._currency, language=self._language, otherwise=self._otherwise)
            if self._title:
                title = {language_or(self._title, parsed.language): self._title}
                parsed = msgspec.structs.replace(parsed, title=title)
            await retry_while_away(lambda: self._record(path, parsed), lambda: sum(self._commands.values()))
        except Unusable as unusable:
            self._record_problems = [unusable.problem]
            self._counts.skipped = len(parsed.rows) + parsed.skipped if parsed else 0
        for problem in [*(parsed.problems if parsed else ()), *self._record_problems]:
            self._problems.problem(problem)
        self._counts.commands = dict(sorted(self._commands.items()))
        return self._counts

    async def _record(self, path: Path, parsed: ParsedPlan) -> None:
        """Compares and records. Idempotent, so that it can be retried."""
        record = self._register.record
        target = DryRunTarget(record) if self._dry_run else RecordTarget(record)
        self._counts.skipped = parsed.skipped
        if not parsed.rows:
            return
        id = community_id(self._code)
        async with exclusive(self._register.database, IMPORTER, id.hex):
            community: Community = (await target.read([(communities, id)]))[id].state
            if community.code is None:
                raise Unusable(path, None, UNKNOWN_COMMUNITY.format(code=self._code))
            self._counts.plan = await self._find_plan(id, parsed.title)
            plan = self._counts.plan or uuid5(id, f"{IMPORTER} {plain(next(iter(parsed.title.values())))}")
            recorder = PlanRecorder(target, path, parsed, plan, self._recorded, self._commands, store=self._store)
            self._counts.opened = await recorder.open(id) or self._counts.opened
            self._counts.plan = plan
            await recorder.record_content(self._on_progress)
            await recorder.record_adoption(parsed.skipped, community, self._register.rules)
            await recorder.record_implementation(self._on_progress)
        self._record_problems = recorder.problems
        self._counts.skipped += len(recorder.skipped)
        self._counts.recorded = len(self._recorded - recorder.skipped)
        self._counts.already_there = len(parsed.rows) - len(self._recorded | recorder.skipped)

    async def _find_plan(self, community: UUID, title: Words) -> UUID | None:
        """The community's plan of this title. If there are several: an open one before closed ones, then the latest."""
        async with self._register.pool.connection() as db:
            plans = await (await db.execute(PLANS, [community], binary=True)).fetchall()
        return next((id for id, its_title in plans if alike(title, its_title)), None)

    async def _store(self, file: Path) -> None:
        """Stores a document in the file store, before the record names it. A dry run does not."""
        if not self._dry_run:
            try:
                await self._register.files.keep(pieces(file))
            except FilesAway as away:
                raise Unusable(
                    file, None, f"cannot be stored ({away}): check the file storage, then import again"
                ) from None
