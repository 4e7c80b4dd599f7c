"""Delays for those who guess: of logins and passwords, and of which logins exist.

A client that fails for a login waits longer each time, up to a quarter of an hour; other clients do not. For guessers with many
addresses there is also a delay of the login itself, which is short, so that nobody can shut a person out for long. It does not
concern the addresses from which the person has logged in.
"""

from api.limits import MOST_BUCKETS, Delays, Limits

FREE, FREE_ANYWHERE, FREE_TAKEN = 5, 30, 10
"""Failures without delay: of a client for a login, of all clients for a login, and of a client that finds logins taken."""

LONGEST_ANYWHERE, LONGEST_TAKEN = 20.0, 60.0
"""The longest delays in seconds: of a login for all clients, and of registrations from an address, which many may share."""


class Attempts:
    """`who` is an account or the digest of a login, `household` the key of a client."""

    def __init__(self, limits: Limits) -> None:
        self._here = Delays(FREE, limits.longest_delay)
        self._anywhere = Delays(FREE_ANYWHERE, min(LONGEST_ANYWHERE, limits.longest_delay))
        self._taken = Delays(FREE_TAKEN, min(LONGEST_TAKEN, limits.longest_delay))
        self._known: dict[tuple[object, str], None] = {}

    def begin(self, who: object, household: str) -> None:
        """Begins to verify a password. Raises the problem `rate-limited`."""
        here = (who, household)
        self._here.attempt(here)
        if here not in self._known:
            try:
                self._anywhere.attempt(who)
            except Exception:
                self._here.succeeded(here, forget=False)
                raise

    def succeeded(self, who: object, household: str) -> None:
        """The password was right."""
        here = (who, household)
        self._here.succeeded(here, forget=True)
        if here not in self._known:
            self._anywhere.succeeded(who, forget=False)
        self._known.pop(here, None)
        self._known[here] = None
        if len(self._known) > MOST_BUCKETS:
            del self._known[next(iter(self._known))]

    def begin_registration(self, household: str) -> None:
        """Begins a registration. Raises the problem `rate-limited`."""
        self._taken.attempt(household)

    def registered(self, household: str) -> None:
        """The login was not taken."""
        self._taken.succeeded(household, forget=False)
