"""Imports a plan: compares a spreadsheet with the record, and records the differences through commands.

So a second import of the same file records nothing, an interrupted import resumes, and an import of a corrected or longer file
records the changes. Each row is recorded atomically, or skipped; parts of the plan that are not in the file do not change.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from api.ports import FilesAway
from domain.communities.community import Community, communities, community_id
from domain.plans.drafting import IMPORTER
from domain.text import Words
from ops.imports.common.batches import OnProgress, exclusive, retry_while_away
from ops.imports.common.communities import Unresolved, registered_communities
from ops.imports.common.findings import Findings
from ops.imports.common.report import Counts, Doubt, Problem, Thing, Unusable
from ops.imports.common.sentences import Sentence
from ops.imports.common.target import DryRunTarget, RecordTarget
from ops.imports.plan.adoption import pieces
from ops.imports.plan.parsed import ActivityRow, ParsedPlan, alike, language_or
from ops.imports.plan.reader import read_plan
from ops.imports.plan.recorder import PlanRecorder
from ops.imports.plan.things import plan_thing, thing_of
from ops.imports.plan.vocabulary import plain
from ops.wiring import Services

PLANS = (
    "select id, title from plan where community = %b and until = 9223372036854775807 order by closed, opened desc, id"
)
UNKNOWN_CODE = Sentence(
    "community-code-unknown",
    "no community has the code {code}: register it first (`sijill import territories` registers those of Morocco)",
)
NO_COMMUNITY = Sentence(
    "community-missing", "names no community: give it by --community CODE, or in a column “community”"
)
OTHER_COMMUNITY = Sentence(
    "other-community",
    "the row names {name}, and not the community {code}: if you accept, it is recorded in the plan of {name}",
    doubt=True,
)
NOT_STORED = Sentence("document-not-stored", "cannot be stored ({reason}): check the file storage, then import again")


class PlanCounts(Counts):
    """`plan` is the (last) plan's id, `opened` says whether one is new; `commands` counts the commands that were run or, in a dry
    run, would be run."""

    plan: UUID | None = None
    opened: bool = False
    dry_run: bool = False
    commands: dict[str, int] = {}


class PlanImport:
    """Imports a spreadsheet as a plan of one community, or as one plan for each community that its column names. `findings`
    collects the report.

    `title` overrides the title in the file; `currency` is the default of sums; `language` is the language of texts that are not
    Arabic, `otherwise` that where no header shows one. `revise` lets the file's spelling of titles replace the recorded one. A
    `dry_run` decides everything and records nothing.
    """

    def __init__(
        self,
        register: Services,
        findings: Findings,
        *,
        community: str | None = None,
        dry_run: bool = False,
        title: str | None = None,
        currency: str = "MAD",
        language: str | None = None,
        otherwise: str | None = None,
        revise: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._findings, self._code, self._dry_run = register, findings, community, dry_run
        self._title, self._currency, self._language, self._otherwise = title, currency, language, otherwise
        self._on_progress, self._revise = on_progress, revise
        self._commands: Counter[str] = Counter()
        self._counts = PlanCounts(dry_run=dry_run)

    async def file(self, path: Path) -> PlanCounts:
        """Imports a file. The read models must have caught up. Raises one of LOST or TimeoutError if the database stays away."""
        try:
            parsed = read_plan(
                path,
                currency=self._currency,
                language=self._language,
                otherwise=self._otherwise,
                accepted=self._findings.accepted,
            )
        except Unusable as unusable:
            self._findings.add(unusable.problem)
            return self._counts
        if self._title:
            parsed = msgspec.structs.replace(parsed, title={language_or(self._title, parsed.language): self._title})
        for one in parsed.understood:
            self._findings.understand(one)
        for finding in parsed.findings:
            self._findings.add(finding)
        self._counts.skipped = parsed.skipped
        for id, name, part in await self._parts(path, parsed):
            await self._import(path, id, name, part)
        for row in parsed.withheld:
            self._findings.thing(thing_of(row, path.name, "withheld"))
        self._counts.commands = dict(sorted(self._commands.items()))
        return self._counts

    async def _parts(self, path: Path, parsed: ParsedPlan) -> Sequence[tuple[UUID, str, ParsedPlan]]:
        """The file's plans, each with its community. Rows of communities that cannot be found are skipped."""
        own = None if self._code is None else community_id(self._code)
        if not any(row.community for row in parsed.rows):
            if own is None or self._code is None:
                self._findings.add(Problem(str(path), None, NO_COMMUNITY()))
                self._counts.skipped += len(parsed.rows)
                return []
            return [(own, self._code, parsed)] if parsed.rows else []
        registered = await registered_communities(self._register.pool)
        rows: dict[UUID, list[ActivityRow]] = {}
        names: dict[UUID, str] = {}
        reported: set[str] = set()
        for row in parsed.rows:
            text = row.community or self._code or ""
            try:
                one = registered.resolve(text)
            except Unresolved as reason:
                self._counts.skipped += 1
                if text not in reported:
                    message = reason.message if text else NO_COMMUNITY()
                    self._findings.add(Problem(str(path), row.line, message, row.sheet))
                reported.add(text)
                continue
            if own not in (None, one.id):
                message = OTHER_COMMUNITY(name=text, code=self._code or "")
                doubt = Doubt(str(path), row.line, message, row.sheet)
                accepted = doubt.code in self._findings.accepted
                if text not in reported:
                    self._findings.doubt(doubt)
                reported.add(text)
                if not accepted:
                    self._counts.skipped += 1
                    self._findings.thing(thing_of(row, path.name, "withheld"))
                    continue
            rows.setdefault(one.id, []).append(row)
            names[one.id] = one.code
        return [(id, names[id], msgspec.structs.replace(parsed, rows=its)) for id, its in rows.items()]

    async def _import(self, path: Path, community: UUID, code: str, parsed: ParsedPlan) -> None:
        """Imports the plan of one community."""
        work = CommunityPlan(self, path, community, code, parsed)
        try:
            await retry_while_away(work.record, lambda: sum(self._commands.values()))
            self._counts.plan, self._counts.opened = work.plan, work.opened or self._counts.opened
            self._counts.recorded += len(work.recorded - work.skipped)
            self._counts.already_there += len(parsed.rows) - len(work.recorded | work.skipped)
            self._counts.skipped += len(work.skipped)
        except Unusable as unusable:
            work.problems = [unusable.problem]
            self._counts.skipped += len(parsed.rows)
        for problem in work.problems:
            self._findings.add(problem)
        for thing in work.things:
            self._findings.thing(thing)


