"""Membership of networks over REST: a community applies and leaves, a network accepts and ends. Most communities were members
before the register was kept: what is recorded says when it happened.
"""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.representation import REFUSALS
from api.rest.routes import Commands
from domain.communities import community
from domain.communities import membership as domain
from domain.documents import BadDocument
from domain.moment import NoTimeZone, NotYetHappened

commands = Commands("memberships", refusals=(community.NotRegistered, NoTimeZone, NotYetHappened, *REFUSALS))

ALL = "/communities/{code}/memberships"
ONE = ALL + "/{network}"
REASON = {"reason": {"ar": "بطلب من المجلس", "fr": "À la demande du conseil"}}

commands.offers(
    domain.ApplyForMembership,
    "POST",
    ALL,
    form="MembershipApplication",
    coded=["network"],
    recorded=True,
    at="{path}/{body.network}",
    example={
        "network": "ma.network",
        "document": {
            "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "name": {"ar": "مقرر الانضمام إلى الشبكة"},
            "media_type": "application/pdf",
            "size": 120_000,
        },
    },
    refusals=(domain.NotANetwork, domain.NotResolved, domain.AlreadyApplied, BadDocument, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.AcceptMembership,
    "POST",
    ONE + "/acceptance",
    coded=["network"],
    recorded=True,
    form="MembershipAcceptance",
    example={"occurred_at": "2023-06-01T10:00:00Z"},
    refusals=(domain.NotAppliedFor,),
)
commands.offers(
    domain.EndMembership,
    "POST",
    ONE + "/ending",
    form="MembershipEnding",
    coded=["network"],
    recorded=True,
    example=REASON,
    refusals=(domain.NotAMember, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.LeaveNetwork,
    "DELETE",
    ONE,
    form="MembershipLeaving",
    coded=["network"],
    recorded=True,
    example=REASON,
    refusals=(domain.NotAMember, *WORDS_BY_LANGUAGE),
)
