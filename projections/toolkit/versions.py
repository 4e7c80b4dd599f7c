"""The versions of one row, by two clocks: the log's positions, and the times of the facts.

By position, a version holds from `since` to just before `until`: the row as it stood when the log had come so far. By the facts,
it holds from `fact_since` to just before `fact_until`: the row that the entries whose facts are not later make, in the order of
the log (`Entry.fact_time`). As a rule both are the same versions. An entry whose fact is older than those of entries before it
also makes versions that hold by the facts alone, and leaves others that hold by position alone.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

import msgspec

from domain.moment import FIRST, LAST
from projections.toolkit.sql import FOREVER

Row = TypeVar("Row", bound=msgspec.Struct)


CLOCKS_DIFFER = timedelta(seconds=2)
"""Two servers' clocks differ by no more: the append accepts times within a second of the database's."""


class Dated(Protocol):
    """What has a fact: an entry, or a part of one. `live`: it was recorded as it happened."""

    @property
    def fact_time(self) -> datetime: ...

    @property
    def live(self) -> bool: ...


def fact_after(newest: datetime, dated: Dated) -> datetime:
    """The time of a fact, given the newest one before it in the log. What is recorded as it happens is never late: it takes the
    time of the newest one where another server's clock, or a batch that was written first, is a moment ahead."""
    fact = dated.fact_time
    return newest if newest - CLOCKS_DIFFER <= fact < newest and dated.live else fact


class Version(msgspec.Struct, Generic[Row]):
    """A version that holds at no position has FOREVER as `since`, and as `until` the position that made it; one that holds at no
    time of the facts has LAST as `fact_since` and `fact_until`."""

    row: Row
    since: int
    until: int = FOREVER
    fact_since: datetime = FIRST
    fact_until: datetime = LAST


class Reordered(msgspec.Struct, Generic[Row]):
    """The result of an entry whose fact is older than those before it: the versions to be written, and those to be changed, each
    with the time at which it began before."""

    written: list[Version[Row]]
    changed: list[tuple[Version[Row], datetime]]
    latest: Version[Row] | None


def reordered(
    versions: Sequence[Version[Row]], position: int, fact: datetime, step: Callable[[Row | None], Row | None]
) -> Reordered[Row]:
    """Applies an entry at a position to all versions that hold when its fact occurs or later: `versions`, by `fact_since`. In the
    log it comes after all of their entries, so that each row, and each gap between them, takes just this one step more."""
    result = Reordered[Row]([], [], None)

    def put(row: Row | None, fact_since: datetime, fact_until: datetime, former: Version[Row] | None) -> None:
        is_open = former is not None and former.until == FOREVER
        if former is not None and row == former.row:
            result.latest = former if is_open else result.latest
            return
        if former is not None:
            change(former, fact_since, is_open)
        if row is not None:
            current = fact_until == LAST
            since, until = (position, FOREVER) if current else (FOREVER, position)
            result.written.append(Version(row, since, until, fact_since, fact_until))
            result.latest = result.written[-1] if current else result.latest

    def change(former: Version[Row], fact_since: datetime, is_open: bool) -> None:
        result.changed.append((former, former.fact_since))
        if is_open:
            former.until = position
        if former.fact_since < fact_since:
            former.fact_until = fact_since
        else:
            former.fact_since = former.fact_until = LAST

    reached = fact
    for version in versions:
        fact_until = version.fact_until
        if version.fact_since > reached:
            put(step(None), reached, version.fact_since, None)
        put(step(version.row), max(version.fact_since, fact), fact_until, version)
        reached = fact_until
    if reached < LAST:
        put(step(None), reached, LAST, None)
    return result
