"""The library's own public test classes, unmodified, on the record's real log: its own schema and tables as migrations make
them, under the application's role, through the recorder that the register uses. Only the form of a row is another's: the
classes write events that are no entries.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from eventsourcing.tests import application, persistence

from ops.database import Database
from ops.settings import Settings
from ops.store.entries import PlainRows
from ops.store.recorders import SqlAggregateRecorder, SqlApplicationRecorder
from ops.store.store import Store


@pytest.fixture
def record(settings: Settings) -> Iterator[Store]:
    database = Database(settings)
    database.start()
    store = Store(database.url("record"), "record", PlainRows())
    yield store
    store.close()


class OnTheRecord:
    recorder: type[Any] = SqlApplicationRecorder

    @pytest.fixture(autouse=True)
    def given(self, record: Store) -> None:
        self.record = record

    def create_recorder(self) -> Any:
        return self.recorder(self.record)


class TestAggregateRecorder(OnTheRecord, persistence.AggregateRecorderTestCase):
    recorder = SqlAggregateRecorder


class TestApplicationRecorder(OnTheRecord, persistence.ApplicationRecorderTestCase[SqlApplicationRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNotificationIds(OnTheRecord, persistence.NonInterleavingNotificationIDsBaseCase):
    pass


class InTheEnvironment:
    """For test classes that make their application from the process's environment: in a schema of its own."""

    @pytest.fixture(autouse=True)
    def given(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PERSISTENCE_MODULE", "ops.store.recorders")
        monkeypatch.setenv("SIJILL_DATABASE_URL", settings.database_url or "")


class TestExampleApplication(InTheEnvironment, application.ExampleApplicationTestCase):
    expected_factory_topic = "ops.store.recorders:Factory"


@pytest.mark.filterwarnings("always::DeprecationWarning")
class TestApplication(InTheEnvironment, application.ApplicationTestCase):
    pass
