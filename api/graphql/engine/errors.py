"""The refusals of queries: a message and a stable code each."""

from typing import ClassVar

from graphql import GraphQLError


class Refused(GraphQLError):
    """A query that is not answered. `code` is the stable name that clients may rely on."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": self.code})


class TooMuch(Refused):
    """The query is deeper, longer or wider than one query may be."""

    code = "query.too-much"


class TooSlow(Refused):
    """The query took longer than one query may."""

    code = "query.too-slow"


class NotIndexed(Refused):
    """The index of the search is still being made."""

    code = "search.not-ready"


class BadCursor(Refused):
    """A cursor that this list has not given."""

    code = "cursor.unknown"


class TooBusy(Refused):
    """Too many queries of a costly kind wait already."""

    code = "query.too-busy"


class BadFilter(Refused):
    """A filter names what there is not."""

    code = "filter.unknown"


class BadPage(Refused):
    """`first` and `last` contradict each other, or ask for too many."""

    code = "page.bad"


class NotThere(Refused):
    """The moment that was asked for has not come, or not come here."""

    code = "position.not-reached"


class BadMoment(Refused):
    """The moments that were asked for contradict each other."""

    code = "moment.bad"