class CommunityPlan:
    """One community's plan of a file, compared and recorded."""

    def __init__(self, work: PlanImport, path: Path, community: UUID, code: str, parsed: ParsedPlan) -> None:
        self._work, self._path, self._community, self._code, self._parsed = work, path, community, code, parsed
        self.plan: UUID | None = None
        self.opened = False
        self.recorded: set[int] = set()
        self.skipped: set[int] = set()
        self.problems: list[Problem] = []
        self.things: list[Thing] = []

    async def record(self) -> None:
        """Compares and records. Idempotent, so that it can be retried."""
        register, parsed, id = self._work._register, self._parsed, self._community
        target = DryRunTarget(register.record) if self._work._dry_run else RecordTarget(register.record)
        async with exclusive(register.database, IMPORTER, id.hex):
            community: Community = (await target.read([(communities, id)]))[id].state
            if community.code is None:
                raise Unusable(self._path, None, UNKNOWN_CODE(code=self._code))
            existing = await self._find_plan(parsed.title)
            plan = existing or uuid5(id, f"{IMPORTER} {plain(next(iter(parsed.title.values())))}")
            recorder = PlanRecorder(
                target,
                self._path,
                parsed,
                plan,
                self.recorded,
                self._work._commands,
                self._store,
                revise=self._work._revise,
            )
            self.opened = await recorder.open(id) or self.opened
            self.plan = plan
            await recorder.record_content(self._work._on_progress)
            await recorder.record_adoption(community, register.rules)
            await recorder.record_implementation(self._work._on_progress)
        self.problems, self.skipped = recorder.problems, recorder.skipped
        state = "new" if self.opened else "changed" if self.recorded else "already_there"
        self.things = [plan_thing(parsed, self._code, self._path.name, state), *recorder.things()]  # type: ignore[arg-type]

    async def _find_plan(self, title: Words) -> UUID | None:
        """The community's plan of this title. If there are several: an open one before closed ones, then the latest."""
        async with self._work._register.pool.connection() as db:
            plans = await (await db.execute(PLANS, [self._community], binary=True)).fetchall()
        return next((id for id, its_title in plans if alike(title, its_title)), None)

    async def _store(self, file: Path) -> None:
        """Stores a document in the file store, before the record names it. A dry run does not."""
        if not self._work._dry_run:
            try:
                await self._work._register.files.keep(pieces(file))
            except FilesAway as away:
                raise Unusable(file, None, NOT_STORED(reason=str(away))) from None
