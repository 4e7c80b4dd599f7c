"""What a spreadsheet says of a plan, read and sound, before anything is made of it."""

from datetime import date

import msgspec

from domain.plans.activity_events import Status
from domain.plans.money import Money
from domain.rules.rulesets import Certainty
from domain.text import Words
from ops.imports.common.language import UNDETERMINED, language_of
from ops.imports.common.report import Problem
from ops.imports.plan.words import plain


class IndicatorWords(msgspec.Struct, frozen=True):
    name: Words
    unit: Words
    baseline: str | None
    target: str | None


class Row(msgspec.Struct, frozen=True):
    """An activity as its row says it. `description`, `budget`, `status`, `progress` and `reason` may be left out."""

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
    indicators: tuple[IndicatorWords, ...]
    status: Status | None
    progress: int | None
    reason: Words

    @property
    def key(self) -> tuple[str, ...]:
        """What an activity is known by: its axis, its project and itself, however they are written."""
        return tuple(plain(next(iter(said.values()))) for said in (self.axis, self.project, self.activity))


class AdoptionSaid(msgspec.Struct, frozen=True):
    """What is attested of a plan's adoption; `document` is the name of a file beside the spreadsheet."""

    decided_on: date
    session: Words
    document: str
    certainty: Certainty


class PlanSaid(msgspec.Struct, frozen=True):
    """What is said of the plan itself, with what is wrong; and its rows, those left out counted."""

    title: Words
    starts: date | None
    ends: date | None
    adoption: AdoptionSaid | None
    rows: list[Row]
    problems: list[Problem]
    skipped: int
    language: str

    def reason(self, file: str) -> Words:
        """The reason that is recorded where a row gives none."""
        name = " ".join(file.split())[:200]
        return {"ar": f"كما ورد في الملف {name}", "fr": f"Selon le fichier {name}", "en": f"As the file {name} says"}


def language_or(text: str, latin: str) -> str:
    found = language_of(text)
    return latin if found == UNDETERMINED else found


def tagged(text: str, latin: str) -> Words:
    return {language_or(text, latin): text}


def alike(one: Words, other: Words) -> bool:
    """Whether two texts are the same in any of their languages, but for how they are written."""
    return bool({plain(text) for text in one.values()} & {plain(text) for text in other.values()})
