"""An import of Polis folders into a real register, and what it came to."""

from pathlib import Path
from typing import Any

from domain.kernel import Entry
from domain.registry import decode
from ops.imports.common.report import Counts
from ops.imports.polis.polis_import import PolisImport
from ops.imports.polis.staging import Staging
from ops.wiring import Services


class Importing:
    """Imports folders into a register, and reads what it then holds."""

    def __init__(self, register: Services, staging: Staging) -> None:
        self.register, self.staging = register, staging

    async def folders(self, *folders: Path, **how: Any) -> Counts:
        total = Counts()
        for folder in folders:
            total.add(await PolisImport(self.register, self.staging, **how).folder(folder))
        return total

    def problems(self) -> list[tuple[str, int | None]]:
        return [(Path(problem.file).name, problem.line) for problem in self.staging.problems()]

    def reason(self) -> str:
        (problem,) = self.staging.problems()
        return problem.reason

    async def log(self) -> list[Entry[Any]]:
        async with self.register.pool.connection() as db:
            found = await (await db.execute("select entry from log order by position", binary=True)).fetchall()
        return [decode(entry) for (entry,) in found]

    async def events(self) -> list[str]:
        """What stands in the log, in order, by short names; without the cursor's moves."""
        names = [type(entry.data).__name__ for entry in await self.log()]
        return [name for name in names if name != "ConsultationImportReached"]
