"""Reads the facts about the plan itself, one per line: its title, its dates, its adoption."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from domain.rules.rulesets import Certainty
from domain.text import Words
from ops.imports.common.report import Problem
from ops.imports.common.sentences import Sentence
from ops.imports.plan import dates
from ops.imports.plan.parsed import ParsedAdoption, language_or
from ops.imports.plan.spreadsheet import Cell, Line, Sheet
from ops.imports.plan.texts import Unreadable, quoted
from ops.imports.plan.vocabulary import Header, header, is_about_the_plan, plain

CERTAINTIES: Mapping[str, Certainty] = {
    **dict.fromkeys(map(plain, ("verified", "vérifié", "vérifiée", "مؤكد", "متحقق منه")), "verified"),
    **dict.fromkeys(map(plain, ("reported", "rapporté", "rapportée", "منقول")), "reported"),
    **dict.fromkeys(map(plain, ("assumed", "supposé", "supposée", "مفترض")), "assumed"),
}

ADOPTION_INCOMPLETE = Sentence(
    "adoption-incomplete",
    "the adoption is attested by its date, the session and the file of the document: give all three, or none",
)
CERTAINTY = Sentence("certainty-bad", "{value} is not known: write verified, reported or assumed")


class PlanFacts:
    """Collects the facts. Each line holds a name and a value; `latin` is the language of texts that are not Arabic."""

    def __init__(self, path: Path, latin: str) -> None:
        self._path, self._latin = path, latin
        self.title: Words = {}
        self.session: Words = {}
        self.days: dict[str, date] = {}
        self.document = ""
        self.certainty: Certainty = "reported"
        self.problems: list[Problem] = []
        self._place: tuple[str | None, int | None] = (None, None)

    def read(self, sheet: Sheet, lines: Sequence[Line]) -> None:
        """Reads some lines of a sheet, and adds values that cannot be read to `problems`."""
        for line in lines:
            filled = [cell for cell in line.cells if cell.text]
            name = header(filled[0].text, "facts") if len(filled) > 1 else None
            if name is not None:
                self._read_value(name, filled[1], sheet.name, line.number, filled[0].text)

    def _read_value(self, name: Header, cell: Cell, sheet: str | None, line: int, column: str) -> None:
        text = " ".join(cell.text.split())
        tag = language_or(text, name.language if name.language not in (None, "ar") else self._latin)
        try:
            match name.field:
                case "title":
                    self.title.setdefault(tag, text)
                case "session":
                    self.session.setdefault(tag, text)
                case "document":
                    self.document = text
                case "certainty":
                    self.certainty = certainty(text)
                case field:
                    self.days[field] = dates.day(cell, last=field == "ends")
            if name.field in ("adopted", "session", "document"):
                self._place = (sheet, line)
        except Unreadable as unreadable:
            self.problems.append(Problem(str(self._path), line, unreadable.message, sheet, column))

    def are_in(self, sheet: Sheet) -> bool:
        """Whether a sheet holds facts: by its name, or by two of their names."""
        if is_about_the_plan(sheet.name):
            return True
        names = [header(line.cells[0].text, "facts") for line in sheet.lines[:20] if line.cells and line.cells[0].text]
        return len({one.field for one in names if one is not None}) >= 2

    def adoption(self) -> ParsedAdoption | None:
        """The adoption, if all of its facts are given. Adds a problem if only some are."""
        decided_on = self.days.get("adopted")
        facts = (decided_on, self.session, self.document)
        if decided_on is not None and all(facts):
            return ParsedAdoption(decided_on, self.session, self.document, self.certainty)
        if any(facts) and not self.problems:
            sheet, line = self._place
            self.problems.append(Problem(str(self._path), line, ADOPTION_INCOMPLETE(), sheet))
        return None


def certainty(text: str) -> Certainty:
    """The certainty that a word stands for. Raises Unreadable."""
    if (value := CERTAINTIES.get(plain(text))) is None:
        raise Unreadable(CERTAINTY(value=quoted(text)))
    return value
