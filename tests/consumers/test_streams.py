"""docs/streams.md: its consumer runs, and counts what the register counts; so for the real conversations."""

import asyncio
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from consumers.reading import entries, folded
from consumers.relay import Relay
from ops.wiring import Register
from projections.participation.tallies import tallies
from tests.consumers.voting import Voting

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "streams.md"

pytestmark = [pytest.mark.anyio, pytest.mark.kafka]


async def publish(register: Register, kafka: str) -> None:
    relay = Relay(lambda: register.database.connect_sync("record"), kafka)
    await asyncio.to_thread(relay.run_once)


async def test_the_consumer_in_the_document_counts_as_the_register_does(
    register: Register, voting: Voting, kafka: str
) -> None:
    await voting.vote(10)
    await publish(register, kafka)
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    there: dict[str, Any] = {"servers": kafka}
    await asyncio.to_thread(exec, code, there)
    counted = await asyncio.to_thread(lambda: folded(tallies, entries(kafka)))
    assert len(counted) == len(voting.questions)
    assert {question: +votes for question, votes in there["tallies"].items()} == {
        str(question): +Counter({"agree": row.agree, "disagree": row.disagree, "pass": row.undecided})
        for question, row in counted.items()
    }
