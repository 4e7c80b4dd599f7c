"""Reads the log for read models and other followers: through the record's application, never by SQL of their own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, cast
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, Notification, OperationalError
from psycopg import Connection

from projections.toolkit.kernel import At

AWAY = (psycopg.OperationalError, OperationalError)
"""The errors while the database is away: the driver's, and the library's."""


class Record(Protocol):
    """A record's database. `connect_sync` opens a connection with a search path; `application` is the register on it."""

    def connect_sync(self, search_path: str, /) -> Connection[Any]: ...

    @property
    def application(self) -> Application[UUID]: ...


class Batches(Protocol):
    """A library subscription to our log that can also return batches."""

    def __enter__(self) -> "Batches": ...

    def __exit__(self, *reason: object) -> None: ...

    def batches(self, most: int, timeout: float | None = None) -> Iterator[Sequence[Notification]]: ...


def subscribe(application: Application[UUID], after: int) -> Batches:
    """All notifications with an id greater than `after`, which is the position of the first one, because ids count from 1."""
    return cast(Batches, application.recorder.subscribe(gt=after))


def entries(mapper: Mapper[UUID], notifications: Sequence[Notification]) -> Sequence[At]:
    """Positions and decoded entries."""
    decode = mapper.to_domain_event
    return [(one.id - 1, cast(Any, decode(one))) for one in notifications]


def pages(application: Application[UUID], first: int, before: int | None, most: int) -> Iterator[Sequence[At]]:
    """The log from position `first` up to its end, or up to just before another position, in pages of limited size. The next
    page is read and decoded while the caller uses the last one."""

    def page(first: int) -> Sequence[At]:
        return entries(application.mapper, application.recorder.select_notifications(first + 1, most, before))

    found = page(first)
    if len(found) < most:
        if found:
            yield found
        return
    with ThreadPoolExecutor(1, "reading ahead") as thread:
        while found:
            ahead: Future[Sequence[At]] | None = None
            if len(found) == most:
                ahead = thread.submit(page, found[-1][0] + 1)
            yield found
            found = ahead.result() if ahead else ()
