"""The import of territories: three files are read first, then compared with what is registered; the difference is recorded.

A row is known again by its code. So a second import records nothing, an interrupted one goes on, and one with later files
records what has changed: names, kinds, what belongs to what, inhabitants, and whose rules hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import uuid5

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
from ops.imports.common.batches import Batches, OnProgress, alone, patiently
from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Counts, Doubt, Problem, Unusable
from ops.imports.territories.files import LEVELS, Territory, read_territories
from ops.imports.territories.staging import TerritoryStaging, Waiting
from ops.wiring import Services

SHIPPED = Path(__file__).with_name("data")
"""Those of Morocco: 12 regions, 75 provinces and prefectures, 1,503 communes."""

SHIPPED_JURISDICTION = "MA"
"""Whose rules hold for them."""

BY = System(IMPORTER)
LOOKED_UP = 500


class TerritoriesImport:
    """Brings a folder into a register. What was wrong is found in `staging`.

    `time_zone` is that of communities that are new; `jurisdiction` says whose rules hold for all of them, and without it that
    stays as it is. `strict` records nothing if anything is wrong.
    """

    def __init__(
        self,
        register: Services,
        staging: TerritoryStaging,
        *,
        time_zone: str = "Africa/Casablanca",
        jurisdiction: str | None = None,
        strict: bool = False,
        on_progress: OnProgress = lambda done, total: None,
    ) -> None:
        self._register, self._record, self._staging = register, register.record, staging
        self._time_zone, self._strict, self._on_progress = time_zone, strict, on_progress
        self._jurisdiction = jurisdiction
        self._batches, self._counts, self._sifted, self._total = Batches(register.record), Counts(), False, 0

    async def folder(self, folder: Path) -> Counts:
        """Records what is new in a folder. Raises one of LOST or TimeoutError if the database stays away, or is far too slow:
        the next import then goes on from there."""
        try:
            self._staging.add(self._sound(read_territories(folder)))
            self._total = self._staging.count()
            self._counts.skipped += self._staging.drop_misplaced(folder)
            await patiently(lambda: self._bring_in(folder), lambda: self._counts.recorded)
        except Unusable as unusable:
            self._staging.problem(unusable.problem)
        return self._counts

    def _sound(self, rows: Iterator[Territory | Problem]) -> Iterator[Territory]:
        for row in rows:
            if isinstance(row, Problem):
                self._staging.problem(row)
                self._counts.skipped += not isinstance(row, Doubt)
            else:
                yield row

    async def _bring_in(self, folder: Path) -> None:
        """All steps, which may be repeated: what is recorded by then is known again."""
        async with alone(self._register.database, IMPORTER):
            await self._sift(folder)
            if self._strict and self._staging.problem_count():
                self._counts.skipped += self._staging.count()
                return
            for batch in self._staging.waiting(self._batches.size):
                await self._record_batch(batch, folder)

    async def _sift(self, folder: Path) -> None:
        """Takes out the rows that belong to nothing known, and those that say what is registered."""
        for level in range(len(LEVELS)):
            for parents in self._staging.outside(level, LOOKED_UP):
                known = await self._known(parents)
                strays = [code for code in parents if known[code].state.code is None]
                self._counts.skipped += self._staging.drop_strays(level, strays, folder)
        for batch in self._staging.waiting(LOOKED_UP):
            known = await self._known(row.code for row in batch)
            there = [row for row in batch if not self._commands(row, known[row.code].state)]
            self._staging.drop(there)
            if self._sifted:
                self._counts.recorded += len(there)  # by ourselves, in the batch whose connection was lost
            else:
                self._counts.already_there += len(there)
            self._progressed()
        self._sifted = True

    async def _record_batch(self, batch: Sequence[Waiting], folder: Path) -> None:
        """Records a batch as a whole; if the rules refuse it, row by row."""
        known = await self._known(row.code for row in batch)
        try:
            await self._batches.execute([request for row in batch for request in self._requests(row, known)])
            self._counts.recorded += len(batch)
        except Refusal:
            for row in batch:
                await self._record_row(row, folder)
        self._staging.drop(batch)
        self._progressed()

    async def _record_row(self, row: Waiting, folder: Path) -> None:
        try:
            if requests := self._requests(row, await self._known([row.code])):
                await self._batches.execute(requests)
            self._counts.recorded += 1
        except Refusal as refusal:
            file = folder / LEVELS[row.level].file
            self._staging.problem(Problem(str(file), row.line, f"the record does not take {row.code}: {refusal}"))
            self._counts.skipped += 1
        self._staging.drop([row])

    async def _known(self, codes: Iterator[str] | Sequence[str]) -> Mapping[str, StreamState]:
        ids = {code: community_id(code) for code in codes}
        found = await self._record.read([(communities, id) for id in ids.values()])
        return {code: found[id] for code, id in ids.items()}

    def _requests(self, row: Territory, known: Mapping[str, StreamState]) -> list[Request]:
        version, community = known[row.code].version, known[row.code].state
        id = community_id(row.code)
        return [
            Request(command, BY, uuid5(id, f"{IMPORTER} {type(command).__name__} after version {version}"))
            for command in self._commands(row, community)
        ]

    def _commands(self, row: Territory, community: Community) -> list[Command]:
        """What makes a community what its row says: nothing if it is that."""
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
        if row.population is not None and row.year is not None and counts_anew(row.population, row.year, community):
            commands.append(CountPopulation(id, row.population, row.year))
        return commands

    def _progressed(self) -> None:
        self._on_progress(self._counts.recorded + self._counts.already_there, self._total)


def renamed(was: Words, name: Words) -> Words:
    """A name in the languages of the files; in others it stays, but for one in no known language, which stood for a name."""
    return {**{tag: text for tag, text in was.items() if tag != UNDETERMINED}, **name}


def counts_anew(population: int, year: int, community: Community) -> bool:
    """Whether a census says something else than the one that is registered. A later one than the row's stays."""
    return year >= (community.year or 0) and (population, year) != (community.population, community.year)
