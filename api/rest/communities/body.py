"""Bodies over REST: establish, revise, renew the term, dissolve. Who sits in them: seat.py."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.communities import body as domain
from domain.communities import community

commands = Commands("bodies", refusals=(community.NotRegistered, domain.Unknown))

ALL = "/communities/{code}/bodies"
ONE = ALL + "/{body:uuid}"
NAME = {"ar": "مجلس الجهة", "fr": "Conseil régional"}

commands.offers(
    domain.EstablishBody,
    "POST",
    ALL,
    example={"kind": "council", "name": NAME, "seats": 51, "until": "2027-09-07"},
    refusals=(domain.AlreadyEstablished, domain.BadSeats, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.ReviseBody,
    "PUT",
    ONE,
    edits=True,
    example={"name": NAME, "seats": 53},
    refusals=(domain.BadSeats, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.RenewTerm, "PUT", ONE + "/term", edits=True, form="BodyTerm", example={"until": "2033-09-06"}, refusals=()
)
commands.offers(
    domain.DissolveBody,
    "DELETE",
    ONE,
    example={"on": "2026-12-31", "reason": {"fr": "Fin de sa mission"}},
    refusals=WORDS_BY_LANGUAGE,
)
