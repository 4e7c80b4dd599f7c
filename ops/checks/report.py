"""What checks came to: how many things each was done on, how many failed, and the first failure."""

import msgspec

CHECKS = (
    "positions",
    "entries",
    "columns",
    "times",
    "versions",
    "event_ids",
    "commands",
    "openings",
    "commitments",
    "read_models",
)


class Count(msgspec.Struct):
    """How many things were checked, and how many of them failed."""

    done: int = 0
    failed: int = 0


class Failure(msgspec.Struct, frozen=True):
    """A failure: the check's name, where in the record, and what is wrong there."""

    check: str
    place: str
    message: str


class Report(msgspec.Struct):
    """The counts by the checks' names, and the first failure that was found. `unchecked` says what could not be checked."""

    checks: dict[str, Count] = msgspec.field(default_factory=lambda: {name: Count() for name in CHECKS})
    first_failure: Failure | None = None
    unchecked: list[str] = []

    def done(self, check: str, number: int = 1) -> None:
        """Counts things that were checked, failed or not."""
        self.checks[check].done += number

    def failed(self, check: str, place: str, message: str, number: int = 1) -> None:
        """Counts things among those checked that failed; the place and the message are the first one's."""
        self.checks[check].failed += number
        if self.first_failure is None:
            self.first_failure = Failure(check, place, message)

    def expect(self, check: str, place: str, holds: bool, message: str) -> None:
        """Counts one thing, which failed unless it holds."""
        self.done(check)
        if not holds:
            self.failed(check, place, message)

    @property
    def all_hold(self) -> bool:
        """Whether nothing failed and nothing was left unchecked."""
        return self.first_failure is None and not self.unchecked
