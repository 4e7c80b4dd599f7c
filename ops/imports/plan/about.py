"""What a spreadsheet says of the plan itself, one thing a line: its title, its days, and how it was adopted."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from domain.rules.rulesets import Certainty
from domain.text import Words
from ops.imports.common.report import Doubt, Problem
from ops.imports.plan import values as plan_values
from ops.imports.plan.content import AdoptionSaid, language_or
from ops.imports.plan.spreadsheet import Cell, Line, Sheet
from ops.imports.plan.values import Unreadable
from ops.imports.plan.words import Header, header, plain

CERTAINTIES: Mapping[str, Certainty] = {
    **dict.fromkeys(map(plain, ("verified", "vérifié", "vérifiée", "مؤكد", "متحقق منه")), "verified"),
    **dict.fromkeys(map(plain, ("reported", "rapporté", "rapportée", "منقول")), "reported"),
    **dict.fromkeys(map(plain, ("assumed", "supposé", "supposée", "مفترض")), "assumed"),
}

ALL_OF_IT = "the adoption is attested by its date, the session and the file of the document: give all three, or none"


class About:
    """What is said of the plan itself, one thing a line: what it is, then its value."""

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
        for line in lines:
            given = [cell for cell in line.cells if cell.text]
            found = header(given[0].text, "facts") if len(given) > 1 else None
            if found is not None:
                self._take(found, given[1], sheet.name, line.number, given[0].text)

    def _take(self, found: Header, cell: Cell, sheet: str | None, line: int, name: str) -> None:
        text = " ".join(cell.text.split())
        tag = language_or(text, found.language if found.language not in (None, "ar") else self._latin)
        try:
            match found.field:
                case "title":
                    self.title.setdefault(tag, text)
                case "session":
                    self.session.setdefault(tag, text)
                case "document":
                    self.document = text
                case "certainty":
                    self.certainty = certainty(text)
                case field:
                    self.days[field] = plan_values.day(cell, last=field == "ends")
            if found.field in ("adopted", "session", "document"):
                self._place = (sheet, line)
        except Unreadable as unreadable:
            self.problems.append(Problem(str(self._path), line, str(unreadable), sheet, name))

    def adoption(self) -> AdoptionSaid | None:
        """What is attested of the adoption; None if nothing is, or not all of it."""
        decided_on = self.days.get("adopted")
        given = (decided_on, self.session, self.document)
        if decided_on is not None and all(given):
            return AdoptionSaid(decided_on, self.session, self.document, self.certainty)
        if any(given) and not self.problems:
            sheet, line = self._place
            self.problems.append(Doubt(str(self._path), line, ALL_OF_IT, sheet))
        return None


def certainty(text: str) -> Certainty:
    """How sure something is, by its word. Raises Unreadable."""
    if (found := CERTAINTIES.get(plain(text))) is None:
        raise Unreadable(f"{plan_values.shown(text)} is not known: write verified, reported or assumed")
    return found
