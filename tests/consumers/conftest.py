"""A real Kafka broker, and a log to publish."""

from contextlib import suppress

import pytest
from kafka.admin import KafkaAdminClient
from kafka.errors import UnknownTopicOrPartitionError

from consumers.publisher import TOPICS
from ops.kafka.broker import Broker
from ops.wiring import Register
from tests.consumers.voting import Voting


@pytest.fixture
def kafka(broker: Broker) -> str:
    """The address of a real broker without topics of ours."""
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        while there := [topic for topic in admin.list_topics() if topic in TOPICS]:
            with suppress(UnknownTopicOrPartitionError):
                admin.delete_topics(there)
    return broker.address


@pytest.fixture
async def voting(register: Register) -> Voting:
    return await Voting(register).open()
