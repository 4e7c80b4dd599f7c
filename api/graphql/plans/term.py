"""Until when a plan runs by the rules, counted from its adoption."""

from datetime import date
from typing import Any

import msgspec

from api.graphql.engine.kinds import Objects, field, kind
from api.graphql.engine.reading import Reading
from api.graphql.rules import Named, Rule
from domain.rules.deadlines import last_day
from domain.rules.law import Law, NoRuleKnown
from domain.rules.subjects import PLAN_DURATION, WORKING_DAYS
from projections.communities.community import CommunityRow, communities
from projections.plans.plan import PlanRow


class Term(msgspec.Struct, frozen=True):
    ends: date
    rule: Named


@kind(Term)
class PlanTerm:
    """The term of a plan by a rule, counted from the day of its first adoption."""

    ends: date = field("The last day.")
    rule: Rule


async def term_of(reading: Reading, rows: Objects) -> list[Any]:
    """The term of each of some plans; None for one that is not adopted, or if no rule is known."""
    places = await reading.of(communities, [row.community for row in rows])
    return [term(reading, row, places.get(row.community)) for row in rows]


def term(reading: Reading, row: PlanRow, place: CommunityRow | None) -> Term | None:
    if place is None or not row.adoptions:
        return None
    law = Law(reading.rules, place.jurisdiction, place.kind, place.time_zone)
    first = row.adoptions[0]
    start = first.decided_on or law.day(first.at)
    try:
        rule, calendar = law.rule(PLAN_DURATION, start), law.rule(WORKING_DAYS, start)
    except NoRuleKnown:
        return None
    return Term(last_day(rule.value, start, calendar.value), Named(rule.ref, rule))
