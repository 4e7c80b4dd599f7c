"""Limits of requests: sizes, rates, time-outs. The defaults suit people; load tests raise them."""

from collections.abc import Callable, Mapping
from time import monotonic

import msgspec

from api.problems import Problem

MOST_BUCKETS = 100_000
"""The most keys that have a bucket. The key unseen for longest loses its bucket first."""


class Limits(msgspec.Struct, frozen=True):
    """Rates are per second, with a burst on top of them that may be taken at once.

    `commands`: per account. `guests`: registrations and logins per client address, `registrations`: new accounts per client
    address; `crowd`: commands per client address, which many people may share. `body`: bytes of a request.
    `body_seconds`: for sending it. `in_flight`: commands at once in this process. `lag`: events that the read models may
    be behind before this process says that it is not ready. `token_days`: how long a login lasts. `longest_delay`: the most
    seconds between two logins of one client that fail. `upload_bytes`, `upload_files`: uploads of an account in a day.
    """

    commands: float = 10.0
    commands_burst: float = 40.0
    guests: float = 0.2
    guests_burst: float = 10.0
    registrations: float = 0.02
    registrations_burst: float = 60.0
    crowd: float = 50.0
    crowd_burst: float = 500.0
    body: int = 64 * 1024
    body_seconds: float = 20.0
    in_flight: int = 2_000
    lag: int = 50_000
    token_days: int = 30
    longest_delay: float = 900.0
    upload_bytes: int = 500_000_000
    upload_files: int = 200


UNLIMITED = Limits(
    commands=1e9, commands_burst=1e9, guests=1e9, guests_burst=1e9, registrations=1e9,
    registrations_burst=1e9, crowd=1e9, crowd_burst=1e9, longest_delay=0,
)  # fmt: skip
"""No rates, for load tests: sizes and times stay limited."""


def limits_of(environment: Mapping[str, str]) -> Limits:
    """The defaults, overridden by environment variables: `SIJILL_LIMIT_COMMANDS=1000`. Raises msgspec.ValidationError."""
    overrides = {
        name: environment[key]
        for name in Limits.__struct_fields__
        if (key := f"SIJILL_LIMIT_{name.upper()}") in environment
    }
    return msgspec.convert(overrides, Limits, strict=False)


class Buckets:
    """A token bucket for each key: full at the start, refilled at a steady rate, refusing when empty."""

    def __init__(self, rate: float, burst: float, *, clock: Callable[[], float] = monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left: dict[object, tuple[float, float]] = {}

    def consume(self, key: object) -> None:
        """Consumes a token. Raises the problem `rate-limited`, with the seconds until the next token, if there is none."""
        now = self._clock()
        left, since = self._left.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        if left < 1:
            self._left[key] = (left, now)
            raise Problem("rate-limited", retry_after=int((1 - left) / self._rate) + 1)
        self._left[key] = (left - 1, now)  # at the end: the first key is the one unseen for longest
        if len(self._left) > MOST_BUCKETS:
            del self._left[next(iter(self._left))]


class Delays:
    """A growing delay for each key: after `free` attempts that failed, the next one must wait a second, then twice as long each
    time, up to `longest` seconds. A key without attempts for `longest` seconds (an hour at least) begins again."""

    def __init__(self, free: int, longest: float, *, clock: Callable[[], float] = monotonic) -> None:
        self._free, self._longest, self._clock = free, longest, clock
        self._failed: dict[object, tuple[int, float]] = {}

    def attempt(self, key: object) -> None:
        """Begins an attempt. It counts as failed until `succeeded`: so attempts at the same moment count too. Raises the problem
        `rate-limited` if the delay has not passed, and then does not count."""
        now = self._clock()
        failed, last = self._failed.get(key, (0, now))
        if now - last > max(self._longest, 3_600.0):
            failed = 0
        left = last + self._delay(failed) - now
        if left > 0:
            raise Problem("rate-limited", retry_after=int(left) + 1)
        self._failed.pop(key, None)
        self._failed[key] = (failed + 1, now)  # at the end: the first key is the one untouched for longest
        if len(self._failed) > MOST_BUCKETS:
            del self._failed[next(iter(self._failed))]

    def succeeded(self, key: object, *, forget: bool) -> None:
        """An attempt has not failed: it is not counted or, with `forget`, none is."""
        failed, last = self._failed.pop(key, (0, 0.0))
        if failed > 1 and not forget:
            self._failed[key] = (failed - 1, last)

    def _delay(self, failed: int) -> float:
        return 0.0 if failed < self._free else float(min(self._longest, 2.0 ** min(failed - self._free, 30)))
