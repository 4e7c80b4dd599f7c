"""The columns of a sheet's activities: which cell of a line fills a field, and fields that two columns claim."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

from domain.text import Words
from ops.imports.common.report import Doubt
from ops.imports.common.sentences import Sentence
from ops.imports.plan.heads import Head
from ops.imports.plan.parsed import language_or
from ops.imports.plan.spreadsheet import EMPTY, Cell, Line, Sheet
from ops.imports.plan.vocabulary import Header, is_nothing, plain

REQUIRED = ("axis", "project", "activity", "responsible", "starts", "ends")
TEXTS = ("axis", "project", "activity", "description", "responsible", "reason")
SHARED = frozenset({"axis", "project", "responsible", "starts", "ends", "status", "community"})
"""The fields in which a merged cell holds for all of its rows. A shared budget or indicator does not."""

TWO_COLUMNS = Sentence(
    "two-columns",
    "two columns with different values are understood as {field}, “{first}” and “{second}”: remove one; if you accept, the first "
    "is recorded",
    doubt=True,
)


class Columns:
    """The columns of a sheet below its `head`; `latin` is the language of texts that are not Arabic."""

    def __init__(self, head: Head, sheet: Sheet, latin: str) -> None:
        self.headers: dict[int, Header] = dict(head.headers)
        self._names, self._head, self._sheet, self._latin = head.names, head, sheet, latin
        self.withheld: frozenset[str] = frozenset()
        self._rivals: list[tuple[int, int]] = []

    @property
    def unit(self) -> tuple[str, ...]:
        """The unit in the header of the budget."""
        return next((one.rest for one in self.headers.values() if one.field == "budget"), ())

    def doubts(self, file: str) -> Iterator[tuple[str, Doubt]]:
        """The fields that two columns fill with different values, each with its doubt."""
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for column, one in self.headers.items():
            languages = [one.language] if one.language else ["ar", "latin"]
            for language in languages if one.field in TEXTS else ["any"]:
                groups[one.field, "ar" if language == "ar" else language].append(column)
        seen: set[str] = set()
        for (field, _), columns in groups.items():
            for first, second in combinations(columns, 2):
                if self._differ(first, second):
                    self._rivals.append((first, second))
                    if field not in seen:
                        seen.add(field)
                        message = TWO_COLUMNS(field=[field], first=self._names[first], second=self._names[second])
                        line = self._sheet.lines[self._head.index].number
                        yield field, Doubt(file, line, message, self._sheet.name, self._names[second])

    def settle(self, withheld: Collection[str]) -> None:
        """Drops the second of two rival columns; both, if their field is one of the `withheld`."""
        self.withheld = frozenset(withheld)
        for _, second in self._rivals:
            self.headers.pop(second, None)
        for column in [column for column, one in self.headers.items() if one.field in self.withheld - set(REQUIRED)]:
            del self.headers[column]

    def _differ(self, first: int, second: int) -> bool:
        """Whether two columns have different values in one line."""
        for line in self._sheet.lines[self._head.below :]:
            texts = [plain(line.at(column).text) for column in (first, second)]
            if all(texts) and texts[0] != texts[1]:
                return True
        return False

    def cell(self, line: Line, field: str) -> Cell:
        """A field's cell in a line: the first that is not empty."""
        own = (self._own(line, column) for column, one in self.headers.items() if one.field == field)
        return next((cell for cell in own if cell.text), EMPTY)

    def text(self, line: Line, field: str) -> Words:
        """A field's text in a line by language, from all of its columns."""
        words: Words = {}
        for column, one in self.headers.items():
            text = " ".join(self._own(line, column).text.split())
            if one.field == field and not is_nothing(text):
                tag = language_or(text, one.language if one.language not in (None, "ar") else self._latin)
                words.setdefault(tag, text)
        return words

    def value(self, line: Line, field: str) -> str:
        """A field's value in a line as text; empty if it stands for nothing."""
        text = self.cell(line, field).text
        return "" if is_nothing(text) else text

    def filled(self, line: Line) -> list[str]:
        """The fields in which a line has a cell of its own that is not empty."""
        return [
            one.field for column, one in self.headers.items() if line.at(column).text and not line.at(column).merged
        ]

    def language(self, field: str) -> str | None:
        """The language in a field's header, unless it is Arabic."""
        language = next((one.language for one in self.headers.values() if one.field == field), None)
        return None if language == "ar" else language

    def name(self, field: str) -> str:
        """The text of a field's header."""
        column = next((column for column, one in self.headers.items() if one.field == field), None)
        return field if column is None else self._names[column]

    def shares_its_sum(self, line: Line) -> bool:
        """Whether a line's budget is merged with that above."""
        return any(one.field == "budget" and line.at(column).merged for column, one in self.headers.items())

    def _own(self, line: Line, column: int) -> Cell:
        """A line's cell; empty if it is merged with the cell above, and its field is not SHARED."""
        cell = line.at(column)
        return EMPTY if cell.merged and self.headers[column].field not in SHARED else cell
