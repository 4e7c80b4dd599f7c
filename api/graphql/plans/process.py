"""The process that a plan goes through: its stages, what each needs, and which may be entered next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from api.graphql.engine.kinds import Objects, Resolve, field, kind
from api.graphql.engine.reading import Reading, in_all_languages, official
from api.graphql.rules import named
from api.graphql.types import TaggedText
from api.i18n import interface_language, word
from domain.rules.values import Level, Process
from domain.text import Words
from projections.plans.plan import Entered, PlanRow
from projections.queries import readiness


def process_of(reading: Reading, row: PlanRow) -> Process | None:
    """The process of a plan, as it was written when it was opened; None if it is not known here any more."""
    rule = named(reading.rules, row.process, row.opened.date()).rule
    return rule.value if rule and isinstance(rule.value, Process) else None


def levels(reading: Reading, row: PlanRow | None, keys: Sequence[str]) -> list[Level]:
    """Principles of openness by their keys, with the names that the plan's process has for them."""
    process = row and process_of(reading, row)
    known = {level.key: level for level in process.principles} if process else {}
    return [known.get(key) or Level({"und": key}, key) for key in keys]


def in_words(get: str) -> Resolve:
    """A requirement's key as the reader's language says it."""

    def translated(reading: Reading, rows: Objects) -> list[Any]:
        language = interface_language([*reading.languages])
        return [word(getattr(row, get), language) for row in rows]

    return translated


@kind(readiness.Need)
class StageNeed:
    """A requirement that a plan must meet before it enters a stage (docs/plans.md)."""

    requirement: str = field("The key of the requirement: `draft_published`.")
    name: str = field("In the reader's language.", by=in_words("requirement"))
    met: bool = field("Whether it was met at the requested moment.")


@kind(readiness.NextStage)
class NextStage:
    """A stage that the plan may enter next in the order of its process."""

    key: str
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    ready: bool = field("Whether all requirements are met.")
    needs: list[StageNeed]


class PassedStage(msgspec.Struct, frozen=True):
    """A stage of the process, and when the plan entered it, the last time; `reason` where it was sent back to it."""

    key: str
    name: Words
    needs: Sequence[str]
    current: bool
    times: int
    last: Entered | None

    @property
    def entered_at(self) -> datetime | None:
        return self.last.at if self.last else None

    @property
    def sent_back(self) -> Words | None:
        return self.last.reason if self.last else None


@kind(PassedStage)
class PlanStage:
    """A stage of a plan's process."""

    key: str
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    needs: list[str] = field("The keys of its requirements.")
    current: bool = field("Whether this is the plan's current stage.")
    times: int = field("How many times the plan entered this stage: more than once if it was sent back.")
    entered_at: datetime | None = field("When the plan last entered this stage.")
    sent_back: str | None = field(
        "The reason given, if the plan last entered this stage by being sent back.", by=official("sent_back")
    )


def stages_of(reading: Reading, rows: Objects) -> list[list[PassedStage]]:
    """All stages of each plan's process, in their order."""
    return [passed(row, process_of(reading, row)) for row in rows]


def stage_of(reading: Reading, rows: Objects) -> list[PassedStage | None]:
    """The stage that each plan stands in."""
    return [next((one for one in stages if one.current), None) for stages in stages_of(reading, rows)]


def passed(row: PlanRow, process: Process | None) -> list[PassedStage]:
    if process is None:  # its rule set is not there any more: what is known is what the plan itself says
        known: list[tuple[str, Words, Sequence[str]]] = [
            (key, {"und": key}, ()) for key in dict.fromkeys(one.stage for one in row.entered)
        ]
    else:
        known = [(stage.key, stage.name, stage.needs) for stage in process.stages]
    told = []
    for key, name, needs in known:
        entered = [one for one in row.entered if one.stage == key]
        told.append(PassedStage(key, name, needs, row.stage == key, len(entered), entered[-1] if entered else None))
    return told


async def next_stages(reading: Reading, rows: Objects) -> list[list[readiness.NextStage]]:
    plans = [(row.id, row.community) for row in rows]
    found = await readiness.next_stages(reading.fetch, reading.rules, plans, reading.at)
    return [found[row.id] for row in rows]
