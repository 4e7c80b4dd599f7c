"""An entry as a CloudEvent in Kafka's binary mode."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from consumers.cloud_events import NotOurs, message, position_of
from consumers.publisher import LARGEST_BATCH, TOPICS
from consumers.relay import batches
from domain.kernel import Entry, Person
from domain.participation.ballot import BallotCast
from domain.registry import encode
from ops.store.entries import notification

ROOT, STREAM, EVENT = uuid4(), uuid4(), UUID("01934d5e-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC)


def entry() -> bytes:
    return encode(
        Entry(
            actor=Person(uuid4()),
            command_id=uuid4(),
            community=uuid4(),
            correlation_id=uuid4(),
            data=BallotCast(uuid4(), "agree"),
            event_id=EVENT,
            occurred_at=AT,
            recorded_at=AT,
            root=ROOT,
            stream=STREAM,
            version=1,
        )
    )


def test_headers_say_what_the_entry_says_and_the_value_is_the_entry() -> None:
    line = entry()
    made = message(41, line, "https://sijill.example/log")
    assert made.topic == "sijill.participation"
    assert made.key == str(ROOT).encode()
    assert made.value is line
    assert dict(made.headers) == {
        "ce_specversion": b"1.0",
        "ce_id": b"01934d5e-0000-7000-8000-000000000001",
        "ce_source": b"https://sijill.example/log",
        "ce_type": b"participation.BallotCast.v1",
        "ce_subject": str(STREAM).encode(),
        "ce_time": b"2026-11-22T09:30:15.250000Z",
        "ce_sequence": b"41",
        "content-type": b"application/json",
    }
    assert made.timestamp == int(AT.timestamp() * 1000)
    assert position_of(made.headers) == 41


def test_what_the_relay_does_not_know_is_carried_all_the_same() -> None:
    unknown = entry().replace(b"participation.BallotCast.v1", b"decisions.VoteRecorded.v3")
    assert message(0, unknown).topic == "sijill.decisions"


def test_a_message_is_no_larger_than_it_says() -> None:
    made = message(2**62, entry())
    framed = len(made.key) + len(made.value) + sum(len(name) + len(value) + 4 for name, value in made.headers) + 30
    assert framed <= made.size <= framed + 300


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("ce_specversion", b"0.3"), ("ce_sequence", b"4")],
        [("ce_specversion", b"1.0")],
        [("ce_specversion", b"1.0"), ("ce_sequence", b"four")],
    ],
)
def test_a_message_of_somebody_else_is_not_taken(headers: list[tuple[str, bytes]]) -> None:
    with pytest.raises(NotOurs):
        position_of(headers)


def test_batches_keep_order_lose_nothing_and_fit_into_one_record_batch() -> None:
    large = entry().replace(b"agree", b"agree" + b" " * 60_000)
    given = [(position, large if position % 3 else entry()) for position in range(100)]
    made = list(batches([notification(*one) for one in given], "/"))
    assert len(made) > 1
    assert [position_of(message.headers) for batch in made for message in batch.messages] == list(range(100))
    assert [batch.last for batch in made] == [position_of(batch.messages[-1].headers) + 1 for batch in made]
    assert all(sum(message.size for message in batch.messages) <= LARGEST_BATCH for batch in made)


def test_there_is_a_topic_for_each_context() -> None:
    assert TOPICS == ["sijill.communities", "sijill.decisions", "sijill.participation", "sijill.plans"]
