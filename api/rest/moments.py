"""How answers over REST speak of moments that are none, and of things that began only later."""

import msgspec
from fastapi.responses import Response

from api.moment import BadMoment, NotBegun
from api.problems import Problem

REASONS = {
    "asOf": "must be a position, or a past instant in ISO 8601",
    "at": "must be a past day (2024-07-01) or instant in ISO 8601, and stand without asOf",
    "by": "must be fact or entry",
}


def bad_moment(error: BadMoment) -> Problem:
    return Problem("request.invalid", errors=[(f"/{error.parameter}", REASONS[error.parameter])])


def not_begun(error: NotBegun) -> Response:
    """The answer about a thing that began only after the moment that was asked for."""
    body = {"code": "moment.before-beginning", "begins": error.begins, "position": error.position}
    return Response(msgspec.json.encode(body), media_type="application/json")
