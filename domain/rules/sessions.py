"""When a council sits, and with how many: what follows from the rules on sessions and quorum."""

from datetime import date, timedelta
from typing import NamedTuple

from domain.rules.values import Quorum, SessionRequest, Sessions


class OrdinarySession(NamedTuple):
    """An ordinary session, by the month that it is held in."""

    year: int
    month: int


class Window(NamedTuple):
    """The days on which something may be done, both included; without a last one if nothing says until when."""

    first: date
    last: date | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day and (self.last is None or day <= self.last)


def ordinary_session(sessions: Sessions, on: date) -> OrdinarySession | None:
    """The ordinary session that a day falls in, as the community's calendar has it, or None if none is held then.
    Where sessions are held at any time, every month has one."""
    if sessions.months == "any" or on.month in sessions.months:
        return OrdinarySession(on.year, on.month)
    return None


def is_called_for(request: SessionRequest, *, president: bool, members: int, in_office: int) -> bool:
    """Whether those who ask for an extraordinary session may have it: the president, or so many of those in office."""
    must_be_among(members, in_office)
    return (president and request.president) or (members > 0 and request.members.is_reached(members, in_office))


def quorum_is_reached(quorum: Quorum, present: int, in_office: int) -> bool:
    """Whether a session may deliberate with so many of the members in office. With nobody there it never may."""
    must_be_among(present, in_office)
    return present > 0 and (quorum.more_than == "any" or quorum.more_than.is_passed(present, in_office))


def recall(quorum: Quorum, failed: date) -> Window:
    """The days for which a session may be called again, by the rule on that call, after a meeting without quorum. Where
    the rule says nothing of days, any later day will do."""
    if quorum.after is None:
        return Window(failed + timedelta(days=1), None)
    most = quorum.after.most
    return Window(
        failed + timedelta(days=quorum.after.least),
        None if most is None else failed + timedelta(days=most),
    )


def must_be_among(some: int, in_office: int) -> None:
    """Raises ValueError for counts that cannot be: the caller counted wrong, and no rule can say anything about it."""
    if not 0 <= some <= in_office:
        raise ValueError(f"{some} cannot be a number of members where {in_office} are in office")
