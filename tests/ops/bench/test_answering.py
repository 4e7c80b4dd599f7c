"""`python -m ops.bench.answering` measures, by rows of the shape that the read models have today."""

import pytest

from ops.bench import answering

pytestmark = pytest.mark.anyio


async def test_what_graphql_costs_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "ROUNDS", 1)
    monkeypatch.setattr(answering, "TIMES", 1)
    monkeypatch.setattr(answering.gc, "freeze", lambda: None)
    assert all(microseconds > 0 for microseconds in await answering.measure())
