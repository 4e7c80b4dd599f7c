"""What tests stand on: a real PostgreSQL, one server for each process of the run and a database of its own for each test; the
demonstration, loaded once for the whole run and copied; a broker."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from uuid import uuid4

import psycopg
import pytest
from kafka.admin import KafkaAdminClient
from kafka.errors import UnknownTopicOrPartitionError

from consumers.publisher import TOPICS
from ops.database import Database
from ops.demo import loader
from ops.demo.own_rules import OWN_RULES
from ops.embedded import EmbeddedPostgres
from ops.kafka.broker import Broker
from ops.settings import Settings
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.levels import LEVELS, kept, level_of
from tests.kit.server_process import Served, copied, served

SHARED = Path(__file__).resolve().parents[2] / "shared"
MEMORY, ROOM = Path("/dev/shm"), 2**30
"""Where the database server of the tests lies if there is so much room: a database is some 800 files, and each test copies it."""

OURS = pytest.StashKey[Path]()
"""The run's temporary folder, if it was made here."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-committed", action="store_true", help="Write what is generated and committed, to be read."
    )
    parser.addoption("--rounds", type=int, default=2, help="Rounds of killing processes under load.")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Gives the run a temporary folder of its own. pytest's usual one is closed to the database's user by every other run that
    starts, and the databases of this one could neither be started nor stopped."""
    if config.option.basetemp is None:
        config.option.basetemp = config.stash[OURS] = Path(mkdtemp(prefix="sijill-tests-"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keeps the temporary folder for who wants to see why something failed."""
    if exitstatus == 0 and (ours := session.config.stash.get(OURS, None)):
        shutil.rmtree(ours, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test with its level. Several processes share the tests by their files, those of the highest level first, which
    take longest; those that need the one broker go to one process."""
    highest: dict[Path, int] = {}
    for item in items:
        level = level_of(item)
        item.add_marker(level)
        highest[item.path] = max(highest.get(item.path, 0), LEVELS.index(level))
        group = "broker" if "broker" in getattr(item, "fixturenames", ()) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: -highest[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    with kept(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    with kept(item):
        yield


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
    """The address of an embedded PostgreSQL, shared by the tests of this process."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with TemporaryDirectory(prefix="sijill-tests-", dir=MEMORY if roomy else None) as folder:
        postgres = EmbeddedPostgres(Path(folder))
        address = postgres.start()
        with psycopg.connect(address, autocommit=True) as db:
            # What is kept here outlives no crash. Tests of crashes start servers of their own.
            for setting, value in (("fsync", "off"), ("full_page_writes", "off"), ("max_wal_size", "128MB")):
                db.execute(f"alter system set {setting} = '{value}'")
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
        with closing(Runner(database, MODELS)) as runner:
            runner.catch_up()
    return name


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a record with the demonstration in it, closed: tests copy it (`tests.kit.server_process.copied`), and do not
    use it. The first process of the run that asks for it makes it; the others wait."""
    own = tmp_path_factory.getbasetemp()
    run = own if worker_id == "master" else own.parent
    with (run / "demonstration.lock").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not (folder := run / "demonstration").exists():
            with ThreadPoolExecutor(1) as other:  # in this thread, a browser may run its own event loop
                other.submit(asyncio.run, load_demonstration(run / "half-made")).result()
            (run / "half-made").rename(folder)
    return folder


async def load_demonstration(folder: Path) -> None:
    """As `sijill serve --demo` does, but with no clock beside it, which might close what the demonstration is about to close."""
    async with opened(Settings(data_dir=folder)) as register:
        await loader.load(register)
        with closing(Runner(register.database, MODELS)) as runner:
            await asyncio.to_thread(runner.catch_up)


@pytest.fixture(scope="session")
def demo_site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with the demonstration, shared by the tests of this process: they may add to it."""
    with served(copied(demonstration, tmp_path_factory.mktemp("site") / "record")) as server:
        yield server


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
def blank(server: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database with nothing in it, to restore backups of older versions into."""
    name = f"blank_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}"')
    yield Settings(data_dir=tmp_path / "record", database_url=server.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def settings(server: str, empty: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty record, in a database of its own. As in the demonstration, the past may be entered years later."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}" template "{empty}" strategy file_copy')
        db.execute(f'grant create on database "{name}" to sijill_app')  # what a copy does not come with
    yield Settings(
        data_dir=tmp_path / "record",
        database_url=server.replace("/postgres?", f"/{name}?"),
        rules=(OWN_RULES,),
    )
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An empty record's database, for tests that need no register."""
    database = Database(settings)
    database.start()
    yield database
    database.stop()


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
