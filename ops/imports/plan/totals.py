"""Compares the totals in a sheet with the sums of its budgets."""

from collections import defaultdict
from collections.abc import Iterator

from ops.imports.common.sentences import Message, Sentence
from ops.imports.plan import values
from ops.imports.plan.parsed import ActivityRow
from ops.imports.plan.spreadsheet import Cell
from ops.imports.plan.texts import Unreadable
from ops.imports.plan.vocabulary import plain

MISFIT = Sentence(
    "totals-differ",
    "the total {total} is not the sum of the budgets, {sum}: no budget of the sheet is recorded until one of them is corrected, "
    "or the difference accepted",
    doubt=True,
)


class Totals:
    """Collects budgets and totals. `incomplete`: some budgets could not be read, so that nothing can be compared."""

    def __init__(self, currency: str) -> None:
        self._currency, self.incomplete = currency, False
        self._rows: list[tuple[int, str, str, int]] = []
        self._totals: list[tuple[int, int]] = []

    def row(self, row: ActivityRow) -> None:
        """Adds a row's budget."""
        amount = row.budget.amount if row.budget is not None else 0
        axis, project = (plain(next(iter(one.values()))) for one in (row.axis, row.project))
        self._rows.append((row.line, axis, project, amount))

    def total(self, line: int, cell: Cell, unit: tuple[str, ...]) -> None:
        """Adds the total of a line, if it has one."""
        try:
            if cell.text:
                self._totals.append((line, values.money(cell, self._currency, unit).amount))
        except Unreadable:
            self.incomplete = True

    def misfits(self) -> Iterator[tuple[int, Message]]:
        """The totals that are no sum of budgets: of all rows, of those above, of those since the total before, of an axis, or
        of a project."""
        if self.incomplete or not any(amount for *_, amount in self._rows):
            return
        groups: dict[tuple[str, ...], int] = defaultdict(int)
        for _, axis, project, amount in self._rows:
            groups[(axis,)] += amount
            groups[axis, project] += amount
        whole = sum(amount for *_, amount in self._rows)
        before = 0
        for line, total in self._totals:
            above = sum(amount for number, *_, amount in self._rows if number < line)
            since = sum(amount for number, *_, amount in self._rows if before < number < line)
            if total not in {whole, above, since, *groups.values()}:
                yield line, MISFIT(total=written(total), sum=written(above))
            before = line


def written(amount: int) -> str:
    """An amount of cents, as people write it."""
    return f"{amount / 100:,.2f}"
