"""Imports a list of projects: a plan for each community, with one axis, the projects, and the document that names them.

The plans stay drafts: the list says that the projects exist, and not that a council adopted them. Each project names the document
in its description. Topics that the process of the plan knows as principles tag the project; all of them stand in its description.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from uuid_utils.compat import uuid7

from domain.communities.community import Community as CommunityState
from domain.communities.community import communities
from domain.kernel import Command, System
from domain.plans.axis import DefineAxis
from domain.plans.drafting import IMPORTER
from domain.plans.plan import OpenPlan, plans
from domain.plans.plan_state import Plan
from domain.plans.project import DefineProject, ReviseProject
from domain.plans.stages import process_of
from domain.record import Request
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.text import Words
from ops.imports.common.batches import OnProgress, exclusive, retry_while_away
from ops.imports.common.communities import Community, Unresolved, registered_communities
from ops.imports.common.findings import Findings
from ops.imports.common.report import Counts, Notice, Problem, State, Thing, Unusable
from ops.imports.common.sentences import Sentence
from ops.imports.common.target import DryRunTarget, RecordTarget
from ops.imports.plan.commands import merged, own_id
from ops.imports.plan.parsed import alike
from ops.imports.plan.project_list import ProjectRow, read_projects
from ops.imports.plan.vocabulary import plain
from ops.wiring import Services

BY = System(IMPORTER)
KIND = "openness"
TITLE: Words = {"ar": "مشاريع الشبكة", "fr": "Projets du réseau", "en": "Projects of the network"}
REFUSED = Sentence("project-refused", "{title} was refused: {reason}")
TWICE = Sentence("project-twice", "the same project is already in line {line}")


class ProjectsImport:
    """Imports a list of projects. `findings` collects the report; `document` is the name of the document that lists the projects
    (by default the file's), `as_of` its date (by default the day of the file), from which new plans begin."""

    def __init__(
        self,
        register: Services,
        findings: Findings,
        *,
        document: str | None = None,
        as_of: date | None = None,
        dry_run: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._findings, self._dry_run = register, findings, dry_run
        self._document, self._as_of, self._on_progress = document, as_of, on_progress
        self._counts = Counts()
        self._recorded: set[int] = set()

    async def file(self, path: Path) -> Counts:
        """Imports a file. The read models must have caught up. Raises one of LOST or TimeoutError if the database stays away."""
        try:
            projects = read_projects(path, self._findings.accepted)
        except Unusable as unusable:
            self._findings.add(unusable.problem)
            return self._counts
        self._document = self._document or path.name
        self._as_of = self._as_of or day_of(path)
        for one in projects.understood:
            self._findings.understand(one)
        for finding in projects.findings:
            self._findings.add(finding)
        self._counts.skipped = projects.skipped
        registered = await registered_communities(self._register.pool)
        grouped: dict[UUID, tuple[Community, list[ProjectRow]]] = {}
        for row in projects.rows:
            try:
                community = registered.resolve_all(row.communities)
                grouped.setdefault(community.id, (community, []))[1].append(row)
            except Unresolved as reason:
                self._counts.skipped += 1
                self._findings.add(Problem(str(path), row.line, reason.message, row.sheet))
        for number, (community, rows) in enumerate(grouped.values()):
            self._on_progress(number, len(grouped))
            await self._import(path, community, rows)
        for row in projects.withheld:
            self._keep(path, ", ".join(row.communities), row, "withheld")
        return self._counts

    async def _import(self, path: Path, community: Community, rows: list[ProjectRow]) -> None:
        """Imports the projects of one community."""
        attempt = 0

        async def work() -> None:
            nonlocal attempt
            attempt += 1
            async with exclusive(self._register.database, IMPORTER, community.id.hex):
                await self._record(path, community, rows, again=attempt > 1)

        await retry_while_away(work, lambda: self._counts.recorded)

    async def _record(self, path: Path, community: Community, rows: list[ProjectRow], *, again: bool) -> None:
        record = self._register.record
        target = DryRunTarget(record) if self._dry_run else RecordTarget(record)
        id = own_id(community.id, "projects")
        axis = own_id(id, "axis")
        state: CommunityState = (await target.read([(communities, community.id)]))[community.id].state
        law = Law(self._register.rules, state.jurisdiction, state.kind, state.time_zone)
        first: dict[str, ProjectRow] = {}
        for row in rows:
            plan: Plan = (await target.read([(plans, id)]))[id].state
            key = plain(next(iter(row.title.values())))
            if (other := first.setdefault(key, row)) is not row:
                self._findings.add(Notice(str(path), row.line, TWICE(line=other.line), row.sheet))
                self._counts.already_there += 1
                continue
            commands: list[Command] = []
            assert self._as_of is not None
            if plan.kind is None:
                commands.append(OpenPlan(community.id, id, KIND, TITLE, self._as_of, None))
            if axis not in plan.axes:
                commands.append(DefineAxis(id, axis, TITLE, {}))
            try:
                if plan.kind is None:
                    await self._write(target, commands)
                    commands, plan = [], (await target.read([(plans, id)]))[id].state
                commands += self._project(id, axis, plan, row, law)
                if commands:
                    await self._write(target, commands)
            except Refusal as refusal:
                title = next(iter(row.title.values()))
                self._findings.add(Problem(str(path), row.line, REFUSED(title=title, reason=refusal), row.sheet))
                self._counts.skipped += 1
                continue
            changed = bool(commands) or (again and row.line in self._recorded)
            self._recorded |= {row.line} if changed else set()
            self._counts.recorded += changed
            self._counts.already_there += not changed
            kind: State = "new" if any(isinstance(one, DefineProject) for one in commands) else "changed"
            self._keep(path, community.code, row, kind if changed else "already_there")

    def _project(self, id: UUID, axis: UUID, plan: Plan, row: ProjectRow, law: Law) -> list[Command]:
        """The commands that make a project, or change its topics; none if it is recorded so."""
        known = {
            plain(text): one.key for one in process_of(plan, law).principles for text in (one.key, *one.name.values())
        }
        topics = {plain(topic): topic for topic in row.topics}
        principles = [known[topic] for topic in topics if topic in known]
        existing = next((one for one, it in plan.projects.items() if alike(row.title, it.title)), None)
        description = self._description(list(topics.values()))
        if existing is None:
            project = own_id(id, "project", plain(next(iter(row.title.values()))))
            return [DefineProject(id, axis, project, row.title, description, principles)]
        was = plan.projects[existing]
        title = merged(was.title, row.title)
        if any(plain(text) not in plain(next(iter(was.description.values()), "")) for text in topics.values()):
            return [ReviseProject(id, was.axis, existing, title, description, principles, was.challenges, was.partners)]
        return []

    def _description(self, topics: list[str]) -> Words:
        """Names the document, its date and the topics."""
        lists = {"ar": "، ".join(topics), "fr": ", ".join(topics)}
        source = f"{self._document} ({self._as_of})"
        ar, fr = f"المصدر: {source}", f"Source : {source}"
        return {
            "ar": f"المواضيع: {lists['ar']}. {ar}" if topics else ar,
            "fr": f"Thèmes : {lists['fr']}. {fr}" if topics else fr,
        }

    async def _write(self, target: DryRunTarget | RecordTarget, commands: list[Command]) -> None:
        await target.write([Request(command, BY, uuid7()) for command in commands])

    def _keep(self, path: Path, community: str, row: ProjectRow, state: State) -> None:
        fields = {
            "community": community,
            "title": row.title,
            "topics": list(row.topics),
            "document": self._document,
        }
        self._findings.thing(Thing("project", fields, state, path.name, row.sheet, row.line))


def day_of(path: Path) -> date:
    """The day on which a file was last changed."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
