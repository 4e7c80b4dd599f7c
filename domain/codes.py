"""Checks of short codes: of communities, kinds and jurisdictions; and of the names of time zones."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.refusal import Refusal

CODE_LENGTH = 40

_code = re.compile(r"\w[\w.:-]*")
_kind = re.compile(r"[a-z][a-z0-9_]*")
_jurisdiction = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class BadCode(Refusal):
    """A code has {most} characters at most: letters, digits, and between them . _ : or -"""

    code = "community.bad-code"


class BadKind(Refusal):
    """A kind has {most} characters at most: small letters from a to z, digits and _, a letter first."""

    code = "community.bad-kind"


class BadJurisdiction(Refusal):
    """A jurisdiction has {most} characters at most: letters from A to Z, digits and -, a letter first."""

    code = "community.bad-jurisdiction"


class UnknownTimeZone(Refusal):
    """{time_zone} is not the name of a time zone (such as Africa/Casablanca)."""

    code = "community.unknown-time-zone"


def valid_code(code: str) -> str:
    """Checks a community's code. Raises BadCode."""
    if len(code) > CODE_LENGTH or not _code.fullmatch(code):
        raise BadCode(most=CODE_LENGTH)
    return code


def valid_kind(kind: str) -> str:
    """Checks a kind of community, such as `rural_commune`. Raises BadKind."""
    if len(kind) > CODE_LENGTH or not _kind.fullmatch(kind):
        raise BadKind(most=CODE_LENGTH)
    return kind


def valid_jurisdiction(jurisdiction: str) -> str:
    """Checks a jurisdiction, as rule sets name theirs: `MA`. Raises BadJurisdiction."""
    if len(jurisdiction) > CODE_LENGTH or not _jurisdiction.fullmatch(jurisdiction):
        raise BadJurisdiction(most=CODE_LENGTH)
    return jurisdiction


def valid_time_zone(time_zone: str) -> str:
    """Checks the name of a time zone, such as Africa/Casablanca. Raises UnknownTimeZone."""
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZone(time_zone=time_zone[:60]) from None
    return time_zone
