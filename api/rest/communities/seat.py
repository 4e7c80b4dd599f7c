"""Seats over REST: members of a body are seated, hold another capacity, leave.

Somebody with an account is named by login. Who has none is given a pseudonym of their own, which the read models tell.
"""

from api.rest.communities.body import ONE
from api.rest.forms import WORDS
from api.rest.routes import Commands
from domain.communities import body, community
from domain.communities import seat as domain

commands = Commands("seats", refusals=(community.NotRegistered, body.Unknown))

SEATS = ONE + "/members"
SEAT = SEATS + "/{member:uuid}"

commands.offers(
    domain.SeatMember,
    "POST",
    SEATS,
    form="NewMember",
    login="member",
    new="member",
    at="{path}",
    example={
        "name": "أمينة",
        "language": "ar",
        "gender": "female",
        "capacity": "member",
        "category": "elected",
        "since": "2021-09-08",
    },
    refusals=(domain.AlreadySeated, domain.NoSeatLeft, domain.AlreadyPresided, domain.BadDay, *WORDS),
)
commands.offers(
    domain.ChangeCapacity,
    "PUT",
    SEAT + "/capacity",
    form="MemberCapacity",
    example={"capacity": "president", "since": "2024-03-01"},
    refusals=(domain.NotSeated, domain.AlreadyPresided, domain.BadDay),
)
commands.offers(
    domain.Unseat,
    "DELETE",
    SEAT,
    form="MemberLeaving",
    example={"on": "2024-03-01", "reason": "Démission", "language": "fr"},
    refusals=(domain.NotSeated, domain.BadDay, *WORDS),
)
