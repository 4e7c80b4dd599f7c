"""The relay on a real broker and a real log: everything once, in order, whatever fails between."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from eventsourcing.persistence import Tracking
from kafka import TopicPartition
from kafka.admin import ConfigResource, KafkaAdminClient
from kafka.errors import KafkaError

from consumers.follower import Follower, PositionConflict
from consumers.reading import entries, folded, messages
from consumers.relay import Relay
from ops.kafka.broker import Broker
from ops.wiring import Services
from projections.models import MODELS
from projections.participation.tally import tallies
from projections.toolkit.runner import Runner
from tests.consumers.voting import WORDS, Voting

pytestmark = [pytest.mark.anyio, pytest.mark.kafka]

LIMIT = 120.0
"""Seconds after which a test gives up waiting for what must come."""


def relay_of(register: Services, kafka: str) -> Relay:
    return Relay(lambda: register.database, kafka)


async def published(register: Services, kafka: str) -> int:
    return await asyncio.to_thread(relay_of(register, kafka).run_once)


async def position(register: Services) -> int:
    async with register.pool.connection() as db:
        row = await (await db.execute("select next from follower where name = 'kafka'")).fetchone()
    return row[0] if row else 0


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.05)


@contextmanager
def running(relay: Relay) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        yield thread
    finally:
        relay.end()
        thread.join(LIMIT)
        assert not thread.is_alive(), "the relay does not end"


def raw(kafka: str) -> list[tuple[TopicPartition, bytes, bytes]]:
    """Every message as it lies in the topics, repeats and all: where, key, value."""
    return [(place, record.key, record.value) for place, record in messages(kafka)]


def positions(kafka: str) -> list[int]:
    return sorted(position for position, _ in entries(kafka))


async def test_the_log_lies_in_its_topics_once_byte_for_byte_in_order_per_root(
    register: Services, voting: Voting, kafka: str
) -> None:
    await voting.vote(20)
    log = await voting.log()
    assert await published(register, kafka) == len(log)
    found = raw(kafka)
    assert sorted(value for _, _, value in found) == sorted(entry for _, entry in log)
    for question, _ in voting.questions:
        key = str(question).encode()
        assert [value for _, root, value in found if root == key] == [
            entry for _, entry in log if b'"root":"%s"' % key in entry
        ]
        assert len({place for place, root, _ in found if root == key}) == 1
    assert not [value for _, _, value in found if WORDS.encode() in value]


async def test_it_goes_on_where_it_was(register: Services, voting: Voting, kafka: str) -> None:
    await voting.vote(2)
    before = await published(register, kafka)
    await voting.vote(2)
    assert await published(register, kafka) == before + 6
    assert await position(register) == before + 6
    assert len(raw(kafka)) == before + 6


async def test_tallies_folded_from_kafka_are_those_of_the_read_model(
    register: Services, voting: Voting, kafka: str
) -> None:
    await voting.vote(10)
    await published(register, kafka)
    runner = Runner(register.database, MODELS)
    await asyncio.to_thread(runner.catch_up)
    runner.close()
    questions = [choice for _, choice in voting.questions]
    with register.database.connect_sync("views") as db:
        kept = tallies.open_versions(db, set(questions))
    counted = await asyncio.to_thread(lambda: folded(tallies, entries(kafka)))
    assert counted == {key: version.row for key, version in kept.items()}
    assert sum((counted[question].agree for question in questions), 0) > 0


async def test_what_was_published_but_not_noted_is_repeated_and_dropped_by_the_reader(
    register: Services, voting: Voting, kafka: str
) -> None:
    await voting.vote(10)
    end = await published(register, kafka)
    async with register.pool.connection() as db:  # as if killed between acknowledgement and note
        await db.execute("update follower set next = %s where name = 'kafka'", [end - 7])
    await published(register, kafka)
    assert len(raw(kafka)) == end + 7
    assert positions(kafka) == list(range(end))


async def test_without_a_broker_nothing_counts_as_published(
    register: Services, voting: Voting, kafka: str, broker: Broker
) -> None:
    before = await published(register, kafka)
    await voting.vote(3)
    broker.kill()
    try:
        with pytest.raises(KafkaError):
            await published(register, kafka)
        assert await position(register) == before
    finally:
        await asyncio.to_thread(broker.start)
    assert await published(register, kafka) == before + 9
    assert positions(kafka) == list(range(before + 9))


async def test_a_batch_of_which_the_broker_refuses_a_part_does_not_count_at_all(
    register: Services, voting: Voting, kafka: str
) -> None:
    topic = "sijill.participation"
    with KafkaAdminClient(bootstrap_servers=kafka) as admin:
        small = {"num_partitions": 1, "replication_factor": 1, "configs": {"max.message.bytes": "100"}}
        admin.create_topics({topic: small}, wait_for_metadata=True)
        with pytest.raises(KafkaError):
            await published(register, kafka)
        assert await position(register) == 0
        admin.alter_configs([ConfigResource("topic", topic, {"max.message.bytes": "1000000"})])
    end = len(await voting.log())
    with running(relay_of(register, kafka)):
        await until(lambda: positions(kafka) == list(range(end)))
    assert await position(register) == end


async def test_it_waits_out_a_broker_that_is_killed_while_it_publishes(
    register: Services, voting: Voting, kafka: str, broker: Broker
) -> None:
    with running(relay_of(register, kafka)):
        await voting.vote(10)
        await asyncio.to_thread(broker.kill)
        await voting.vote(10)
        await asyncio.to_thread(broker.start)
        await voting.vote(1)
        log = await voting.log()
        await until(lambda: positions(kafka) == list(range(len(log))))
    assert {value for _, _, value in raw(kafka)} == {entry for _, entry in log}


async def test_it_waits_out_a_lost_connection_to_the_database(register: Services, voting: Voting, kafka: str) -> None:
    with running(relay_of(register, kafka)):
        await until(lambda: bool(positions(kafka)))
        with register.database.as_owner() as db:
            ended = db.execute(
                "select pg_terminate_backend(pid) from pg_locks join pg_database on pg_database.oid = database"
                " where locktype = 'advisory' and datname = current_database() and pid <> pg_backend_pid()"
            ).fetchall()
        assert ended
        await voting.vote(2)
        log = await voting.log()
        await until(lambda: positions(kafka) == list(range(len(log))))


async def test_one_of_a_name_at_a_time_and_the_next_takes_over(register: Services, voting: Voting) -> None:
    def follower(name: str = "kafka") -> Follower:
        return Follower(register.database.connect_sync("record"), name)

    with follower() as first, follower() as second, follower("other") as other:
        assert first.take()
        assert not second.take()
        assert other.take()
        first.insert_tracking(Tracking("register", 3))
        assert first.max_tracking_id("register") == 3
        other.name = "kafka"
        with pytest.raises(PositionConflict):
            other.insert_tracking(Tracking("register", 4))
    with follower() as third:
        assert third.take()
        assert third.next == 3


async def test_who_has_lost_the_turn_publishes_nothing(register: Services, voting: Voting, kafka: str) -> None:
    with Follower(register.database.connect_sync("record"), "kafka") as follower:
        assert follower.take()
        with register.database.as_owner() as db:
            db.execute("select pg_terminate_backend(%s)", [follower.db.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            follower.must_hold()


async def test_a_second_relay_waits_for_its_turn_and_ends_when_asked(
    register: Services, voting: Voting, kafka: str
) -> None:
    with running(relay_of(register, kafka)):
        end = len(await voting.log())
        await until(lambda: positions(kafka) == list(range(end)))
        with running(relay_of(register, kafka)) as waiting:
            await voting.vote(2)
            await until(lambda: positions(kafka) == list(range(end + 6)))
            assert waiting.is_alive()
    assert len(raw(kafka)) == end + 6


async def test_a_log_shorter_than_what_was_published_is_not_followed(
    register: Services, voting: Voting, kafka: str
) -> None:
    end = await published(register, kafka)
    async with register.pool.connection() as db:
        await db.execute("update follower set next = %s", [end + 1])
    with pytest.raises(PositionConflict, match="not the log"):
        await published(register, kafka)
