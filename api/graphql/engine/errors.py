"""The refusals of queries: a message and a stable code each."""

from typing import Any, ClassVar

from graphql import GraphQLError


class Refused(GraphQLError):
    """A query that is refused. `code` is stable: clients may rely on it."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, **more: Any) -> None:
        super().__init__(message, extensions={"code": self.code, **more})


class TooMuch(Refused):
    """The query exceeds a limit on depth, size or cost."""

    code = "query.too-much"


class TooSlow(Refused):
    """The query took longer than the limit."""

    code = "query.too-slow"


class NotIndexed(Refused):
    """The index of the search is still being made."""

    code = "search.not-ready"


class BadCursor(Refused):
    """A cursor that does not belong to this list."""

    code = "cursor.unknown"


class TooBusy(Refused):
    """Too many costly queries are waiting already."""

    code = "query.too-busy"


class BadFilter(Refused):
    """A filter names something that does not exist."""

    code = "filter.unknown"


class BadPage(Refused):
    """`first` and `last` are both given, or exceed the limit."""

    code = "page.bad"


class NotThere(Refused):
    """The requested position or version does not exist, or the read models have not reached it."""

    code = "position.not-reached"


class BadMoment(Refused):
    """The requested moments contradict each other."""

    code = "moment.bad"


class AheadOfNow(Refused):
    """The moment that was asked for is in the future."""

    code = "moment.ahead"


class NotBegun(Refused):
    """A thing began only after the moment that was asked for. `begins` and `position` say when."""

    code = "moment.before-beginning"
