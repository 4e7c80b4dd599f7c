"""The rules that hold for a community, as a decision about it is given them."""

from domain.communities.community import Community
from domain.kernel import Act
from domain.rules.law import Law
from domain.rules.rulesets import Rulebook

NONE = Rulebook()


def law_of(community: Community, act: Act) -> Law:
    return Law(act.rules or NONE, community.jurisdiction, community.kind, community.time_zone)
