"""What tests of the API have in common."""

from datetime import timedelta

import pytest

from projections.queries import as_of


@pytest.fixture
def the_future_may_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a test ask what will be overdue, without waiting for it."""
    monkeypatch.setattr(as_of, "CLOCKS_DIFFER", timedelta(days=100_000))
