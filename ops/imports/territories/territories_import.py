"""Imports territories: reads three files, compares them with the registered communities, and records the differences.

A row's code identifies its community. So a second import records nothing, an interrupted one resumes, and an import of later
files records the changes: names, kinds, parents, inhabitants, jurisdictions.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import uuid5

import msgspec

from domain.communities.community import (
    IMPORTER,
    Community,
    CountPopulation,
    Place,
    Rename,
    SetJurisdiction,
    communities,
    community_id,
)
from domain.communities.community import Register as RegisterCommunity
from domain.kernel import Command, System
from domain.read_set import StreamState
from domain.record import Request
from domain.refusal import Refusal
from domain.text import Words
from ops.imports.common.batches import Batches, OnProgress, exclusive, retry_while_away
from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Counts, Finding, Problem, State, Thing, Understood, Unusable
from ops.imports.common.sentences import Sentence
from ops.imports.common.target import DryRunTarget
from ops.imports.territories.files import LEVELS, Territory, read_territories
from ops.imports.territories.staging import StagedRow, TerritoryStaging
from ops.wiring import Services

SHIPPED = Path(__file__).with_name("data")
"""The territories of Morocco: 12 regions, 75 provinces and prefectures, 1,503 communes."""

SHIPPED_JURISDICTION = "MA"
"""The jurisdiction of the shipped territories."""

UNDERSTOOD = Sentence("territories-understood", "one territory a row")
REFUSED = Sentence("territory-refused", "{code} was refused: {reason}")

BY = System(IMPORTER)
LOOKED_UP = 500
"""Rows that are looked up by one query."""


class TerritoriesImport:
    """Imports a folder. `staging` collects the problems.

    `time_zone` is set for new communities, `jurisdiction` for all of the folder's; without one, their jurisdictions do not
    change. `strict` records nothing if there is a problem; a `dry_run` decides everything and records nothing.
    """

    def __init__(
        self,
        register: Services,
        staging: TerritoryStaging,
        *,
        time_zone: str = "Africa/Casablanca",
        jurisdiction: str | None = None,
        strict: bool = False,
        dry_run: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._record, self._staging = register, register.record, staging
        self._time_zone, self._strict, self._on_progress = time_zone, strict, on_progress
        self._jurisdiction = jurisdiction
        self._target: Batches | DryRunTarget = DryRunTarget(register.record) if dry_run else Batches(register.record)
        self._counts, self._compared, self._total = Counts(), False, 0

    async def folder(self, folder: Path) -> Counts:
        """Records the differences of a folder. Raises one of LOST or TimeoutError if the database stays away or is far too slow;
        the next import resumes there."""
        try:
            self._staging.add_territories(self._sound(read_territories(folder)))
            for level in LEVELS:
                self._staging.understand(Understood(str(folder / level.file), UNDERSTOOD()))
            self._total = self._staging.territory_count()
            self._counts.skipped += self._staging.drop_misplaced(folder)
            await retry_while_away(lambda: self._record_all(folder), lambda: self._counts.recorded)
        except Unusable as unusable:
            self._staging.problem(unusable.problem)
        return self._counts

    def _sound(self, rows: Iterator[Territory | Finding]) -> Iterator[Territory]:
        for row in rows:
            if isinstance(row, Finding):
                self._staging.add(row)
                self._counts.skipped += isinstance(row, Problem)
            else:
                yield row

    async def _record_all(self, folder: Path) -> None:
        """Compares and records. Idempotent, so that it can be retried."""
        async with exclusive(self._register.database, IMPORTER):
            await self._skip_recorded(folder)
            if self._strict and self._staging.problem_count():
                self._counts.skipped += self._staging.territory_count()
                return
            for batch in self._staging.rows(self._target.size):
                await self._record_batch(batch, folder)

    async def _skip_recorded(self, folder: Path) -> None:
        """Drops the rows whose parent does not exist, and those that equal the registered community."""
        for level in range(len(LEVELS)):
            for parents in self._staging.outside(level, LOOKED_UP):
                registered = await self._registered(parents)
                strays = [code for code in parents if registered[code].state.code is None]
                self._counts.skipped += self._staging.drop_strays(level, strays, folder)
        for batch in self._staging.rows(LOOKED_UP):
            registered = await self._registered(row.code for row in batch)
            unchanged = [row for row in batch if not self._commands(row, registered[row.code].state)]
            self._staging.drop(unchanged)
            if self._compared:
                self._counts.recorded += len(unchanged)  # by ourselves, in the batch whose connection was lost
            else:
                self._counts.already_there += len(unchanged)
            self._progressed()
        self._compared = True

    async def _record_batch(self, batch: Sequence[StagedRow], folder: Path) -> None:
        """Records a batch atomically; if it is refused, row by row."""
        registered = await self._registered(row.code for row in batch)
        try:
            await self._target.record([request for row in batch for request in self._requests(row, registered)])
            self._counts.recorded += len(batch)
            for row in batch:
                self._keep(row, registered[row.code].state, folder)
        except Refusal:
            for row in batch:
                await self._record_row(row, folder)
        self._staging.drop(batch)
        self._progressed()

    async def _record_row(self, row: StagedRow, folder: Path) -> None:
        try:
            registered = await self._registered([row.code])
            if requests := self._requests(row, registered):
                await self._target.record(requests)
            self._counts.recorded += 1
            self._keep(row, registered[row.code].state, folder)
        except Refusal as refusal:
            file = folder / LEVELS[row.level].file
            self._staging.problem(Problem(str(file), row.line, REFUSED(code=row.code, reason=refusal)))
            self._counts.skipped += 1
        self._staging.drop([row])

    async def _registered(self, codes: Iterator[str] | Sequence[str]) -> Mapping[str, StreamState]:
        """The states of communities by their codes."""
        ids = {code: community_id(code) for code in codes}
        reads = self._target if isinstance(self._target, DryRunTarget) else self._record
        states = await reads.read([(communities, id) for id in ids.values()])
        return {code: states[id] for code, id in ids.items()}

    def _requests(self, row: Territory, registered: Mapping[str, StreamState]) -> list[Request]:
        version, community = registered[row.code].version, registered[row.code].state
        id = community_id(row.code)
        return [
            Request(command, BY, uuid5(id, f"{IMPORTER} {type(command).__name__} after version {version}"))
            for command in self._commands(row, community)
        ]

    def _commands(self, row: Territory, community: Community) -> list[Command]:
        """The commands that make a community equal to its row; none if it is equal."""
        id = community_id(row.code)
        parent = None if row.parent is None else community_id(row.parent)
        commands: list[Command] = []
        if community.code is None:
            commands.append(
                RegisterCommunity(row.code, row.name, self._time_zone, row.kind, parent, self._jurisdiction)
            )
        else:
            if (name := renamed(community.name, row.name)) != community.name:
                commands.append(Rename(id, name))
            if (row.kind, parent) != (community.kind, community.parent):
                commands.append(Place(id, row.kind, parent))
            if self._jurisdiction not in (None, community.jurisdiction):
                commands.append(SetJurisdiction(id, self._jurisdiction))
        if row.population is not None and row.year is not None and is_new_count(row.population, row.year, community):
            commands.append(CountPopulation(id, row.population, row.year))
        return commands

    def _keep(self, row: Territory, was: Community, folder: Path) -> None:
        """Keeps a recorded territory for the preview."""
        fields = {
            name: value
            for name, value in msgspec.structs.asdict(row).items()
            if name not in ("level", "line", "number")
        }
        state: State = "new" if was.code is None else "changed"
        self._staging.thing(Thing("community", fields, state, str(folder / LEVELS[row.level].file), None, row.line))

    def _progressed(self) -> None:
        self._on_progress(self._counts.recorded + self._counts.already_there, self._total)


def renamed(was: Words, name: Words) -> Words:
    """A name, replaced in the languages of the files. A name without a language was provisional, and is removed."""
    return {**{tag: text for tag, text in was.items() if tag != UNDETERMINED}, **name}


def is_new_count(population: int, year: int, community: Community) -> bool:
    """Whether a row's population differs from the registered one, and is not older."""
    return year >= (community.year or 0) and (population, year) != (community.population, community.year)
