"""docs/streams.md: its consumer runs, and counts what the register counts; so for the real conversations."""

import asyncio
import csv
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from consumers.reading import entries, folded
from consumers.relay import Relay
from domain.participation.ballot import BallotCast, BallotChanged, BallotConfirmed
from domain.participation.proposal_events import ProposalSubmitted
from ops.imports.polis.polis_import import PolisImport
from ops.imports.polis.staging import Staging
from ops.wiring import Services
from projections.models import MODELS
from projections.participation.tally import tallies
from projections.toolkit.runner import Runner
from tests.consumers.voting import Voting

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "streams.md"

pytestmark = [pytest.mark.anyio, pytest.mark.kafka]


async def publish(register: Services, kafka: str) -> None:
    relay = Relay(lambda: register.database, kafka)
    await asyncio.to_thread(relay.run_once)


async def test_the_consumer_in_the_document_counts_as_the_register_does(
    register: Services, voting: Voting, kafka: str
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


async def test_real_conversations_come_out_of_the_topics_as_they_are_in_their_files(
    register: Services, kafka: str, polis: Path
) -> None:
    folders = [polis / name for name in ("london.youth.policing", "15-per-hour-seattle", "scoop-hivemind.freshwater")]
    staging = Staging()
    for folder in folders:
        await PolisImport(register, staging).folder(folder)
    staging.close()
    await publish(register, kafka)
    events = await asyncio.to_thread(lambda: list(entries(kafka)))

    ballots: dict[UUID, Counter[str]] = defaultdict(Counter)
    for _, entry in events:
        match entry.data:
            case ProposalSubmitted():
                ballots[entry.stream] += Counter()
            case BallotCast(question, choice) | BallotConfirmed(question, choice) | BallotChanged(question, _, choice):
                ballots[question][choice] += 1
    assert sorted((votes["agree"], votes["disagree"]) for votes in ballots.values()) == sorted(
        (int(row["agrees"]), int(row["disagrees"])) for folder in folders for row in rows(folder / "comments.csv")
    )

    def kept() -> dict[UUID, Any]:
        runner = Runner(register.database, MODELS)
        runner.catch_up()
        runner.close()
        with register.database.connect_sync("views") as db:
            return {key: version.row for key, version in tallies.open_versions(db, set(ballots)).items()}

    assert folded(tallies, events) == await asyncio.to_thread(kept)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))
