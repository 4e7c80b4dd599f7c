"""A real PostgreSQL for every test that asks for one: one server for the run, a database of its own for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ops.embedded import EmbeddedPostgres
from ops.settings import Settings
from ops.wiring import Register, opened

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded PostgreSQL, shared by the run."""
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("server"))
    yield postgres.start()
    postgres.stop()


@pytest.fixture
def settings(server: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty record, in a database of its own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}"')
    yield Settings(data_dir=tmp_path / "record", database_url=server.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')


@pytest.fixture
async def register(settings: Settings) -> AsyncIterator[Register]:
    """An empty register, open. For tests marked `anyio`."""
    async with opened(settings) as register:
        yield register


@pytest.fixture
def polis() -> Path:
    """The eleven real conversations. They are not part of the product: without them the test says so and is skipped."""
    folder = SHARED / "data" / "polis"
    if not folder.is_dir():
        pytest.skip(f"NOT TESTED: the real conversations are not here ({folder})")
    return folder
