"""A parsed and checked spreadsheet, before it is compared with the record."""

from datetime import date

import msgspec

from domain.plans.activity_events import Status
from domain.plans.money import Money
from domain.rules.rulesets import Certainty
from domain.text import Words
from ops.imports.common.language import UNDETERMINED, language_of
from ops.imports.common.report import Finding, Problem, Understood
from ops.imports.plan.vocabulary import plain


class ParsedIndicator(msgspec.Struct, frozen=True):
    """An indicator of a row; `unit` may be empty."""

    name: Words
    unit: Words
    baseline: str | None
    target: str | None


class ActivityRow(msgspec.Struct, frozen=True):
    """The activity of one row. `description`, `budget`, `status`, `progress` and `reason` are optional; `community` is its
    code or its name, if the file has a column for it."""

    sheet: str | None
    line: int
    axis: Words
    project: Words
    activity: Words
    description: Words
    responsible: Words
    starts: date
    ends: date
    budget: Money | None
    indicators: tuple[ParsedIndicator, ...]
    status: Status | None
    progress: int | None
    reason: Words
    community: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Identifies the activity within the file: the titles of axis, project and activity, in normal form."""
        titles = (self.axis, self.project, self.activity)
        return tuple(plain(next(iter(words.values()))) for words in titles)


class ParsedAdoption(msgspec.Struct, frozen=True):
    """The facts of a plan's adoption; `document` is the name of a file beside the spreadsheet."""

    decided_on: date
    session: Words
    document: str
    certainty: Certainty


class ParsedPlan(msgspec.Struct, frozen=True):
    """The plan of a file: its facts, its rows, how its sheets were understood, the findings, the number of rows that were skipped
    or withheld, and the withheld ones."""

    title: Words
    starts: date | None
    ends: date | None
    adoption: ParsedAdoption | None
    rows: list[ActivityRow]
    findings: list[Finding]
    skipped: int
    language: str
    understood: list[Understood] = []
    withheld: list[ActivityRow] = []

    @property
    def problems(self) -> list[Problem]:
        return [one for one in self.findings if isinstance(one, Problem)]

    def reason(self, file: str) -> Words:
        """The reason that is recorded if a row gives none."""
        name = " ".join(file.split())[:200]
        return {"ar": f"كما ورد في الملف {name}", "fr": f"Selon le fichier {name}", "en": f"As the file {name} says"}


def language_or(text: str, latin: str) -> str:
    """The language of a text: `ar` by its letters, else `latin`."""
    detected = language_of(text)
    return latin if detected == UNDETERMINED else detected


def tagged(text: str, latin: str) -> Words:
    """A text by its language."""
    return {language_or(text, latin): text}


def alike(one: Words, other: Words) -> bool:
    """Whether two texts are equal in one of their languages, in any spelling."""
    return bool({plain(text) for text in one.values()} & {plain(text) for text in other.values()})
