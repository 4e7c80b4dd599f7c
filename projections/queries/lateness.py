"""How many days after its day something was recorded, and whether that is later than the rules let a session be entered."""

from datetime import date, datetime
from typing import NamedTuple

from domain.rules.law import NO_LAW, Law, NoRuleKnown
from domain.rules.rulesets import Rulebook
from domain.rules.subjects import SESSION_ENTRY
from projections.communities.community import CommunityRow


class Lateness(NamedTuple):
    """`days` from the day on which it happened to that on which it was recorded; `late`, if the rules allow fewer."""

    days: int
    late: bool


ON_ITS_DAY = Lateness(0, False)


def lateness(law: Law, happened: datetime | date | None, recorded: datetime | None) -> Lateness:
    """Of what happened at a moment or on a day and was recorded at a moment, in days of the community's time zone."""
    if happened is None or recorded is None or happened == recorded:
        return ON_ITS_DAY
    return lateness_on(law, law.day(happened) if isinstance(happened, datetime) else happened, recorded)


def lateness_on(law: Law, on: date, recorded: datetime) -> Lateness:
    """Of what happened on a day. Where no rule is known, nothing may be recorded after its day."""
    entered = law.day(recorded)
    if entered <= on:
        return ON_ITS_DAY
    try:
        allowed = law.rule(SESSION_ENTRY, entered).value.allows(on, entered)
    except NoRuleKnown:
        allowed = False
    return Lateness((entered - on).days, not allowed)


def law_in(rules: Rulebook, community: CommunityRow | None) -> Law:
    """The rules that hold in a community, as a read model has it."""
    if community is None:
        return NO_LAW
    return Law(rules, community.jurisdiction, community.kind, community.time_zone)
