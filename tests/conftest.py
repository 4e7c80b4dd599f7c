"""A real PostgreSQL for every test that asks for one: one server for the run, a database of its own for each test."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from kafka.admin import KafkaAdminClient
from kafka.errors import UnknownTopicOrPartitionError

from consumers.publisher import TOPICS
from ops.database import Database
from ops.embedded import EmbeddedPostgres
from ops.kafka.broker import Broker
from ops.settings import Settings
from ops.wiring import Services, opened
from projections.runner import Runner

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-committed", action="store_true", help="Write what is generated and committed, to be read."
    )
    parser.addoption("--rounds", type=int, default=2, help="Rounds of killing processes under load.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Several processes share the tests by their files; those that need the one broker go to one process."""
    for item in items:
        group = "broker" if "broker" in getattr(item, "fixturenames", ()) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture
def committed(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Holds a committed file against what the code gives today; with --write-committed, writes it instead."""

    def hold(file: Path, today: str) -> None:
        if request.config.getoption("--write-committed"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(today)
        assert file.exists(), f"{file} is not committed: write it with `make schemas`"
        assert file.read_text() == today, (
            f"{file} differs from the code: write it with `make schemas`, and read the change"
        )

    return hold


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of an embedded PostgreSQL, shared by the run.

    Not in pytest's own folder: another run that starts beside this one would close that to the database's user.
    """
    with TemporaryDirectory(prefix="sijill-tests-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        address = postgres.start()
        with psycopg.connect(address, autocommit=True) as db:
            # What is kept here outlives no crash. Tests of crashes start servers of their own.
            for setting in ("fsync", "full_page_writes"):
                db.execute(f"alter system set {setting} = off")
            db.execute("select pg_reload_conf()")
        yield address
        postgres.stop()


@pytest.fixture(scope="session")
def empty(server: str) -> str:
    """The name of a database with an empty record, its tables made: what others are copied from."""
    name = "empty_record"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}"')
    with TemporaryDirectory(prefix="sijill-tests-") as folder:
        database = Database(Settings(data_dir=Path(folder), database_url=server.replace("/postgres?", f"/{name}?")))
        database.start()
        with closing(Runner(database)) as runner:
            runner.catch_up()
    return name


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A real Kafka broker, shared by the run. Fetched on first use; needs Java 17 and Maven, and fails without them."""
    broker = Broker(tmp_path_factory.mktemp("kafka"))
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


@pytest.fixture
def kafka(broker: Broker) -> str:
    """The address of the broker, without topics of ours."""
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        while there := [topic for topic in admin.list_topics() if topic in TOPICS]:
            with suppress(UnknownTopicOrPartitionError):
                admin.delete_topics(there)
    return broker.address


@pytest.fixture
def settings(server: str, empty: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty record, in a database of its own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}" template "{empty}" strategy file_copy')
        db.execute(f'grant create on database "{name}" to sijill_app')  # what a copy does not come with
    yield Settings(data_dir=tmp_path / "record", database_url=server.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')


@pytest.fixture
async def register(settings: Settings) -> AsyncIterator[Services]:
    """An empty register, open. For tests marked `anyio`."""
    async with opened(settings) as register:
        yield register


@pytest.fixture(scope="session")
def polis() -> Path:
    """The eleven real conversations. They are not part of the product: without them the test says so and is skipped."""
    folder = SHARED / "data" / "polis"
    if not folder.is_dir():
        pytest.skip(f"NOT TESTED: the real conversations are not here ({folder})")
    return folder
